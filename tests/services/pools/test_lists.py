"""The list of stays, its export, and the funnel whose every number leads to the firms behind it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.errors import InvalidInput, NotAllowed
from registry.services.evaluations import run
from registry.services.pools import stages
from registry.services.pools.choices import pool_choices
from registry.services.pools.fields import Exit
from registry.services.pools.funnel import funnel
from registry.services.pools.kept_list import standing_of
from registry.services.pools.leaving import leave
from registry.services.pools.listing import SORTS, count_recognised, count_stays, lacking, pool_page
from registry.services.pools.memberships import in_pool_since, stays_of
from registry.services.pools.query import PoolQuery, states
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from tests.databases import template_for
from tests.factories import NOW, TODAY, make_figures, make_person, make_title
from tests.kept_files import taken
from tests.services.pools.conftest import Enter, add_firms, entering

PERSON = make_person()


def add_pools(session: Session, catalogue: Catalogue) -> None:
    """Firm 1 in two pools, 2 out of one, 3 in one since the year before; 1 is recognised in the second."""
    add_firms(session, catalogue)
    put_in = entering(session, catalogue)
    put_in(1, 2, officer_id=7)
    put_in(3, on=date(2025, 5, 1))
    put_in(1, tier="hnte", on=date(2024, 2, 1))
    leave(session, PERSON, {2: 1}, Exit(date(2026, 4, 1), "withdrawn", "示例"), today=TODAY, now=NOW)
    session.add(make_title(1, "hnte", valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31), batch="第一批"))
    session.flush()
    run(session, PERSON, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, pools=add_pools, firms=add_firms)


@pytest.fixture
def pools(database_url: str) -> None:
    """The pools lie in the database from the start."""


def found(session: Session, query: PoolQuery, person: Person = PERSON) -> list[tuple[int, str]]:
    page = pool_page(session, person, query, today=TODAY)
    assert page.total == len(page.rows) == count_stays(session, person, query, today=TODAY)
    return [(row.firm_id, row.tier) for row in page.rows]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (PoolQuery(), [1, 3, 1]),
        (PoolQuery("little_giant"), [1, 3]),
        (PoolQuery(state="out"), [2]),
        (PoolQuery(state="out:withdrawn"), [2]),
        (PoolQuery(state="out:recognised"), []),
        (PoolQuery(state="recognised"), [1]),
        (PoolQuery(state="all"), [2, 1, 3, 1]),
        (PoolQuery(year=2025), [3]),
        (PoolQuery(since=date(2025, 1, 1), until=date(2025, 12, 31)), [3]),
        (PoolQuery(officer=7), [1]),
        (PoolQuery(park="东湖示例园区"), [1, 1]),
        (PoolQuery(park="-"), [3]),
        (PoolQuery(cluster="光电子", state="all"), [2]),
        (PoolQuery(division="4203"), [3]),
        (PoolQuery(text="汽车"), [3]),
        (PoolQuery(sort="name", tier="little_giant"), [3, 1]),
    ],
)
def test_the_filters_narrow(session: Session, pools: None, query: PoolQuery, shown: list[int]) -> None:
    assert [firm_id for firm_id, _ in found(session, query)] == shown


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_shows_the_same_firms(session: Session, pools: None, sort: str) -> None:
    assert sorted(found(session, PoolQuery(state="all", sort=sort))) == sorted(found(session, PoolQuery(state="all")))


def test_scope_and_permission_hold(session: Session, pools: None, officer: Person) -> None:
    assert found(session, PoolQuery(state="all"), officer) == [(2, "little_giant"), (1, "little_giant"), (1, "hnte")]
    assert pool_choices(session, officer).divisions == ("420111",)
    with pytest.raises(NotAllowed):
        found(session, PoolQuery(), make_person(Role.ENTERPRISE, firm_id=1))


def test_a_row_says_where_the_firm_stands(session: Session, catalogue: Catalogue, pools: None) -> None:
    rows = pool_page(session, PERSON, PoolQuery(text="光电"), today=TODAY).rows
    giant, hnte = rows
    assert (giant.candidate_class, giant.officer, giant.data_year, giant.days_in(TODAY)) == (
        "review",
        "示例专员7",
        2025,
        121,
    )
    missing = lacking(session, catalogue, rows)
    assert missing[1, "little_giant"]
    assert (standing_of(hnte, missing), (1, "hnte") in missing) == ("holds", False)
    assert count_recognised(session, PERSON, PoolQuery(), today=TODAY) == 1


def test_choices_offer_what_occurs(session: Session, pools: None) -> None:
    choices = pool_choices(session, PERSON)
    assert (choices.tiers, choices.clusters, choices.years) == (
        {"little_giant", "hnte"},
        ("光电子",),
        (2026, 2025, 2024),
    )
    assert choices.officers == ((7, "示例专员7"),)
    assert states()[0] == "in"


def test_no_pool_offers_nothing(session: Session, firms: None) -> None:
    choices = pool_choices(session, PERSON)
    assert (choices.parks, choices.years) == ((), ())
    assert lacking(session, None, ()) == {}  # type: ignore[arg-type]


def test_other_pages_see_who_is_in_a_pool(session: Session, pools: None) -> None:
    assert in_pool_since(session, "little_giant", [1, 2, 3]) == {1: date(2026, 3, 1), 3: date(2025, 5, 1)}
    assert in_pool_since(session, "little_giant", []) == {}
    shown = stays_of(session, PERSON, 1, today=TODAY)
    assert [(stay.tier, stay.has_title) for stay in shown] == [("little_giant", False), ("hnte", True)]
    assert stays_of(session, make_person(Role.ENTERPRISE, firm_id=1), 1, today=TODAY) == []


def test_the_export_is_what_is_shown_and_journalled(session: Session, catalogue: Catalogue, pools: None) -> None:
    told, out, _ = taken(session, PERSON, catalogue, "pools", tier="little_giant", state="all", sort="name")
    assert (told["企业名称"], told["培育层级"], told["在库天数"]) == ("十堰示例汽车有限公司", "专精特新“小巨人”", 425)
    assert (out["出库类型"], out["出库原因"]) == ("企业退出", "示例")
    note = session.exec(select(JournalEntry.note).where(JournalEntry.action == "pools.export")).one()
    assert note == "tier=little_giant state=all sort=name rows=3"


@pytest.fixture
def passages(session: Session, pools: None) -> None:
    """Firm 1 rises between 2023 and 2025, firm 3 was above before, of firm 2 nothing is known; 3 is listed, 2 is not."""
    for year, above in ((2023, False), (2024, None), (2025, True)):
        figures = session.get(YearlyFigures, (1, year))
        assert figures is not None
        figures.is_above_scale = above
    session.add(make_figures(3, 2024, is_above_scale=True))
    for firm_id, listed in ((2, False), (3, True)):
        firm = session.get(FirmRecord, firm_id)
        assert firm is not None
        firm.is_listed = listed
    session.flush()


def test_the_funnel_counts_how_far_firms_came(session: Session, passages: None) -> None:
    told = funnel(session, PERSON, PoolQuery(), "tier", today=TODAY)
    groups = dict(told.groups)
    giants, high = groups["little_giant"], groups["hnte"]
    assert (told.total.of(stages.ENTERED), giants.of(stages.ENTERED), high.of(stages.ENTERED)) == (4, 3, 1)
    assert (giants.of(stages.RECOGNISED), high.of(stages.RECOGNISED), high.rate(stages.RECOGNISED)) == (0, 1, 1.0)
    assert (high.of(stages.ROSE), high.rate(stages.ROSE)) == (1, 1.0)
    assert (giants.of(stages.ABOVE_BEFORE), giants.of(stages.SCALE_UNKNOWN), giants.rate(stages.ROSE)) == (2, 1, None)
    assert (giants.of(stages.LISTED), giants.of(stages.LISTING_UNKNOWN), giants.rate(stages.LISTED)) == (1, 1, 0.5)


@pytest.mark.parametrize("by", ["tier", "area", "park", "cluster"])
def test_every_number_leads_to_its_firms(session: Session, passages: None, by: str) -> None:
    told = funnel(session, PERSON, PoolQuery(), by, today=TODAY)
    names = {"tier": "tier", "area": "division", "park": "park", "cluster": "cluster"}
    for key, passage in told.groups:
        for stage in stages.STAGES:
            behind = PoolQuery(**{names[by]: key or "-"}, stage=stage)
            assert count_stays(session, PERSON, behind, today=TODAY) == passage.of(stage), (key, stage)


def test_a_firm_that_comes_back_is_counted_once(session: Session, pools: None, put_in: Enter) -> None:
    put_in(2, on=date(2026, 6, 1))
    told = funnel(session, PERSON, PoolQuery("little_giant", year=2026), "tier", today=TODAY)
    assert told.total.of(stages.ENTERED) == 2
    assert len(found(session, PoolQuery("little_giant", stage="entered", year=2026))) == 2


def test_the_funnel_keeps_to_the_scope_and_its_groupings(session: Session, pools: None, officer: Person) -> None:
    assert funnel(session, officer, PoolQuery(), "area", today=TODAY).groups[0][0] == "4201"
    assert funnel(session, officer, PoolQuery(division="4201"), "area", today=TODAY).groups[0][0] == "420111"
    with pytest.raises(InvalidInput):
        funnel(session, officer, PoolQuery(), "colour", today=TODAY)


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ({"valid_from": date(2026, 2, 1), "recognised_on": date(2026, 3, 1)}, True),  # announced on the day of entry
        ({"valid_from": date(2026, 2, 1)}, False),  # began before the entry
        ({"valid_from": date(2026, 7, 1)}, False),  # has not begun
        ({"valid_from": date(2026, 4, 1), "valid_to": date(2026, 5, 1)}, True),  # over again
        ({"valid_from": date(2026, 4, 1), "revoked_on": date(2026, 4, 1)}, False),
        ({}, False),
    ],
)
def test_when_a_title_counts_as_recognition(
    session: Session, put_in: Enter, title: dict[str, date], counts: bool
) -> None:
    put_in(1)
    session.add(make_title(1, "little_giant", **title))
    session.flush()
    assert funnel(session, PERSON, PoolQuery(), "tier", today=TODAY).total.of(stages.RECOGNISED) == int(counts)
