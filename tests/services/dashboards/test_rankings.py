"""Rankings: equal values share a place, what is missing is counted and not ranked, what is published stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from registry.services.dashboards import rankings
from registry.services.dashboards.ranking_drafts import make_draft
from registry.services.dashboards.ranking_places import Criteria, rank
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin
from tests.factories import NOW, make_figures, make_firm, make_person

REVENUES = {1: (300.0, 100.0), 2: (200.0, 100.0), 3: (200.0, None), 4: (None, 50.0), 5: (100.0, 1.0)}
BY_REVENUE = Criteria("revenue", "value", 2025, 2)


@pytest.fixture
def firms(session: Session) -> Session:
    """Five firms with revenues of this year and the year before; the fifth lies in another city."""
    for number, (present, before) in REVENUES.items():
        place = {"division_code": "420302" if number == 5 else "420111", "park": "甲园"}
        session.add(make_firm(id=number, credit_code=f"9142010000000000{number}X", name=f"示例{number}号", **place))
        session.flush()
        session.add(make_figures(number, 2025, revenue=present))
        session.add(make_figures(number, 2024, revenue=before))
    session.add(ValueOrigin(firm_id=1, year=2025, sources='{"*":"ledger","revenue":"audit!"}'))
    session.flush()
    return session


def ranked(session: Session, catalogue: Catalogue, criteria: Criteria) -> list[tuple[int, str]]:
    return [(row["place"], row["name"]) for row in rank(session, SYSTEM, catalogue, criteria, now=NOW).rows]


def test_equal_values_share_a_place_and_nobody_on_the_last_is_cut_off(firms: Session, catalogue: Catalogue) -> None:
    assert ranked(firms, catalogue, BY_REVENUE) == [(1, "示例1号"), (2, "示例2号"), (2, "示例3号")]
    assert [place for place, _ in ranked(firms, catalogue, replace(BY_REVENUE, top=9))] == [1, 2, 2, 4]


def test_what_is_missing_is_counted_and_not_ranked(firms: Session, catalogue: Catalogue) -> None:
    found = rank(firms, SYSTEM, catalogue, BY_REVENUE, now=NOW)
    assert (found.judged, found.missing) == (4, 1)
    assert found.rows[0]["origin"] == "audit!"


def test_growth_needs_a_year_before_that_is_not_next_to_nothing(firms: Session, catalogue: Catalogue) -> None:
    growth = replace(BY_REVENUE, by="growth", top=9)
    assert ranked(firms, catalogue, growth) == [(1, "示例5号"), (2, "示例1号"), (3, "示例2号")]
    assert ranked(firms, catalogue, replace(growth, lowest_base=100.0)) == [(1, "示例1号"), (2, "示例2号")]


def test_only_firms_of_the_own_scope_are_ranked(firms: Session, catalogue: Catalogue) -> None:
    bureau = make_person(role=Role.BUREAU, division="4203")
    assert [row["name"] for row in rank(firms, bureau, catalogue, BY_REVENUE, now=NOW).rows] == ["示例5号"]
    with pytest.raises(NotAllowed):
        rank(firms, make_person(role=Role.PARK_OFFICER, park="甲园"), catalogue, BY_REVENUE, now=NOW)


def test_a_published_ranking_stays_whatever_becomes_of_the_figures(firms: Session, catalogue: Catalogue) -> None:
    made = make_draft(firms, SYSTEM, catalogue, "榜", BY_REVENUE, now=NOW)
    rankings.publish(firms, SYSTEM, made, now=NOW)
    firms.get_one(FirmRecord, 1).name = "改名"
    firms.flush()
    firms.expire_all()
    assert rankings.get_ranking(firms, SYSTEM, made).rows[0]["name"] == "示例1号"
    with pytest.raises(Conflict):
        rankings.remove_draft(firms, SYSTEM, made, now=NOW)


def test_another_city_reads_neither_the_draft_nor_the_published_one(firms: Session, catalogue: Catalogue) -> None:
    wuhan, shiyan = (make_person(role=Role.BUREAU, division=code) for code in ("4201", "4203"))
    made = make_draft(firms, wuhan, catalogue, "榜", BY_REVENUE, now=NOW)
    rankings.publish(firms, wuhan, made, now=NOW)
    with pytest.raises(NotFound):
        rankings.get_ranking(firms, shiyan, made)
    assert rankings.all_rankings(firms, shiyan) == []
    county = make_person(role=Role.BUREAU, division="420111")
    assert rankings.get_ranking(firms, county, made).name == "榜"
    with pytest.raises(NotFound):
        rankings.archive(firms, county, made, now=NOW)


def test_a_ranking_of_nobody_is_refused(firms: Session, catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput):
        make_draft(firms, SYSTEM, catalogue, "榜", replace(BY_REVENUE, year=2001), now=NOW)
