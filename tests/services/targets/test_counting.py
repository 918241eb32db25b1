"""What counts, what does not, and what nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.errors import NotFound
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from registry.domain.targets import FirmFilter, FirmTest, Measure, Test
from registry.services.targets.closing_gap import firms_answering
from registry.services.targets.counting import Tally, tallies
from registry.services.targets.measuring import measured
from registry.store.figures import LocalFigure
from tests.factories import TODAY
from tests.services.targets.setting import ABOVE_SCALE, COVERAGE, HOLDERS, add_firm, add_target

ABOVE = {"is_above_scale": True}


def tally(
    session: Session, catalogue: Catalogue, measure: Measure = HOLDERS, kind: str = "stock", **place: str
) -> Tally:
    target = add_target(session, kind=kind, measure=measure.as_data(), **place)
    return tallies(session, catalogue, [target], TODAY)[target.id or 0]


def test_a_stock_counts_titles_valid_on_the_day(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte", {"tier": "hnte", "valid_to": date(2020, 1, 1)})
    add_firm(session, 2, {"tier": "hnte", "valid_to": date(2026, 6, 29)})
    add_firm(session, 3, {"tier": "hnte", "revoked_on": date(2026, 1, 1)})
    add_firm(session, 4, {"tier": "hnte", "valid_to": TODAY})
    assert tally(session, catalogue) == Tally(yes=2)


def test_a_flag_that_nobody_filled_in_is_neither_yes_nor_no(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte", year=ABOVE)
    add_firm(session, 2, "hnte", year={"is_above_scale": False})
    add_firm(session, 3, "hnte", year={})
    add_firm(session, 4, "hnte")
    add_firm(session, 5, year=ABOVE)
    assert tally(session, catalogue, Measure(FirmFilter(("hnte",), (), (ABOVE_SCALE,)))) == Tally(yes=1, no=1, open=2)


def test_figures_are_those_of_the_last_complete_year(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte", year=ABOVE | {"year": 2024})
    assert tally(session, catalogue, Measure(FirmFilter(("hnte",), (), (ABOVE_SCALE,)))) == Tally(open=1)


def test_a_ratio_keeps_unknown_numerators_and_denominators_apart(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, year=ABOVE, rd_institution_level="省级")
    add_firm(session, 2, year=ABOVE, rd_institution_level="无")
    add_firm(session, 3, year=ABOVE)
    add_firm(session, 4)
    add_firm(session, 5, year=ABOVE, industry_code="65", rd_institution_level="省级")
    add_firm(session, 6, year=ABOVE, industry_code=None)
    add_firm(session, 7, year={"is_above_scale": False})
    assert tally(session, catalogue, COVERAGE, "ratio") == Tally(yes=1, no=1, open=1, outside=2)


def test_the_value_of_a_ratio_says_what_the_unknown_may_change(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, year=ABOVE, rd_institution_level="自建")
    add_firm(session, 2, year=ABOVE, rd_institution_level="无")
    add_firm(session, 3, year=ABOVE)
    target = add_target(session, kind="ratio", measure=COVERAGE.as_data(), goal=0.5)
    found = measured(session, catalogue, [target], TODAY)[target.id or 0]
    assert (found.value, found.low, found.high, found.unjudged) == (0.5, 0.333333333, 0.666666667, 1)


def test_a_ratio_of_nothing_has_no_value(session: Session, catalogue: Catalogue) -> None:
    target = add_target(session, kind="ratio", measure=COVERAGE.as_data(), goal=0.5)
    assert measured(session, catalogue, [target], TODAY)[target.id or 0].value is None


def test_a_multiple_needs_its_base(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte")
    bare = add_target(session, kind="multiple", goal=2, base_year=2020)
    based = add_target(session, kind="multiple", goal=2, base_year=2020, base_value=4)
    found = measured(session, catalogue, [bare, based], TODAY)
    assert (found[bare.id or 0].value, found[based.id or 0].value) == (None, 0.25)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ([{"recognised_on": date(2026, 3, 1)}], Tally(yes=1)),
        ([{"recognised_on": None, "valid_from": date(2026, 3, 1)}], Tally(yes=1)),
        ([{"recognised_on": date(2025, 12, 31)}], Tally(no=1)),
        ([{"recognised_on": date(2026, 7, 1)}], Tally(no=1)),
        ([{"recognised_on": date(2026, 3, 1), "renews": 7}], Tally(no=1)),
        ([{"recognised_on": date(2022, 3, 1)}, {"recognised_on": date(2026, 3, 1)}], Tally(no=1)),
        ([{}], Tally(open=1)),
    ],
)
def test_a_flow_counts_first_entries_of_the_year(
    session: Session, catalogue: Catalogue, titles: list[dict[str, Any]], expected: Tally
) -> None:
    add_firm(session, 1, *({"tier": "hnte"} | title for title in titles))
    assert tally(session, catalogue, Measure(enters="hnte"), "flow") == expected


def test_one_statement_counts_every_place(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte", division_code="420111", park="甲园", cluster="光电子")
    add_firm(session, 2, "hnte", division_code="420302", park="乙园")
    add_firm(session, 3, "hnte", division_code=None)
    places: list[dict[str, str]] = [
        {},
        {"division": "42"},
        {"division": "4203"},
        {"division": "42", "park": "甲园"},
        {"cluster": "光电子"},
    ]
    targets = [add_target(session, **place) for place in places]
    found = tallies(session, catalogue, targets, TODAY)
    assert [found[target.id or 0].yes for target in targets] == [3, 2, 1, 1, 1]
    alone = [tallies(session, catalogue, [target], TODAY)[target.id or 0].yes for target in targets]
    assert alone == [3, 2, 1, 1, 1]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (FirmTest("staff", Test.AT_LEAST, number=100), Tally(yes=1, open=1)),
        (FirmTest("staff", Test.MORE_THAN, number=100), Tally(no=1, open=1)),
        (FirmTest("cluster", Test.KNOWN), Tally(yes=1, no=1)),
        (FirmTest("is_listed", Test.NO), Tally(yes=1, open=1)),
    ],
)
def test_tests_compare_as_they_say(session: Session, catalogue: Catalogue, test: FirmTest, expected: Tally) -> None:
    add_firm(session, 1, "hnte", year={"staff": 100.0}, cluster="光电子", is_listed=False)
    add_firm(session, 2, "hnte", cluster="")
    assert tally(session, catalogue, Measure(FirmFilter(("hnte",), (), (test,)))) == expected


def test_a_local_indicator_is_counted_too(session: Session, catalogue: Catalogue) -> None:
    added = Indicator("has_lab", Text("有实验室", "Has a laboratory"), Level.ANNUAL, Kind.FLAG, local=True)
    widened = replace(catalogue, indicators=Indicators((*catalogue.indicators.values(), added)))
    add_firm(session, 1, "hnte")
    add_firm(session, 2, "hnte")
    session.add(LocalFigure(firm_id=1, year=2025, indicator="has_lab", number=1))
    measure = Measure(FirmFilter(("hnte",), (), (FirmTest("has_lab", Test.YES),)))
    assert tally(session, widened, measure) == Tally(yes=1, open=1)


def test_firms_of_an_answer_are_listed(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, year=ABOVE, rd_institution_level="自建")
    add_firm(session, 2, year=ABOVE)
    target = add_target(session, kind="ratio", measure=COVERAGE.as_data(), goal=0.5)
    page = firms_answering(session, SYSTEM, catalogue, target.id or 0, "open", day=TODAY)
    assert [row.id for row in page.rows] == [2]
    with pytest.raises(NotFound):
        firms_answering(session, SYSTEM, catalogue, target.id or 0, "perhaps", day=TODAY)
