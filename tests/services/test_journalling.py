"""The journal of an import: one entry for each row that brings a firm and a year, none less, every value told once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
from sqlmodel import Session, select

from registry.domain.access import SYSTEM
from registry.services import audit, journal
from registry.services.audit import verify
from registry.services.importing.before import changed_images
from registry.services.importing.change_texts import changes_text, fresh_text, plain_json
from registry.services.importing.comparing import STORED, differs
from registry.services.importing.fresh_changes import tell_changes
from registry.store.imports import ImportPayload
from registry.store.journal import JournalEntry
from registry.store.sealing import seal
from tests.services.conftest import A, B, Send

HEADS = ["统一社会信用代码", "企业名称", "2025年营业收入(万元)", "2024年营业收入(万元)"]


def entries(session: Session, batch_id: int) -> list[tuple[str, int | None, int | None, dict[str, Any]]]:
    told = select(JournalEntry).where(JournalEntry.batch_id == batch_id, JournalEntry.door == "import")
    found = session.exec(told).all()
    tell_changes(session, found)
    return [(entry.action, entry.row, entry.year, entry.changes or {}) for entry in found]


def test_a_new_firm_and_its_first_year_share_an_entry(session: Session, send: Send) -> None:
    send({"台账": [HEADS, [A, "武汉示例甲有限公司", 6230, 5800], [B, "武汉示例乙有限公司", None, None]]})
    found = entries(session, 1)
    assert [(action, row) for action, row, _, _ in found].count(("firm.create", 2)) == 1
    (shared,) = [changes for action, row, _, changes in found if (action, row) == ("firm.create", 2)]
    assert shared["credit_code"] == [None, A]
    assert shared["name"] == [None, "武汉示例甲有限公司"]
    told = [(year, changes["revenue"]) for _, row, year, changes in found if row == 2 and "revenue" in changes]
    assert sorted(told) == [(2024, [None, 5800]), (2025, [None, 6230])]


def test_figures_of_a_known_firm_have_entries_of_their_own(session: Session, send: Send) -> None:
    send({"企业": [HEADS[:2], [A, "武汉示例甲有限公司"]]})
    send({"台账": [HEADS, [A, "武汉示例甲有限公司", 6230, None]]})
    assert entries(session, 2) == [("figures.create", 2, 2025, {"revenue": [None, 6230]})]


def test_what_was_new_stands_once_and_not_as_text_in_every_entry(session: Session, send: Send) -> None:
    send({"台账": [HEADS, [A, "武汉示例甲有限公司", 6230, 5800]]})
    made = session.exec(select(JournalEntry).where(JournalEntry.batch_id == 1, JournalEntry.door == "import")).all()
    assert [entry.changes for entry in made] == [None, None]
    told = {(entry.year, *(entry.changes or {}).get("revenue", ())) for entry in journal.of_firm(session, 1)}
    assert {(2024, None, 5800), (2025, None, 6230)} <= told
    assert not session.dirty


def test_values_that_an_import_brought_are_sealed_with_its_entries(session: Session, send: Send) -> None:
    send({"台账": [HEADS, [A, "武汉示例甲有限公司", 6230, 5800]]})
    send({"台账": [HEADS, [A, "武汉示例甲有限公司", 6300, 5800]]})
    assert changed_images(session) == []
    session.get_one(ImportPayload, 1).written = session.get_one(ImportPayload, 2).written
    session.flush()
    assert changed_images(session) == [1]
    (fault,) = [one for one in audit.verify(session, SYSTEM).faults if one.template == audit.CHANGED_IMAGE]
    assert fault.facts == {"batch": 1}


def test_texts_of_fresh_records_say_what_those_of_changes_would() -> None:
    values = pl.DataFrame(
        {
            "text": ['引"号\\反斜\n行', None, ""],
            "number": [1234.5, 1e-7, None],
            "count": [3, None, -1],
            "flag": [True, False, None],
            "day": [date(2018, 5, 1), None, None],
        },
        schema_overrides={"count": pl.Int64},
    )
    blank = values.with_columns(pl.lit(None, dtype=kind).alias(name + STORED) for name, kind in values.schema.items())
    fresh = blank.select(fresh_text(blank, values.columns))["changes"].to_list()
    changed = blank.select(changes_text(values.columns, differs, STORED, ""))["changes"].to_list()
    assert [json.loads(text) for text in fresh] == [json.loads(text) for text in changed]
    assert fresh[2] == '{"text":[null,""],"count":[null,-1]}'
    assert values.select(plain_json("text")).to_series().to_list()[1:] == ["null", '""']


def test_texts_of_fresh_records_without_a_gap_are_whole() -> None:
    values = pl.DataFrame({"name": ["甲", "乙"], "count": [1, 2], "day": [date(2018, 5, 1)] * 2, "rank": [None, 3]})
    fresh = values.select(fresh_text(values, values.columns))["changes"].to_list()
    assert fresh[0] == '{"name":[null,"甲"],"count":[null,1],"day":[null,"2018-05-01"]}'
    assert json.loads(fresh[1])["rank"] == [None, 3]
    assert values.with_columns(fresh_text(values, []))["changes"].to_list() == ["{}", "{}"]


def test_the_entries_of_an_import_are_sealed_as_they_are_stored(session: Session, send: Send) -> None:
    send({"台账": [HEADS, [A, "武汉示例甲有限公司", 6230, 5800], [B, "武汉示例“乙”有限公司", None, None]]})
    seal(session)
    found = verify(session, SYSTEM)
    assert found.faults == ()
    assert found.entries == len(session.exec(select(JournalEntry.id)).all())
