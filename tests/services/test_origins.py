"""Sources and ranks: what a file may overwrite, what is held, and what is recorded about whose figures the values are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services.importing.batches import get_batch, readout_of
from registry.services.importing.planning import Plan, make_plan
from registry.services.importing.writing import write_plan
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin
from tests.factories import NOW
from tests.services.conftest import A, B

Bring = Callable[..., Plan]


@pytest.fixture
def bring(session: Session, catalogue: Catalogue, stage: Callable[..., int]) -> Bring:
    """Stage a workbook, plan it for a source and write it."""

    def brought(sheets: dict[str, list[list[Any]]], source: str, **options: Any) -> Plan:
        batch = get_batch(session, SYSTEM, stage(sheets))
        plan = make_plan(session, SYSTEM, catalogue, readout_of(session, batch), source=source, **options)
        assert batch.id is not None
        write_plan(session, SYSTEM, catalogue.indicators, plan, batch_id=batch.id, now=NOW)
        session.expire_all()
        return plan

    return brought


def book(revenue: Any = 6230, staff: Any = 120, park: Any = "甲园", code: str = A) -> dict[str, list[list[Any]]]:
    name = "武汉示例甲有限公司" if code == A else "武汉示例乙有限公司"
    return {
        "企业": [["统一社会信用代码", "企业名称", "所属园区"], [code, name, park]],
        "2025年": [
            ["统一社会信用代码", "企业名称", "营业收入(万元)", "职工总数"],
            [code, name, revenue, staff],
        ],
    }


def figures(session: Session, code: str = A) -> YearlyFigures:
    firm = session.exec(select(FirmRecord).where(FirmRecord.credit_code == code)).one()
    return session.get_one(YearlyFigures, (firm.id, 2025))


def recorded(session: Session, year: int = 2025, code: str = A) -> dict[str, str]:
    firm = session.exec(select(FirmRecord).where(FirmRecord.credit_code == code)).one()
    found = session.get(ValueOrigin, (firm.id, year))
    return json.loads(found.sources) if found else {}


def record(session: Session, sources: dict[str, str], year: int = 2025) -> None:
    firm = session.exec(select(FirmRecord).where(FirmRecord.credit_code == A)).one()
    session.get_one(ValueOrigin, (firm.id, year)).sources = json.dumps(sources)
    session.flush()


def test_a_fresh_row_comes_from_its_source_as_a_whole(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    assert recorded(session) == {"*": "ledger"}
    assert recorded(session, 0) == {"*": "ledger"}


def test_a_higher_source_overwrites_and_is_recorded(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    plan = bring(book(revenue=6300, staff=None), "tax")
    assert plan.held.is_empty()
    assert figures(session).revenue == 6300
    assert recorded(session) == {"*": "ledger", "revenue": "tax"}


def test_a_lower_source_is_held_and_the_rest_of_its_row_goes_in(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    bring(book(revenue=6300, staff=None), "tax")
    plan = bring(book(revenue=7000, staff=125), "ledger")
    cell = plan.held.row(0, named=True)
    assert (cell["sheet"], cell["row"], cell["year"], cell["code"]) == ("2025年", 2, 2025, "revenue")
    assert (json.loads(cell["old"]), json.loads(cell["new"]), cell["held_source"]) == (6300, 7000, "tax")
    assert (figures(session).revenue, figures(session).staff) == (6300, 125)
    assert plan.rows.filter(pl.col("sheet") == "2025年")["status"].to_list() == ["changed"]


def test_a_row_of_held_cells_only_is_unchanged(session: Session, bring: Bring) -> None:
    bring(book(), "audit")
    plan = bring(book(revenue=7000), "ledger")
    assert plan.held.height == 1
    assert plan.rows["status"].unique().to_list() == ["unchanged"]
    assert plan.figures.records.is_empty()


def test_a_blank_is_filled_whatever_the_rank(session: Session, bring: Bring) -> None:
    bring(book(staff=None), "audit")
    plan = bring(book(staff=120), "self_reported")
    assert plan.held.is_empty()
    assert figures(session).staff == 120
    assert recorded(session) == {"*": "audit", "staff": "self_reported"}


def test_a_verified_value_is_held_against_every_source(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    record(session, {"*": "ledger", "revenue": "ledger!"})
    plan = bring(book(revenue=7000), "audit")
    assert plan.held["held_source"].to_list() == ["ledger!"]
    assert figures(session).revenue == 6230
    assert recorded(session) == {"*": "ledger", "revenue": "ledger!", "staff": "audit"}


def test_overriding_writes_held_values_and_says_so(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    record(session, {"*": "ledger", "revenue": "audit!"})
    plan = bring(book(revenue=7000), "ledger", override=True)
    assert plan.held.is_empty()
    assert plan.overridden["code"].to_list() == ["revenue"]
    assert figures(session).revenue == 7000
    assert recorded(session) == {"*": "ledger"}


def test_facts_of_the_firm_are_held_too(session: Session, bring: Bring) -> None:
    bring(book(), "tax")
    plan = bring(book(park="乙园"), "ledger")
    assert plan.held.select("code", "year").rows() == [("park", 0)]
    assert session.exec(select(FirmRecord)).one().park == "甲园"


def test_the_same_value_from_a_higher_source_raises_its_origin_in_silence(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    plan = bring(book(staff=None), "audit")
    assert plan.rows["status"].unique().to_list() == ["unchanged"]
    assert recorded(session) == {"*": "ledger", "revenue": "audit"}
    assert bring(book(), "ledger").origins.is_empty()


def test_values_without_a_recorded_origin_are_never_held(session: Session, bring: Bring) -> None:
    bring(book(), "audit")
    session.delete(session.get_one(ValueOrigin, (figures(session).firm_id, 2025)))
    plan = bring(book(revenue=7000), "self_reported")
    assert plan.held.is_empty()
    assert recorded(session) == {"revenue": "self_reported"}


def test_an_own_export_that_comes_back_as_a_ledger_changes_no_origin(session: Session, bring: Bring) -> None:
    bring(book(), "self_reported")
    assert bring(book(), "ledger").origins.is_empty()
    assert recorded(session) == {"*": "self_reported"}


def test_rows_left_out_are_not_written(session: Session, bring: Bring) -> None:
    bring(book(), "ledger")
    left_out = pl.DataFrame({"sheet": ["2025年"], "row": [2]}, schema={"sheet": pl.String, "row": pl.Int64})
    plan = bring(book(revenue=7000, park="乙园"), "ledger", without=left_out)
    assert plan.rejected.rows() == [("2025年", 2)]
    assert figures(session).revenue == 6230
    assert session.exec(select(FirmRecord)).one().park == "乙园"


def test_planning_ends_when_it_is_watched_by_somebody_who_raises(
    session: Session, catalogue: Catalogue, stage: Callable[..., int]
) -> None:
    def stop(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt(step)

    readout = readout_of(session, get_batch(session, SYSTEM, stage(book(code=B))))
    with pytest.raises(KeyboardInterrupt, match="matching"):
        make_plan(session, SYSTEM, catalogue, readout, source="ledger", watch=stop)
