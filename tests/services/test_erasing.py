"""People are erased everywhere the registry keeps them, the journal stays whole, and its seals go on to vouch for it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import LargeBinary
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.domain.indicators import Kind
from registry.services import audit, firms, journal
from registry.services.erasing import erase_contacts, silent_firms
from registry.services.importing.blanking import Target, blanked
from registry.services.importing.packing import Packed
from registry.services.personal_values import CODES, ERASED, hidden_in_frame, token_of
from registry.store.base import Record
from registry.store.firms import FirmRecord
from registry.store.imports import ImportPayload
from registry.store.journal import JournalEntry
from registry.store.personal import PersonalValue
from registry.store.plans import ServiceEntry
from registry.store.sealing import seal
from registry.store.submissions import SubmissionRecord
from tests.factories import NOW, make_person
from tests.services.conftest import A, B, Send, ledger

FIRST, PHONE, SECOND, OTHER = "王小明", "13807191234", "赵新人", "孙别家"
LATER = NOW + timedelta(days=1)


def with_contacts(name: str = FIRST) -> dict[str, list[list[Any]]]:
    sheets = ledger()
    for row, told in zip(sheets["企业"], (["联系人", "联系电话"], [name, PHONE], [OTHER, "13900000000"]), strict=True):
        row.extend(told)
    return sheets


@pytest.fixture
def known(session: Session, catalogue: Catalogue, send: Send) -> int:
    """A firm whose contacts came by two imports, a form and a hand-over; another firm stands beside it."""
    send(with_contacts())
    send(with_contacts("钱二任"))
    firm = session.exec(select(FirmRecord).where(FirmRecord.credit_code == A)).one()
    assert firm.id is not None
    firms.save_firm(session, SYSTEM, catalogue, firm.id, {"contact_name": SECOND}, firm.version, now=NOW)
    session.add(
        SubmissionRecord(
            number="N", key_hash="k", credit_code=A, name=firm.name, facts={"0": {"contact_name": FIRST}},
            contact_name=FIRST, contact_phone=PHONE, state="accepted", received_at=NOW,
        )
    )  # fmt: skip
    session.add(
        ServiceEntry(
            firm_id=firm.id,
            kind="visit",
            on=NOW.date(),
            text="走访",
            with_whom=SECOND,
            status="",
            by="专员",
            created_at=NOW,
        )
    )
    told = {"service_with_whom": (None, SECOND)}
    journal.note(session, SYSTEM, "service.visit", now=NOW, firm_id=firm.id, changes=told)
    session.flush()
    return firm.id


def everything(session: Session) -> Iterator[tuple[str, str]]:
    """Every text in the database, also those within packed and typed frames."""
    for table in Record.metadata.sorted_tables:
        for row in session.connection().execute(select(table)).mappings():
            for column in table.c:
                held = row[column.name]
                if isinstance(column.type, LargeBinary) and held:
                    yield from ((f"{table.name}.{column.name}", text) for text in texts_of(held))
                else:
                    yield f"{table.name}.{column.name}", json.dumps(held, ensure_ascii=False, default=str)


def texts_of(held: bytes) -> Iterator[str]:
    if held[:4] == b"PAR1":
        yield pl.read_parquet(io.BytesIO(held)).write_ndjson()
    elif b"contents.json" in held:
        packed = Packed(held)
        yield from (packed.frame(name).write_ndjson() for name in packed.names)
    else:
        yield "a workbook"


def named(session: Session, *names: str) -> set[str]:
    return {place for place, text in everything(session) if any(name in text for name in names)}


def test_the_journal_never_holds_a_name_or_a_number(session: Session, known: int) -> None:
    session.flush()
    assert "journal_entry.changes" not in named(session, FIRST, SECOND, PHONE, OTHER, "钱二任")
    told = [entry.changes for entry in journal.of_firm(session, known) if entry.action == "firm.update"]
    assert [pair["contact_name"] for pair in told] == [["钱二任", SECOND], [FIRST, "钱二任"]]
    kept = session.exec(select(PersonalValue)).all()
    assert all(row.token == token_of(row.salt, row.value) for row in kept)
    assert len({row.salt for row in kept}) == len(kept)


def test_erasing_leaves_nothing_of_the_people_and_every_seal_whole(session: Session, known: int) -> None:
    seal(session)
    held = {"firm.contact_name", "import_payload.written", "submission.facts", "service_entry.with_whom"}
    assert held <= named(session, FIRST, SECOND, PHONE)
    done = erase_contacts(session, SYSTEM, known, "本人要求删除", now=LATER)
    session.flush()
    seal(session)
    session.expire_all()
    assert named(session, FIRST, SECOND, PHONE, "钱二任") == set()
    assert (done.imports, done.requests) == (2, 2)
    assert {bytes(raw) for raw in session.exec(select(ImportPayload.raw))} == {b""}
    assert audit.verify(session, SYSTEM).faults == ()
    assert {"firm.contact_name", "import_payload.firms", "import_payload.written"} <= named(session, OTHER)
    told = [entry.changes for entry in journal.of_firm(session, known) if entry.action == "firm.update"]
    assert [pair["contact_name"] for pair in told] == [[ERASED, ERASED], [ERASED, ERASED]]
    entry = session.exec(
        select(JournalEntry).where(JournalEntry.action == "personal.erase", JournalEntry.firm_id == known)
    )
    assert entry.one().note == "本人要求删除"


def test_an_image_changed_by_hand_after_an_erasure_is_still_found(session: Session, known: int) -> None:
    erase_contacts(session, SYSTEM, known, "本人要求删除", now=LATER)
    session.flush()
    seal(session)
    payload = session.get_one(ImportPayload, 1)
    payload.written = (payload.written or b"") + b" "
    session.flush()
    assert [fault.facts for fault in audit.verify(session, SYSTEM).faults] == [{"batch": 1}]


@pytest.mark.parametrize(
    ("person", "reason", "refusal"),
    [
        (make_person(Role.PARK_OFFICER), "本人要求删除", NotAllowed),
        (make_person(Role.ENTERPRISE, firm_id=1), "本人要求删除", NotAllowed),
        (make_person(Role.BUREAU, division="5"), "本人要求删除", NotFound),
        (SYSTEM, "删", InvalidInput),
    ],
)
def test_who_may_not_erase_or_says_no_reason_erases_nothing(
    session: Session, known: int, person: Any, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        erase_contacts(session, person, known, reason, now=LATER)
    assert session.get_one(FirmRecord, known).contact_name == SECOND


def test_contacts_that_nobody_touched_for_years_are_listed(session: Session, known: int) -> None:
    other = session.exec(select(FirmRecord).where(FirmRecord.credit_code == B)).one()
    other.updated_at = NOW - timedelta(days=4000)
    session.flush()
    assert [firm.credit_code for firm in silent_firms(session, SYSTEM, NOW - timedelta(days=3650))] == [B]
    assert silent_firms(session, make_person(Role.BUREAU, division="5"), NOW) == []


def test_raw_cells_of_the_firm_lose_the_texts_also_within_others_and_as_numbers() -> None:
    cells = pl.DataFrame(
        {
            "row": [2, 3],
            "A": ["王小明商行", "王小明商行"],
            "B": ["联系人王小明 13807191234", "联系人王小明 13807191234"],
            "C": [13807191234.0, 13807191234.0],
        }
    )
    target = Target(1, A, frozenset({"王小明商行"}), frozenset({("企业", 2)}), frozenset({FIRST, PHONE}))
    first, second = blanked(cells, target, "企业").rows()
    assert first == (2, "王小明商行", "联系人 ", None)
    assert second == cells.row(1)


def test_the_codes_are_those_of_the_catalogue(catalogue: Catalogue, session: Session) -> None:
    assert {each.code for each in catalogue.indicators.values() if each.kind is Kind.PERSONAL} == CODES
    frame = pl.DataFrame({"firm_id": [1, 2], "changes": ['{"contact_name":[null,"甲乙"]}', '{"revenue":[1,2]}']})
    first, second = hidden_in_frame(session, frame)["changes"]
    assert "甲乙" not in first
    assert second == '{"revenue":[1,2]}'
