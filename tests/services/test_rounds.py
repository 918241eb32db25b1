"""Rounds: drafts, drawing firms in, opinions by level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services.rounds import drafting, drawing, events, listing, opinions, reach
from registry.services.rounds.assessing import unpacked
from registry.services.rounds.opinions import Act
from registry.services.rounds.round_list import RoundQuery, round_page
from registry.services.rounds.states import StepOutOfOrder
from registry.store.journal import JournalEntry
from registry.store.restrictions import Restriction
from tests.databases import template_for
from tests.factories import CODES, NOW, make_person, make_title
from tests.services.rounds import (
    CITY,
    COUNTY,
    ELSEWHERE,
    PARK,
    PROVINCE,
    act,
    add_firms,
    fields,
    open_round,
    rows_of,
    support_all,
)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, world=add_firms)


@pytest.fixture
def world(session: Session) -> Session:
    return session


@pytest.fixture
def opened(world: Session, catalogue: Catalogue) -> int:
    return open_round(world, catalogue)


def test_a_draft_takes_the_standard_in_force(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    found = reach.get_round(world, PROVINCE, round_id)
    assert (found.status, found.rule_set, found.levels) == (
        "draft",
        "little_giant/CN/2026-04-01",
        ["park", "county", "city", "province"],
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "批次名称"),
        ({"tier": "no_such"}, "层级"),
        ({"closes_on": date(2026, 5, 1)}, "申报截止"),
        ({"year": 2016}, "年度"),
        ({"as_of": date(2036, 6, 30)}, "截止日"),
        ({"data_year": 2027}, "数据年"),
        ({"case": "other"}, "情形"),
        ({"division": "4201", "levels": ()}, "审核层级"),
        ({"division": "31"}, "范围"),
        ({"rule_set": "hnte/CN/2016-01-01"}, "认定标准"),
        ({"tier": "moose"}, "认定标准"),
    ],
)
def test_what_cannot_be_taken_is_told_by_field(world: Session, catalogue: Catalogue, change: dict, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        drafting.create_round(world, PROVINCE, catalogue, fields(**change), now=NOW)


def test_levels_above_the_organiser_are_refused(world: Session, catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match="不能高于组织批次的单位"):
        drafting.create_round(world, CITY, catalogue, fields(division="4201"), now=NOW)


def test_the_highest_level_is_the_organisers_own(world: Session, catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match="组织批次的单位自己"):
        drafting.create_round(world, PROVINCE, catalogue, fields(levels=("park", "city")), now=NOW)


def test_an_office_below_does_not_run_a_round_within_its_scope(world: Session, catalogue: Catalogue) -> None:
    round_id = open_round(world, catalogue, division="4201")
    with pytest.raises(reach.NotTheOrganiser, match="组织批次的单位"):
        drafting.cancel_round(world, CITY, round_id, "x", now=NOW)
    draft = drafting.create_round(world, PROVINCE, catalogue, fields(division="4201"), now=NOW)
    assert draft not in [row.id for row in round_page(world, CITY, RoundQuery()).rows]
    with pytest.raises(NotFound):
        reach.get_round(world, CITY, draft)


def test_a_draft_is_for_those_who_run_it(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    assert reach.get_round(world, SYSTEM, round_id)
    for stranger in (CITY, PARK, ELSEWHERE):
        with pytest.raises(NotFound):
            reach.get_round(world, stranger, round_id)
    with pytest.raises(NotAllowed):
        drafting.create_round(world, PARK, catalogue, fields(division="420111", park=PARK.park), now=NOW)


def test_an_edit_of_an_old_version_is_told(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    changed = replace(fields(), name="改名")
    assert drafting.save_round(world, PROVINCE, catalogue, round_id, changed, 1, now=NOW)
    assert not drafting.save_round(world, PROVINCE, catalogue, round_id, changed, 2, now=NOW)
    with pytest.raises(drafting.StaleRound, match="他人修改过"):
        drafting.save_round(world, PROVINCE, catalogue, round_id, fields(), 1, now=NOW)


def test_what_firms_rest_on_does_not_change_under_them(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    drawing.draw_firm(world, PROVINCE, catalogue, round_id, 1, now=NOW)
    with pytest.raises(InvalidInput, match="已选入企业"):
        drafting.save_round(world, PROVINCE, catalogue, round_id, fields(levels=("city", "province")), 1, now=NOW)


def test_classes_are_drawn_in_once_and_start_at_their_lowest_level(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    found = reach.get_round(world, PROVINCE, round_id)
    assert drawing.counts_by_class(world, PROVINCE, found) == {"eligible": 0, "review": 3, "near": 1, "incomplete": 0}
    assert drawing.draw_classes(world, PROVINCE, catalogue, round_id, ("review",), now=NOW) == 3
    assert drawing.draw_classes(world, PROVINCE, catalogue, round_id, ("review", "near"), now=NOW) == 1
    rows = rows_of(world, round_id)
    assert {firm: (row.level, row.drawn_class, row.verdict) for firm, row in rows.items()} == {
        1: ("park", "review", "review"),
        2: ("park", "near", "ineligible"),
        3: ("county", "review", "review"),
        4: ("park", "review", "review"),
    }
    rule_set = catalogue.rule_set(found.rule_set)
    assert next(lack.code for lack in unpacked(rows[2].shortfall, rule_set)) == "srdi_score"


def test_a_round_of_a_city_takes_its_own_firms_only(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(
        world, CITY, catalogue, fields(division="4201", levels=("county", "city")), now=NOW
    )
    drawing.draw_classes(world, CITY, catalogue, round_id, ("review", "near"), now=NOW)
    assert {*rows_of(world, round_id)} == {1, 2, 3}
    with pytest.raises(drawing.FirmOutside, match="不在这个批次的范围内"):
        drawing.draw_firm(world, SYSTEM, catalogue, round_id, 4, now=NOW)
    with pytest.raises(NotFound):
        drawing.draw_firm(world, CITY, catalogue, round_id, 4, now=NOW)


def test_a_firm_taken_out_can_come_back_and_twice_is_refused(world: Session, catalogue: Catalogue, opened: int) -> None:
    with pytest.raises(drawing.FirmDrawnBefore, match="已经在"):
        drawing.draw_firm(world, PROVINCE, catalogue, opened, 1, now=NOW)
    act(world, PROVINCE, opened, Act.WITHDRAW, 1, reason="企业放弃")
    assert rows_of(world, opened)[1].state == "withdrawn"
    drawing.draw_firm(world, PROVINCE, catalogue, opened, 1, now=NOW)
    assert (rows_of(world, opened)[1].state, rows_of(world, opened)[1].level) == ("waiting", "park")


def test_a_review_draws_the_holders_whose_title_ends(world: Session, catalogue: Catalogue) -> None:
    world.add(make_title(1, "little_giant", valid_from=date(2023, 7, 1), valid_to=date(2026, 7, 31)))
    world.add(make_title(2, "little_giant", valid_from=date(2024, 7, 1), valid_to=date(2027, 7, 31)))
    world.flush()
    round_id = drafting.create_round(
        world, PROVINCE, catalogue, fields(case="review", as_of=date(2026, 6, 30)), now=NOW
    )
    found = reach.get_round(world, PROVINCE, round_id)
    assert drawing.count_holders(world, PROVINCE, found, date(2026, 12, 31)) == 1
    assert drawing.draw_holders(world, PROVINCE, catalogue, round_id, date(2026, 12, 31), now=NOW) == 1
    assert rows_of(world, round_id)[1].verdict is not None


def test_an_empty_round_does_not_open(world: Session, catalogue: Catalogue) -> None:
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    with pytest.raises(drafting.NothingDrawn, match="还没有企业"):
        drafting.open_round(world, PROVINCE, round_id, now=NOW)


def test_a_step_out_of_order_is_refused_in_words(world: Session, catalogue: Catalogue, opened: int) -> None:
    with pytest.raises(StepOutOfOrder, match="批次现在是“申报中”，不能开始申报；开始申报只能在“草稿”时进行。"):
        drafting.open_round(world, PROVINCE, opened, now=NOW)
    drafting.cancel_round(world, PROVINCE, opened, "政策调整", now=NOW)
    with pytest.raises(StepOutOfOrder, match="已取消"):
        drawing.draw_classes(world, PROVINCE, catalogue, opened, ("review",), now=NOW)


def test_an_open_round_is_reached_by_all_levels_with_their_own_firms(world: Session, opened: int) -> None:
    seen = {who.name: round_page(world, who, RoundQuery()).rows[0].firms for who in (PARK, COUNTY, CITY, PROVINCE)}
    assert seen == {"园区专员": 2, "区局": 3, "市局": 3, "省厅": 4}
    assert round_page(world, ELSEWHERE, RoundQuery()).rows[0].firms == 1
    assert not round_page(world, make_person(PROVINCE.role, division="31"), RoundQuery()).rows


def test_firms_are_filtered_and_sorted(world: Session, opened: int) -> None:
    def firms(person=PROVINCE, **query) -> list[int]:
        page = listing.member_page(world, person, opened, listing.MemberQuery(**query))
        return [row.firm_id for row in page.rows]

    assert firms(candidate_class="near") == [2]
    assert firms(level="county") == [3]
    assert firms(text=CODES[1]) == [2]
    assert firms(sort="-class")[0] == 2
    assert firms(division="4203") == [4]
    assert firms(park="东湖示例园区", state="waiting", person=PARK) == [1, 2]
    assert listing.tally(world, PARK, opened) == {("park", "waiting"): 2}


def test_firms_climb_level_by_level_until_they_are_supported(world: Session, opened: int) -> None:
    for person, level in ((PARK, "county"), (COUNTY, "city"), (CITY, "province"), (PROVINCE, "province")):
        assert act(world, person, opened, Act.SUBMIT, 1).done == 1
        assert rows_of(world, opened)[1].level == level
    row = rows_of(world, opened)[1]
    assert (row.state, row.confirmed_by) == ("supported", "省厅")
    assert [one.level for one in opinions.opinions_of(world, row.id)] == ["province", "city", "county", "park"]


def test_bulk_does_the_good_rows_and_tells_the_others(world: Session, opened: int) -> None:
    act(world, COUNTY, opened, Act.REJECT, 3, reason="主营不符")
    rows = rows_of(world, opened)
    seen = {rows[1].id: rows[1].version, rows[2].id: 99, rows[3].id: rows[3].version, rows[4].id: 1, 999: 1}
    outcome = opinions.decide(world, PARK, opened, seen, Act.SUBMIT, now=NOW)
    assert outcome.done == 1
    assert outcome.refused == {rows[2].id: "changed", rows[3].id: "changed", rows[4].id: "changed", 999: "changed"}
    assert act(world, COUNTY, opened, Act.SUBMIT, 2, 3).refused == {rows[2].id: "elsewhere", rows[3].id: "settled"}


def test_a_second_submission_of_the_same_form_does_nothing(world: Session, opened: int) -> None:
    row = rows_of(world, opened)[1]
    seen = {row.id: row.version}
    assert opinions.decide(world, PARK, opened, seen, Act.SUBMIT, now=NOW).done == 1
    assert opinions.decide(world, PARK, opened, seen, Act.SUBMIT, now=NOW).refused == {row.id: "changed"}


def test_returning_and_rejecting_need_a_reason_and_go_down_one_level(world: Session, opened: int) -> None:
    act(world, PARK, opened, Act.SUBMIT, 1)
    with pytest.raises(InvalidInput, match="请写明理由"):
        act(world, COUNTY, opened, Act.RETURN, 1)
    act(world, COUNTY, opened, Act.RETURN, 1, reason="补研发台账")
    row = rows_of(world, opened)[1]
    assert (row.level, row.state) == ("park", "returned")
    assert act(world, PARK, opened, Act.RETURN, 1, reason="再补").refused == {row.id: "lowest"}
    assert act(world, PARK, opened, Act.SUBMIT, 1).done == 1


def test_a_rejection_can_be_taken_back_at_its_level(world: Session, opened: int) -> None:
    act(world, PARK, opened, Act.REJECT, 1, reason="材料不实")
    assert act(world, PARK, opened, Act.RESTORE, 1, 2).refused == {rows_of(world, opened)[2].id: "standing"}
    assert rows_of(world, opened)[1].state == "waiting"


def test_all_rows_of_a_filter_are_acted_on_where_it_fits(world: Session, opened: int) -> None:
    near = listing.MemberQuery(candidate_class="near")
    assert opinions.decide_all(world, PARK, opened, near, Act.SUBMIT, now=NOW).done == 1
    assert rows_of(world, opened)[2].level == "county"
    assert rows_of(world, opened)[1].level == "park"


def test_rows_of_a_filter_that_do_not_fit_are_told_one_by_one(world: Session, opened: int) -> None:
    act(world, PARK, opened, Act.SUBMIT, 2)
    rows = rows_of(world, opened)
    told = opinions.decide_all(world, PARK, opened, listing.MemberQuery(), Act.SUBMIT, now=NOW)
    assert (told.done, told.refused) == (1, {rows[2].id: "elsewhere"})


def test_a_firm_whose_title_was_revoked_stays_out_until_its_bar_ends(world: Session, catalogue: Catalogue) -> None:
    bar = {"revoked_on": date(2024, 5, 1), "revoke_reason": "示例", "barred_until": date(2026, 7, 31)}
    world.add(make_title(1, "little_giant", valid_from=date(2022, 1, 1), valid_to=date(2024, 12, 31), **bar))
    world.flush()
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    held = drawing.barred_candidates(world, PROVINCE, reach.get_round(world, PROVINCE, round_id))
    assert [(one.firm_id, one.bar.until) for one in held] == [(1, date(2026, 7, 31))]
    drawing.draw_classes(world, PROVINCE, catalogue, round_id, drawing.CLASSES, now=NOW)
    assert 1 not in rows_of(world, round_id)
    with pytest.raises(drawing.FirmBarred, match="至 2026-07-31 不得再次申报"):
        drawing.draw_firm(world, PROVINCE, catalogue, round_id, 1, now=NOW)
    later = drafting.create_round(world, PROVINCE, catalogue, fields(closes_on=date(2026, 8, 1)), now=NOW)
    drawing.draw_firm(world, PROVINCE, catalogue, later, 1, now=NOW)


def test_a_restricted_firm_stays_out_until_it_may_apply_again(world: Session, catalogue: Catalogue) -> None:
    told = {"reason": "项目未履约", "document": "示例〔2026〕3号", "created_by": "x", "created_at": NOW}
    restriction = Restriction(firm_id=1, tiers=",hnte,little_giant,", first_on=date(2026, 1, 1), **told)
    world.add_all([restriction, Restriction(firm_id=2, tiers=",hnte,", first_on=date(2026, 1, 1), **told)])
    world.flush()
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(), now=NOW)
    round_ = reach.get_round(world, PROVINCE, round_id)
    assert [(one.firm_id, one.bar.reason) for one in drawing.barred_candidates(world, PROVINCE, round_)] == [
        (1, "项目未履约")
    ]
    drawing.draw_classes(world, PROVINCE, catalogue, round_id, drawing.CLASSES, now=NOW)
    assert 1 not in rows_of(world, round_id)
    assert 2 in rows_of(world, round_id)
    with pytest.raises(drawing.FirmBarred, match="没有到期日"):
        drawing.draw_firm(world, PROVINCE, catalogue, round_id, 1, now=NOW)
    restriction.last_on = round_.closes_on
    with pytest.raises(drawing.FirmBarred, match=f"被限制申报至 {round_.closes_on}（项目未履约）"):
        drawing.draw_firm(world, PROVINCE, catalogue, round_id, 1, now=NOW)
    restriction.lifted_on = round_.closes_on
    world.flush()
    drawing.draw_firm(world, PROVINCE, catalogue, round_id, 1, now=NOW)


def test_a_restricted_holder_is_told_where_a_review_leaves_it_out(world: Session, catalogue: Catalogue) -> None:
    told = {"reason": "未履约", "document": "示例", "created_by": "x", "created_at": NOW}
    world.add(make_title(1, "little_giant", valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31)))
    world.add(Restriction(firm_id=1, first_on=date(2026, 1, 1), **told))
    world.flush()
    round_id = drafting.create_round(world, PROVINCE, catalogue, fields(case="review"), now=NOW)
    round_ = reach.get_round(world, PROVINCE, round_id)
    assert drawing.count_holders(world, PROVINCE, round_, date(2026, 12, 31)) == 0
    assert [one.firm_id for one in drawing.barred_candidates(world, PROVINCE, round_)] == [1]


def test_only_the_organiser_takes_firms_out(world: Session, opened: int) -> None:
    with pytest.raises(NotAllowed):
        act(world, PARK, opened, Act.WITHDRAW, 1, reason="x")
    with pytest.raises(reach.NotTheOrganiser, match="组织批次的单位"):
        act(world, CITY, opened, Act.WITHDRAW, 1, reason="x")


def test_every_step_is_on_the_timeline_and_in_the_journal(world: Session, opened: int) -> None:
    act(world, PARK, opened, Act.SUBMIT, 1)
    assert [event.kind for event in events.timeline(world, opened)] == ["submit", "open", "draw", "create"]
    actions = set(world.exec(select(JournalEntry.action)))
    assert {"round.create", "round.draw", "round.open", "round.submit"} <= actions
    entry = world.exec(
        select(JournalEntry).where(JournalEntry.firm_id == 1, JournalEntry.action == "round.submit")
    ).one()
    assert entry.note == "2026 年第一批小巨人"


def test_all_levels_together_support_all(world: Session, opened: int) -> None:
    support_all(world, opened)
    rows = rows_of(world, opened)
    assert {firm: row.state for firm, row in rows.items() if firm != 4} == dict.fromkeys((1, 2, 3), "supported")
    assert rows[4].level == "park"


def test_the_timeline_names_no_firm_to_those_who_do_not_run_the_round(world: Session, opened: int) -> None:
    act(world, COUNTY, opened, Act.REJECT, 3, reason="主营不符")
    event, round_ = events.timeline(world, opened)[0], reach.get_round(world, PARK, opened)
    assert events.facts_for(PARK, round_, event) == {"level": "county", "firms": 1}
    assert events.facts_for(COUNTY, round_, event)["reason"] == "主营不符"
    assert events.facts_for(PROVINCE, round_, event)["names"]
