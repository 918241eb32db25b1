"""A plan: from unmet conditions to actions, added once, changed with a version, closed with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services.evaluations import run
from registry.services.firm_detail import get_firm
from registry.services.occasions import make_occasion
from registry.services.plans import actions, due_tasks, handovers
from registry.services.plans.actions import Draft
from registry.services.plans.reading import Plan, plan_of, usual_tier
from registry.services.plans.states import ActionStatus, StaleAction
from registry.services.plans.task_list import TaskQuery, count_tasks
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from registry.store.plans import PlanAction
from tests.factories import NOW, TODAY, make_person

GIANT = "little_giant"


def read(session: Session, person: Person, catalogue: Catalogue, tier: str = GIANT) -> Plan:
    return plan_of(session, person, catalogue, 1, tier, make_occasion(catalogue, TODAY), today=TODAY)


def take_all(session: Session, person: Person, catalogue: Catalogue, owner: str = "示例park") -> int:
    plan = read(session, person, catalogue)
    assert plan.outlook is not None
    rule_set = plan.outlook.explanation.rule_set.id
    drafts = [Draft(need.proposal(), owner, date(2026, 9, 30), rule_set, need.code) for need in plan.proposed]
    return actions.add_actions(session, person, catalogue, 1, GIANT, drafts, now=NOW)


def entries(session: Session, action: str) -> list[JournalEntry]:
    found = select(JournalEntry).where(JournalEntry.action == action, JournalEntry.firm_id == 1)
    return list(session.exec(found.order_by(col(JournalEntry.id))))


def test_unmet_and_manual_conditions_become_proposals_with_gap_and_clause(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    proposed = {need.code: need for need in read(session, park, catalogue).proposed}
    assert proposed["revenue"].proposal() == "提升上年度营业收入，还差 82 万元"
    assert proposed["revenue"].result.rule.citation.article
    assert proposed["product_field"].proposal().startswith("准备材料，供人工判断：")


def test_a_condition_gets_one_action_however_often_the_form_is_sent(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    drafts = len(read(session, park, catalogue).proposed)
    assert take_all(session, park, catalogue) == drafts
    plan = read(session, park, catalogue)
    assert plan.proposed == ()
    again = [Draft("又一次", "", None, one.action.rule_set, one.action.condition) for one in plan.actions]
    assert actions.add_actions(session, park, catalogue, 1, GIANT, again, now=NOW) == 0
    assert len(entries(session, "plan.add")) == drafts


def test_an_owner_is_an_officer_by_name_or_anybody_else(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    drafts = [Draft("甲", "示例park"), Draft("乙", "企业财务部")]
    actions.add_actions(session, park, catalogue, 1, GIANT, drafts, now=NOW)
    kept = {one.text: one for one in session.exec(select(PlanAction))}
    assert (kept["甲"].owner_id, kept["甲"].owner) == (park.account_id, "示例park")
    assert (kept["乙"].owner_id, kept["乙"].owner) == (None, "企业财务部")


def test_what_is_met_meanwhile_is_told_and_only_what_is_new_is_proposed(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    take_all(session, park, catalogue)
    figures = session.get_one(YearlyFigures, (1, 2025))
    figures.revenue, figures.main_revenue, figures.total_liabilities = 6230.0, 6000.0, 7900.0
    session.flush()
    plan = read(session, park, catalogue)
    assert [one.action.condition for one in plan.met] == ["revenue", "revenue_growth"]
    assert [need.code for need in plan.proposed] == ["liability_ratio"]


def test_an_own_action_needs_words_and_the_same_words_are_kept_once(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    with pytest.raises(InvalidInput, match="请写明要做什么"):
        actions.add_actions(session, park, catalogue, 1, GIANT, [Draft("  ")], now=NOW)
    twice = [Draft("知识产权辅导"), Draft("知识产权辅导")]
    assert actions.add_actions(session, park, catalogue, 1, GIANT, twice, now=NOW) == 1


def test_a_condition_of_another_tier_is_refused(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    wrong = Draft("甲", rule_set="little_giant/CN/2026-04-01", condition="unheard_of")
    with pytest.raises(InvalidInput, match="不属于这一层级"):
        actions.add_actions(session, park, catalogue, 1, GIANT, [wrong], now=NOW)


def test_two_people_cannot_overwrite_each_other(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    actions.add_actions(session, park, catalogue, 1, GIANT, [Draft("甲", "示例park")], now=NOW)
    action = session.exec(select(PlanAction)).one()
    assert action.id is not None
    assert actions.change_action(session, park, action.id, Draft("甲二", "示例park"), 1, now=NOW)
    with pytest.raises(StaleAction, match="刚刚被他人修改过"):
        actions.change_action(session, park, action.id, Draft("甲三"), 1, now=NOW)
    assert entries(session, "plan.change")[0].changes == {"plan_text": ["甲", "甲二"]}
    assert not actions.change_action(session, park, action.id, Draft("甲二", "示例park"), 2, now=NOW)


def test_dropping_needs_a_reason_and_done_twice_is_done_once(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    actions.add_actions(session, park, catalogue, 1, GIANT, [Draft("甲")], now=NOW)
    number = session.exec(select(PlanAction.id)).one()
    assert number is not None
    with pytest.raises(InvalidInput, match="请写明原因"):
        actions.set_status(session, park, number, ActionStatus.DROPPED, 1, note=" ", now=NOW)
    assert actions.set_status(session, park, number, ActionStatus.DONE, 1, note="", now=NOW)
    assert not actions.set_status(session, park, number, ActionStatus.DONE, 1, note="", now=NOW)
    assert session.get_one(PlanAction, number).done_on == TODAY
    assert actions.set_status(session, park, number, ActionStatus.OPEN, 2, note="", now=NOW)
    assert session.get_one(PlanAction, number).done_on is None
    assert [len(entries(session, f"plan.{state}")) for state in ("done", "open")] == [1, 1]


def test_progress_counts_states_and_what_is_late(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    drafts = [Draft("甲", due_on=date(2026, 6, 29)), Draft("乙", due_on=TODAY), Draft("丙")]
    actions.add_actions(session, park, catalogue, 1, GIANT, drafts, now=NOW)
    plan = read(session, park, catalogue)
    assert plan.counts == {"open": 3, "done": 0, "dropped": 0, "overdue": 1}
    assert [one.action.text for one in plan.actions] == ["甲", "乙", "丙"]
    assert read(session, park, catalogue, "hnte").others == {GIANT: 3}


def test_an_action_without_an_owner_waits_for_the_officer_of_the_firm(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person, colleague: Person, bureau: Person
) -> None:
    drafts = [Draft("甲", due_on=TODAY), Draft("乙", owner="企业王总", due_on=TODAY)]
    actions.add_actions(session, bureau, catalogue, 1, GIANT, drafts, now=NOW)
    assert due_tasks(session, park, TODAY, within_days=7).due == 0
    handovers.assign(session, bureau, [1], park.account_id or 0, now=NOW)
    waiting = due_tasks(session, park, TODAY, within_days=7)
    assert [(task.text, task.is_unowned) for task in waiting.actions] == [("甲", True)]
    assert due_tasks(session, colleague, TODAY, within_days=7).due == 0
    seen = {whose: count_tasks(session, colleague, TaskQuery(whose=whose), TODAY) for whose in ("", "all", "nobody")}
    assert seen == {"": 0, "all": 2, "nobody": 1}


def test_an_enterprise_reads_its_own_plan_and_changes_nothing(
    session: Session, catalogue: Catalogue, firm: FirmRecord, elsewhere: FirmRecord, park: Person
) -> None:
    take_all(session, park, catalogue)
    own = make_person(Role.ENTERPRISE, firm_id=1)
    assert read(session, own, catalogue).actions
    with pytest.raises(NotAllowed):
        actions.add_actions(session, own, catalogue, 1, GIANT, [Draft("甲")], now=NOW)
    with pytest.raises(NotAllowed):
        actions.set_status(session, own, 1, ActionStatus.DONE, 1, note="", now=NOW)
    with pytest.raises(NotFound):
        read(session, make_person(Role.ENTERPRISE, firm_id=2), catalogue)


def test_an_officer_of_another_place_finds_no_action(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    actions.add_actions(session, park, catalogue, 1, GIANT, [Draft("甲")], now=NOW)
    stranger = make_person(Role.BUREAU, division="4203")
    for ask in (actions.get_action, lambda *given: actions.change_action(*given, Draft("乙"), 1, now=NOW)):
        with pytest.raises(NotFound):
            ask(session, stranger, session.exec(select(PlanAction.id)).one())


def test_the_plan_opens_where_work_is_going_on_else_at_the_highest_near_tier(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    assert usual_tier(session, catalogue, 1) == ""
    run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    assert (
        usual_tier(session, catalogue, 1) == "provincial_champion"
    )  # near; for the giant it is near too, a rung below
    actions.add_actions(session, park, catalogue, 1, "gazelle", [Draft("甲")], now=NOW)
    assert usual_tier(session, catalogue, 1) == "gazelle"


def test_what_was_done_stands_in_the_history_of_the_firm(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    take_all(session, park, catalogue)
    told = get_firm(session, park, catalogue, 1).journal
    assert {entry.action for entry in told} == {"plan.add"}
    assert all(entry.note == GIANT for entry in told)
