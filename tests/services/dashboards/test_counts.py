"""Counts by place: within the scope, adding up, and the same as the list of firms behind each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from registry.services.dashboards import kept as kept_summary
from registry.services.dashboards.areas import areas_below
from registry.services.dashboards.behind import SORTS, Behind, firms_behind
from registry.services.dashboards.cells import NONE, at_place, summed, total
from registry.services.dashboards.counting import count_parts, keep
from registry.services.dashboards.summary import FIGURES, GAPS, LADDER, Summary, summary
from registry.services.evaluations import explain, run
from registry.services.origins import set_origins
from registry.store.evaluations import Standing
from registry.store.figures import LocalFigure
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, places_in_scope
from tests.factories import NOW, TODAY, make_figures, make_person
from tests.services.dashboards.offices import PARK, WUHAN, add_four_firms, assert_lists_agree


@pytest.fixture
def firms(session: Session) -> Session:
    """Four firms; see `add_four_firms`."""
    add_four_firms(session)
    return session


@pytest.fixture
def office(firms: Session, catalogue: Catalogue) -> Session:
    """The same, evaluated."""
    run(firms, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    return firms


def counted(session: Session, person: Person, catalogue: Catalogue, part: str = LADDER) -> Summary:
    return summary(session, person, catalogue, part, TODAY)


def test_every_number_is_the_length_of_its_list(office: Session, catalogue: Catalogue) -> None:
    assert_lists_agree(office, catalogue, LADDER, GAPS)


def test_in_a_large_registry_too_whose_lists_are_those_of_the_count(
    office: Session, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfilled = Behind("unfilled", word="revenue", year=2025)
    sorts = [replace(asked, sort=sort) for sort in SORTS for asked in (unfilled, Behind("stock", "hnte", year=2025))]
    now = [[row.id for row in firms_behind(office, SYSTEM, catalogue, asked, TODAY).rows] for asked in sorts]
    monkeypatch.setattr(kept_summary, "COUNTED_LIVE", 0)
    keep(office, count_parts(office, catalogue, TODAY, NOW))
    assert_lists_agree(office, catalogue, LADDER, GAPS)
    found = [firms_behind(office, SYSTEM, catalogue, asked, TODAY) for asked in sorts]
    assert [[row.id for row in each.rows] for each in found] == now
    assert {each.made_at for each in found} == {NOW}
    office.get_one(FirmRecord, 2).division_code = "430100"
    office.flush()
    of_wuhan = firms_behind(office, WUHAN, catalogue, unfilled, TODAY)
    assert (of_wuhan.total, of_wuhan.rows) == (1, ()), (
        "who has left the scope is counted till the next count, and not shown"
    )


def test_a_scope_counts_its_own_firms_only(office: Session, catalogue: Catalogue) -> None:
    assert [total(counted(office, each, catalogue).cells, "firms") for each in (SYSTEM, WUHAN, PARK)] == [4, 2, 1]
    asked = Behind("held", "hnte", division="4203")
    assert firms_behind(office, SYSTEM, catalogue, asked, TODAY).total == 1
    assert firms_behind(office, WUHAN, catalogue, asked, TODAY).total == 0


def test_kept_counts_are_the_same_as_those_on_the_spot(
    office: Session, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = {person: counted(office, person, catalogue).cells for person in (SYSTEM, WUHAN, PARK)}
    monkeypatch.setattr(kept_summary, "COUNTED_LIVE", 0)
    assert counted(office, SYSTEM, catalogue).day is None, "nothing was kept yet, and that is said"
    keep(office, count_parts(office, catalogue, TODAY, NOW))
    for person, cells in live.items():
        told = counted(office, person, catalogue)
        assert told.cells.sort(told.cells.columns).equals(cells.sort(cells.columns))
        assert not told.is_behind(TODAY)


def test_kept_counts_say_when_they_are_behind(
    office: Session, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_summary, "COUNTED_LIVE", 0)
    keep(office, count_parts(office, catalogue, TODAY, NOW))
    assert counted(office, SYSTEM, catalogue).is_behind(TODAY + timedelta(1))
    run(office, SYSTEM, catalogue, as_of=date(2026, 1, 1), now=NOW)
    told = counted(office, SYSTEM, catalogue)
    assert told.changes == 1
    assert told.is_behind(TODAY)


def test_areas_lead_down_to_parks_and_add_up(office: Session, catalogue: Catalogue) -> None:
    cells = counted(office, SYSTEM, catalogue).cells
    held = cells.filter(pl.col("kind") == "firms")
    assert [area.key for area in areas_below(held, "")] == [("42", ""), (NONE, "")]
    assert [area.key for area in areas_below(held, "42")] == [("4201", ""), ("4203", "")]
    assert [area.key for area in areas_below(held, "4201")] == [("420100", ""), ("420111", "")]
    assert [area.key for area in areas_below(held, "420111")] == [("420111", "东湖示例园区")]
    for division in ("", "42", "4201", "420111"):
        parts = [total(at_place(held, *area.key), "firms") for area in areas_below(held, division)]
        assert sum(parts) == total(at_place(held, division), "firms")


def test_flows_follow_the_dates(office: Session, catalogue: Catalogue) -> None:
    cells = counted(office, SYSTEM, catalogue).cells
    stock = summed(cells, "stock", "tier", "year")
    assert [stock.get(("hnte", year), 0) for year in range(2022, 2027)] == [0, 1, 2, 3, 3]
    assert summed(cells, "left", "tier", "year", "word") == {
        ("hnte", 2026, "expired"): 1,
        ("tech_sme", 2026, "expired"): 1,
    }


def test_the_scope_of_places_is_the_scope_of_firms(firms: Session) -> None:
    every = firms.exec(select(FirmRecord.id, FirmRecord.division_code, FirmRecord.park)).all()
    places = pl.DataFrame(every, schema=["id", "division_code", "park"], orient="row")
    roles, divisions = (Role.ADMINISTRATOR, Role.BUREAU, Role.ENTERPRISE), ("", "42", "4201", "420111", "43")
    for role, division, park in product(roles, divisions, ("", "东湖示例园区", "别的园区")):
        person = make_person(role, division=division, park=park)
        reached = set(places.filter(places_in_scope(person))["id"])
        assert reached == set(firms.exec(select(FirmRecord.id).where(firms_in_scope(person)))), person


def test_bottlenecks_are_those_that_the_evaluation_tells(firms: Session, catalogue: Catalogue) -> None:
    told = run(firms, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    cells = counted(firms, SYSTEM, catalogue, GAPS).cells
    wanted = {
        (tier, f"{each.rule_set}|{each.condition}|{state}"): count
        for tier, counts in told.tiers.items()
        for each in counts.bottlenecks
        for state, count in (("only", each.only), ("unknown", each.unknown), ("manual", each.manual))
        if count
    }
    assert summed(cells, "alone", "tier", "word") == wanted
    far = {(tier, word) for tier, word in wanted if not firms.get(Standing, (3, tier))}
    assert far, "some firms are too far from a tier to have a standing, and count all the same"
    open_ones = summed(cells, "open", "tier", "word")
    assert all(tier in told.tiers and told.tiers[tier].verdicts["undetermined"] for tier, _ in open_ones)


def test_a_figure_that_is_missing_names_its_firms_until_the_next_evaluation(
    office: Session, catalogue: Catalogue
) -> None:
    asked = Behind("lacking", "tech_sme", "staff", 2025)
    found = [row.id for row in firms_behind(office, SYSTEM, catalogue, asked, TODAY).rows]
    assert found == [2, 4]
    explained = explain(office, SYSTEM, catalogue, 2, as_of=TODAY, tiers=("tech_sme",))
    assert "staff" in {lack.indicator for told in explained for leaf in told.conditions() for lack in leaf.missing}
    office.add(make_figures(2, 2025, revenue=1000.0, staff=100))
    office.flush()
    assert firms_behind(office, SYSTEM, catalogue, asked, TODAY).total == 2
    run(office, SYSTEM, catalogue, as_of=TODAY, now=NOW, tiers=("tech_sme",))
    assert [row.id for row in firms_behind(office, SYSTEM, catalogue, asked, TODAY).rows] == [4]
    assert firms_behind(office, WUHAN, catalogue, asked, TODAY).total == 0
    others = counted(office, SYSTEM, catalogue, GAPS).cells["tier"].unique().to_list()
    assert {"tech_sme", "hnte"} <= set(others), "a run of one tier leaves what an earlier one said of the others"


def test_what_is_filled_is_told_with_whose_value_it_is(office: Session, catalogue: Catalogue) -> None:
    set_origins(office, 1, 2025, {"*": "ledger", "revenue": "audit!", "staff": "self_reported"})
    office.flush()
    cells = counted(office, SYSTEM, catalogue, FIGURES).cells.filter(pl.col("year") == 2025)
    filled = summed(cells, "filled", "word")
    assert (filled["revenue"], filled["staff"], filled.get("net_profit")) == (2, 2, None)
    assert summed(cells, "verified", "word") == {"revenue": 1}
    assert summed(cells, "self", "word") == {"staff": 1}
    lacking = firms_behind(office, SYSTEM, catalogue, Behind("unfilled", word="revenue", year=2025), TODAY)
    assert {row.id for row in lacking.rows} == {2, 4}
    with pytest.raises(NotFound):
        firms_behind(office, SYSTEM, catalogue, Behind("unfilled", word="credit_code", year=2025), TODAY)


def test_an_indicator_of_the_office_is_told_of_like_the_others(
    office: Session, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    water = Indicator("local_water", Text("用水", "Water"), Level.ANNUAL, Kind.NUMBER, local=True)
    known = replace(catalogue, indicators=Indicators((*catalogue.indicators.values(), water)))
    office.add_all(
        [
            LocalFigure(firm_id=1, year=2025, indicator="local_water", number=0.0),
            LocalFigure(firm_id=2, year=2025, indicator="local_water", number=8.0),
            LocalFigure(firm_id=3, year=2025, indicator="local_water"),
        ]
    )
    set_origins(office, 2, 2025, {"local_water": "audit!"})
    office.flush()
    unfilled = Behind("unfilled", word="local_water", year=2025)
    for firms_counted_live in (3_000, 0):
        monkeypatch.setattr(kept_summary, "COUNTED_LIVE", firms_counted_live)
        keep(office, count_parts(office, known, TODAY, NOW))
        cells = counted(office, SYSTEM, known, FIGURES).cells.filter(pl.col("word") == "local_water")
        assert summed(cells, "filled", "year") == {2025: 2}
        assert summed(cells, "verified", "year") == {2025: 1}
        assert {row.id for row in firms_behind(office, SYSTEM, known, unfilled, TODAY).rows} == {3, 4}


def test_a_firm_sees_no_dashboard_and_an_unknown_number_is_not_found(office: Session, catalogue: Catalogue) -> None:
    firm = make_person(Role.ENTERPRISE, firm_id=1)
    with pytest.raises(NotAllowed):
        summary(office, firm, catalogue, LADDER, TODAY)
    with pytest.raises(NotAllowed):
        firms_behind(office, firm, catalogue, Behind("held", "hnte"), TODAY)
    with pytest.raises(NotFound):
        firms_behind(office, SYSTEM, catalogue, Behind("secrets"), TODAY)
    with pytest.raises(NotFound):
        firms_behind(office, SYSTEM, catalogue, Behind("ending", "hnte", "2026-13"), TODAY)
