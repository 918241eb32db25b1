"""The facts frame: what the store knows, as the engine reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from registry.services.facts import facts
from registry.services.firm_facts import firm_facts
from registry.store.decisions import ManualDecision
from registry.store.figures import LocalFigure
from tests.factories import CODES, NOW, TODAY, make_figures, make_firm, make_title


@pytest.fixture
def frame(session: Session, catalogue: Catalogue) -> pl.DataFrame:
    session.add(make_firm(id=1, founded_on=date(2018, 1, 1), is_listed=False, contact_phone="13800000000"))
    session.add(make_firm(id=2, credit_code=CODES[1], park="东湖高新区"))
    session.flush()
    session.add(make_figures(1, 2025, revenue=0.0, is_above_scale=True))
    session.add(make_figures(1, 2022, revenue=7.0))
    session.add(make_figures(1, 2021, revenue=9.0))
    session.add(make_title(1, "hnte", valid_to=TODAY))
    session.add(make_title(1, "srdi_sme", valid_to=date(2026, 6, 29)))
    for met, withdrawn in ((True, NOW), (False, None)):
        session.add(
            ManualDecision(
                firm_id=1,
                tier="hnte",
                rule_set="hnte/CN/2016-01-01",
                condition="field",
                data_year=2025,
                met=met,
                note="示例",
                decided_by="张",
                decided_at=NOW,
                withdrawn_at=withdrawn,
            )
        )
    session.flush()
    return facts(session, catalogue, as_of=TODAY, data_year=2025)


def test_each_firm_is_one_row_in_order(frame: pl.DataFrame) -> None:
    assert frame["firm_id"].to_list() == [1, 2]


def test_years_count_back_from_the_data_year(frame: pl.DataFrame) -> None:
    row = frame.row(0, named=True)
    assert [row[f"revenue@{lag}"] for lag in (0, -1, -2, -3)] == [0.0, None, None, 7.0]


def test_missing_is_null_and_never_zero(frame: pl.DataFrame) -> None:
    row = frame.row(1, named=True)
    assert row["revenue@0"] is None
    assert row["is_listed"] is None
    assert row["main_product"] is None


def test_values_have_the_promised_types(frame: pl.DataFrame) -> None:
    schema = frame.schema
    assert schema["revenue@0"] == pl.Float64
    assert schema["is_above_scale@0"] == pl.Boolean
    assert schema["founded_on"] == pl.Date
    assert schema["is_listed"] == pl.Boolean
    assert schema["quality_items"] == pl.Int64


def test_a_title_counts_on_its_last_day_and_no_record_is_false(frame: pl.DataFrame) -> None:
    first, second = frame.rows(named=True)
    assert (first["title:hnte"], first["title:srdi_sme"]) == (True, False)
    assert (second["title:hnte"], second["title:champion"]) == (False, False)


def test_only_decisions_that_stand_are_facts(frame: pl.DataFrame) -> None:
    assert frame["decision:hnte:hnte/CN/2016-01-01:field"].to_list() == [False, None]


def test_personal_data_is_no_fact(frame: pl.DataFrame) -> None:
    assert not {"contact_phone", "contact_name", "legal_representative", "name", "credit_code"} & set(frame.columns)


def test_some_firms_alone_give_the_same_rows(session: Session, catalogue: Catalogue, frame: pl.DataFrame) -> None:
    alone = facts(session, catalogue, as_of=TODAY, data_year=2025, firm_ids=[1])
    assert alone.equals(frame.filter(pl.col("firm_id") == 1).select(alone.columns))


def test_the_plain_values_of_one_firm_are_its_row(session: Session, catalogue: Catalogue, frame: pl.DataFrame) -> None:
    kinds = ((Level.ANNUAL, Kind.NUMBER), (Level.FIRM, Kind.FLAG), (Level.FIRM, Kind.DATE), (Level.FIRM, Kind.TEXT))
    added = [Indicator(f"local_{kind}", Text(kind, kind), level, kind, local=True) for level, kind in kinds]
    wider = replace(catalogue, indicators=Indicators((*catalogue.indicators.values(), *added)))
    for values in (
        {"year": 2024, "indicator": "local_number", "number": 2.5},
        {"year": 2020, "indicator": "local_number", "number": 9.0},
        {"year": 0, "indicator": "local_flag", "number": 1.0},
        {"year": 0, "indicator": "local_date", "day": date(2020, 1, 2)},
        {"year": 0, "indicator": "local_text", "text": "甲"},
        {"year": 0, "indicator": "gone", "number": 1.0},
    ):
        session.add(LocalFigure(firm_id=1, **values))
    session.add(make_figures(2, 2025, revenue=5.5))
    session.flush()
    everybody = facts(session, wider, as_of=TODAY, data_year=2025)
    for firm_id, row in enumerate(everybody.iter_rows(named=True), 1):
        alone = firm_facts(session, wider, firm_id, as_of=TODAY, data_year=2025)
        known = {name: value for name, value in row.items() if value is not None}
        assert {name: value for name, value in alone.items() if value is not None} == known
        assert alone.keys() <= row.keys()
    assert everybody["local_number@-1"].to_list() == [2.5, None]


def test_an_empty_registry_gives_an_empty_frame(session: Session, catalogue: Catalogue) -> None:
    assert facts(session, catalogue, as_of=TODAY, data_year=2025).height == 0
