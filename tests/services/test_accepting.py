"""How much of a file is taken, and plans that are kept between the preview and the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import polars as pl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.services import accepting, evaluations, imports, journal, previewing
from registry.services.importing import wanted
from registry.services.importing.batches import readout_of
from registry.services.importing.comparing import Comparison
from registry.services.importing.kept_plans import kept_frames, plan_in, prepare
from registry.services.importing.packing import Packed
from registry.services.importing.plan_frames import OF_PLAN
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.imports import ImportBatch, ImportPayload
from registry.store.journal import JournalEntry
from registry.store.origins import ValueOrigin
from tests.factories import NOW, TODAY, make_person
from tests.services.conftest import A, B, Send, ledger

Stage = Callable[..., int]


@pytest.fixture
def keep(session: Session, catalogue: Catalogue, stage: Stage) -> Stage:
    """Stage a ledger as the pages do: with its plan."""

    def kept(sheets: dict, person: object = SYSTEM) -> int:
        number = stage(sheets, person)
        batch = session.get_one(ImportBatch, number)
        readout = readout_of(session, batch)
        made = imports.prepare(session, person, catalogue, readout, source=batch.source)
        imports.restage(session, person, number, readout, prepared=made)
        return number

    return kept


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A mark for each plan that is made."""
    made: list[int] = []

    def counting(*args: object, **kwargs: object) -> object:
        made.append(1)
        return prepare(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(previewing, "planned", counting)
    monkeypatch.setattr(wanted, "prepare", counting)
    return made


def changed() -> dict:
    sheets = ledger()
    sheets["2025年"][1][2] = 6300
    return sheets


def revenue(session: Session, code: str = A, year: int = 2025) -> float | None:
    session.expire_all()
    firm_id = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == code)).one()
    return session.get_one(YearlyFigures, (firm_id, year)).revenue


def test_a_kept_plan_comes_back_as_it_was_made(session: Session, catalogue: Catalogue, send: Send, keep: Stage) -> None:
    send(ledger())
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    faulty = changed()
    faulty["企业"][2][5] = "约30万"
    number = keep(faulty)
    batch = session.get_one(ImportBatch, number)
    made = prepare(session, SYSTEM, catalogue, readout_of(session, batch), source=batch.source).plan
    kept = plan_in(kept_frames(session, number))  # type: ignore[arg-type]
    for field in fields(made):
        here, there = getattr(made, field.name), getattr(kept, field.name)
        for one, other in zip(_frames(here), _frames(there), strict=True):
            assert one.equals(other), field.name
        if not _frames(here):
            assert here == there, field.name


def _frames(value: object) -> list[pl.DataFrame]:
    if isinstance(value, Comparison):
        return [value.rows, value.records]
    return [value] if isinstance(value, pl.DataFrame) else []


def test_neither_page_nor_commit_plans_again_while_nothing_changed(
    session: Session, catalogue: Catalogue, send: Send, keep: Stage, plans: list[int]
) -> None:
    send(ledger())
    number = keep(changed())
    del plans[:]
    journal.note(session, SYSTEM, "import.export", now=NOW)  # concerns no firm
    seen = imports.preview(session, SYSTEM, catalogue, number)
    assert (seen.is_kept, seen.is_replanned, seen.counts.changed) == (True, False, 1)
    imports.commit(session, SYSTEM, catalogue, number, now=NOW)
    assert plans == []
    assert revenue(session) == 6300


def test_an_edit_of_a_firm_in_the_file_makes_the_plan_void(
    session: Session, catalogue: Catalogue, send: Send, keep: Stage, plans: list[int]
) -> None:
    send(ledger())
    number = keep(changed())
    firm_id = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == A)).one()
    session.get_one(YearlyFigures, (firm_id, 2025)).revenue = 6300
    journal.note(session, SYSTEM, "figures.update", now=NOW, firm_id=firm_id, year=2025)
    seen = imports.preview(session, SYSTEM, catalogue, number)
    assert (seen.is_kept, seen.is_replanned, seen.counts.unchanged) == (False, True, 8)
    imports.keep_preview(session, SYSTEM, seen)
    assert imports.preview(session, SYSTEM, catalogue, number).is_kept
    assert imports.commit(session, SYSTEM, catalogue, number, now=NOW).changed == 0


@pytest.mark.parametrize(
    ("action", "holds"), [("figures.update", True), ("firm.create", False), ("name.settle", False)]
)
def test_what_others_do_matters_where_it_may_concern_the_file(
    session: Session, catalogue: Catalogue, send: Send, keep: Stage, action: str, holds: bool
) -> None:
    send(ledger())
    number = keep(changed())
    journal.note(session, SYSTEM, action, now=NOW, firm_id=9999)
    assert imports.preview(session, SYSTEM, catalogue, number).is_kept is holds


def test_a_plan_made_for_one_scope_does_not_serve_another(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    number = keep(ledger(), make_person(Role.PARK_OFFICER, division="4201", park="甲园"))
    assert imports.preview(session, make_person(), catalogue, number).counts.rejected == 0


def test_once_committed_only_what_is_shown_is_kept(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    faulty = ledger()
    faulty["企业"][2][5] = "约30万"
    number = keep(faulty)
    imports.commit(session, SYSTEM, catalogue, number, now=NOW)
    held = Packed(session.exec(select(ImportPayload.plan).where(ImportPayload.batch_id == number)).one() or b"")
    assert not [name for name in held.names if name.startswith(OF_PLAN)]
    seen = imports.preview(session, SYSTEM, catalogue, number)
    assert (seen.counts.new, seen.counts.rejected, len(seen.errors)) == (7, 1, 1)


def test_only_clean_rows_leave_out_what_was_remarked_upon(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    doubtful = ledger()
    doubtful["2025年"][1][3] = 6500  # more R&D than revenue
    number = keep(doubtful)
    assert imports.preview(session, SYSTEM, catalogue, number).counts.doubtful == 1
    counts = imports.commit(session, SYSTEM, catalogue, number, accept="clean", now=NOW)
    assert (counts.read, counts.new, counts.left_out, counts.rejected) == (8, 7, 1, 0)
    assert session.get(YearlyFigures, (1, 2025)) is None
    assert revenue(session, B) == 2000
    assert imports.preview(session, SYSTEM, catalogue, number).statuses["2025年", 2] == "left_out"


def test_a_value_that_counts_more_stays_unless_it_is_asked_for(
    session: Session, catalogue: Catalogue, send: Send, keep: Stage
) -> None:
    send(ledger())
    firm_id = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == A)).one()
    session.merge(ValueOrigin(firm_id=firm_id, year=2025, sources='{"*":"audit"}'))
    session.flush()
    held = imports.preview(session, SYSTEM, catalogue, keep(changed()))
    (cell,) = held.held().items
    assert (cell.name, cell.year, cell.code, cell.old, cell.new, cell.source) == (
        "武汉示例甲有限公司",
        2025,
        "revenue",
        6230.0,
        6300.0,
        "audit",
    )
    assert held.held("没有这家").total == 0
    imports.commit(session, SYSTEM, catalogue, keep(changed()), now=NOW)
    assert revenue(session) == 6230
    imports.commit(session, SYSTEM, catalogue, keep(changed()), override=True, now=NOW)
    assert revenue(session) == 6300


def test_every_row_is_reached_by_paging_and_searching(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    seen = imports.preview(session, SYSTEM, catalogue, keep(ledger()))
    lines = [line for first in range(0, 8, 3) for line in seen.lines("new", first=first, length=3).items]
    assert [(line.sheet, line.row) for line in lines][:3] == [("企业", 2), ("企业", 3), ("2025年", 2)]
    assert (len(lines), seen.lines("new").total) == (8, 8)
    assert [line.name for line in seen.lines("new", "示例乙").items] == ["武汉示例乙有限公司"] * 4
    assert seen.lines("new", A[-6:].lower()).total == 4
    assert seen.lines("new", length=1).items[0].records[0].changes["registered_capital"] == (None, 1000.0)


def test_conflicts_stand_apart_from_other_issues(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    torn = ledger()
    torn["企业二"] = [["统一社会信用代码", "企业名称", "所属园区"], [A, "武汉示例甲有限公司", "丙园"]]
    torn["企业"][2][5] = "约30万"
    seen = imports.preview(session, SYSTEM, catalogue, keep(torn))
    assert {issue.code for issue in seen.found(conflicts=True).items} == {"conflicting_sheets"}
    assert seen.found("示例乙", conflicts=False).items[0].value == "约30万"
    assert (seen.tally.conflicts, dict(seen.tally.by_head)["注册资本(万元)"]) == (2, 1)
    assert seen.found(conflicts=None).total == seen.tally.conflicts + seen.tally.others


def test_a_watched_commit_is_told_of_the_writing_last(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    steps: list[str] = []
    imports.commit(
        session, SYSTEM, catalogue, keep(ledger()), now=NOW, watch=lambda step, done, total: steps.append(step)
    )
    assert steps[-1] == accepting.WRITING


def test_the_dry_run_of_one_way_to_accept_is_what_it_does(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    doubtful = ledger()
    doubtful["2025年"][1][3] = 6500
    readout = readout_of(session, session.get_one(ImportBatch, stage(doubtful)))
    seen = imports.examine(session, SYSTEM, catalogue, readout, accept="clean")
    assert (seen.counts.left_out, seen.source) == (1, "ledger")


def test_an_entry_that_comes_late_with_an_early_number_makes_the_plan_void(
    session: Session, catalogue: Catalogue, send: Send, keep: Stage
) -> None:
    send(ledger())
    held = session.exec(select(JournalEntry).order_by(JournalEntry.id)).first()  # type: ignore[arg-type]
    assert held is not None
    values = held.model_dump()
    session.delete(held)
    session.flush()
    number = keep(changed())
    assert imports.preview(session, SYSTEM, catalogue, number).is_kept
    session.add(JournalEntry(**values))  # as of a transaction that was open when the plan was made
    assert not imports.preview(session, SYSTEM, catalogue, number).is_kept


def test_an_evaluation_makes_what_was_foretold_void(session: Session, catalogue: Catalogue, keep: Stage) -> None:
    number = keep(ledger())
    assert imports.preview(session, SYSTEM, catalogue, number).effects is None
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    assert imports.preview(session, SYSTEM, catalogue, number).effects is not None
