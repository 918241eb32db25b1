"""Counts by place: within the scope, adding up, and the same as the list of firms behind each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.domain.outcomes import Outcome, Verdict
from registry.services.dashboards import summary as kept_summary
from registry.services.dashboards.areas import areas_below
from registry.services.dashboards.behind import Behind, firms_behind
from registry.services.dashboards.cells import NONE, at_place, summed, total
from registry.services.dashboards.summary import FIGURES, GAPS, LADDER, Summary, count_parts, keep, summary
from registry.services.evaluations import run
from registry.services.origins import set_origins
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, places_in_scope
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_firm, make_person, make_title

PARK = make_person(Role.PARK_OFFICER, division="420111", park="东湖示例园区")
WUHAN = make_person(Role.BUREAU, division="4201")


@pytest.fixture
def firms(session: Session) -> Session:
    """Two firms in Wuhan, one of them in the park, one in Shiyan, one nowhere; all four are or were hnte."""
    add_ripe_firm(session)
    session.add(make_firm(id=2, credit_code=CODES[1], name="武汉示例二号有限公司", division_code="420100", park=None))
    short_of_patents = add_ripe_firm(session, 3, ip_class1=1.0)
    short_of_patents.division_code, short_of_patents.park = "420302", None
    session.add(make_firm(id=4, credit_code=CODES[3], name="示例无归属有限公司", division_code=None, park=None))
    session.flush()
    session.add(make_title(1, "tech_sme", valid_from=date(2025, 3, 1), valid_to=date(2025, 12, 31)))
    for firm in (1, 2, 3, 4):
        first = date(2022 + firm, 4, 1)
        session.add(make_title(firm, "hnte", valid_from=first, valid_to=first + timedelta(1094)))
    session.flush()
    return session


@pytest.fixture
def office(firms: Session, catalogue: Catalogue) -> Session:
    """The same, evaluated."""
    run(firms, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    return firms


def counted(session: Session, person: Person, catalogue: Catalogue, part: str = LADDER) -> Summary:
    return summary(session, person, catalogue, part, TODAY)


def test_every_number_is_the_length_of_its_list(office: Session, catalogue: Catalogue) -> None:
    for person, part in product((SYSTEM, WUHAN, PARK), (LADDER, GAPS)):
        cells = counted(office, person, catalogue, part).cells
        shown = cells.group_by("kind", "tier", "word", "year", "division_code", "park").agg(pl.col("number").sum())
        for kind, tier, word, year, division, park, number in shown.iter_rows():
            asked = Behind(kind, tier, word, year, division or NONE, park or NONE)
            found = firms_behind(office, person, catalogue, asked, TODAY)
            assert (found.total, asked) == (number, asked)


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


def test_a_bottleneck_and_an_open_condition_name_their_firms(office: Session, catalogue: Catalogue) -> None:
    assert "open" in set(counted(office, SYSTEM, catalogue, GAPS).cells["kind"])
    ripe = office.get(Standing, (1, "little_giant"))
    assert ripe is not None
    rule_set = catalogue.rule_set(ripe.rule_set)
    met, unmet = str(int(Outcome.MET)), str(int(Outcome.UNMET))
    patterns = [unmet if place == 0 else met for place, _ in enumerate(rule_set.conditions())]
    near = {"firm_id": 3, "verdict": Verdict.INELIGIBLE.value, "outcomes": "".join(patterns), "candidate_class": "near"}
    office.merge(Standing(**(ripe.model_dump() | near)))
    office.flush()
    cells = counted(office, SYSTEM, catalogue, GAPS).cells.filter(pl.col("tier") == "little_giant")
    word = f"{rule_set.id}|{rule_set.conditions()[0].code}|only"
    assert summed(cells, "alone", "word").get(word) == 1
    asked = Behind("alone", "little_giant", word)
    assert [row.id for row in firms_behind(office, SYSTEM, catalogue, asked, TODAY).rows] == [3]
    assert firms_behind(office, WUHAN, catalogue, asked, TODAY).total == 0


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
