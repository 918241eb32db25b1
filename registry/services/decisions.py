"""Conditions that only a person can judge: one officer decides, with a note; the decision can be withdrawn, never erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.explaining import explain_firm
from registry.domain.outcomes import Case, Outcome
from registry.domain.rulesets import RuleSet
from registry.domain.standards import Occasion
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firm_facts import firm_facts
from registry.services.standings import refresh
from registry.store.decisions import ManualDecision
from registry.store.scope import get_firm_in_scope


class NothingToDecide(Conflict):
    """The condition does not wait for a person: figures settle it, or it does not concern the firm."""

    template = mark(
        "「{condition}」现在不需要人工判断：数据年 {year} 的数据已能判定，或者这一条与这家企业无关。请刷新页面。"
    )


class OtherStandard(Conflict):
    """Another rule set applies to the firm on that day than the one that the question is about."""

    template = mark("截止日 {day}，这家企业不适用您打开页面时的认定标准（{document}）。请刷新页面后再判断。")


@dataclass(frozen=True)
class Question:
    """A condition of a rule set for one firm and data year, asked on a day of law (today unless said)."""

    firm_id: int
    rule_set: str
    condition: str
    data_year: int
    as_of: date | None = None


def decide(
    session: Session, person: Person, catalogue: Catalogue, question: Question, *, met: bool, note: str, now: datetime
) -> int:
    """Record whether the condition is met and return the decision's id; an earlier decision is withdrawn.

    Raises NothingToDecide and OtherStandard where the page that asked is out of date.
    """
    require(person, Action.DECIDE_CONDITIONS)
    get_firm_in_scope(session, person, question.firm_id)
    rule_set = catalogue.rule_set(question.rule_set)
    if question.condition not in {condition.code for condition in rule_set.conditions()}:
        raise NotFound(what=mark("这个条件"))
    if not note.strip():
        raise InvalidInput(field=mark("判断说明"), reason=mark("请写明依据。"))
    _check_waits(session, catalogue, question, rule_set, question.as_of or now.date())
    for earlier in _standing(session, question):
        earlier.withdrawn_by, earlier.withdrawn_at = person.name, now
    decision = ManualDecision(
        firm_id=question.firm_id,
        tier=rule_set.tier,
        rule_set=question.rule_set,
        condition=question.condition,
        data_year=question.data_year,
        met=met,
        note=note.strip(),
        decided_by=person.name,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    _note(session, person, "decision.make", decision, now)
    refresh(session, catalogue, [question.firm_id])
    assert decision.id is not None
    return decision.id


def withdraw(session: Session, person: Person, catalogue: Catalogue, decision_id: int, *, now: datetime) -> None:
    """Take a decision back; the condition is open again."""
    decision = get_decision(session, person, decision_id)
    decision.withdrawn_by, decision.withdrawn_at = person.name, now
    _note(session, person, "decision.withdraw", decision, now)
    refresh(session, catalogue, [decision.firm_id])


def get_decision(session: Session, person: Person, decision_id: int) -> ManualDecision:
    """A decision that stands, on a firm in scope, for somebody who may withdraw it; raises NotFound."""
    require(person, Action.DECIDE_CONDITIONS)
    decision = session.get(ManualDecision, decision_id)
    if decision is None or decision.withdrawn_at is not None:
        raise NotFound(what=mark("这项判断"))
    get_firm_in_scope(session, person, decision.firm_id)
    return decision


def standing_decisions(session: Session, person: Person, firm_id: int, data_year: int) -> list[ManualDecision]:
    """The decisions on a firm for a data year that were not withdrawn."""
    get_firm_in_scope(session, person, firm_id)
    statement = select(ManualDecision).where(
        ManualDecision.firm_id == firm_id,
        ManualDecision.data_year == data_year,
        col(ManualDecision.withdrawn_at).is_(None),
    )
    return list(session.exec(statement.order_by(col(ManualDecision.id))))


def _check_waits(session: Session, catalogue: Catalogue, question: Question, rule_set: RuleSet, day: date) -> None:
    """The rule set must be the firm's on the day, and the condition open to a person or already decided by one."""
    inputs = firm_facts(session, catalogue, question.firm_id, as_of=day, data_year=question.data_year)
    case = Case.NEW if Case.NEW in rule_set.cases else Case.REVIEW
    told = explain_firm(catalogue, inputs, Occasion(day, question.data_year, case), [rule_set.tier])
    if [one.rule_set.id for one in told] != [rule_set.id]:
        raise OtherStandard(day=day.isoformat(), document=rule_set.source.number)
    asked = next(one for one in told[0].conditions() if one.rule.code == question.condition)
    if asked.outcome is not Outcome.MANUAL and asked.decided is None:
        raise NothingToDecide(condition=asked.rule.label.zh, year=question.data_year)


def _standing(session: Session, question: Question) -> list[ManualDecision]:
    statement = select(ManualDecision).where(
        ManualDecision.firm_id == question.firm_id,
        ManualDecision.rule_set == question.rule_set,
        ManualDecision.condition == question.condition,
        ManualDecision.data_year == question.data_year,
        col(ManualDecision.withdrawn_at).is_(None),
    )
    return list(session.exec(statement))


def _note(session: Session, person: Person, action: str, decision: ManualDecision, now: datetime) -> None:
    old, new = (None, decision.met) if action == "decision.make" else (decision.met, None)
    journal.note(
        session,
        person,
        action,
        now=now,
        firm_id=decision.firm_id,
        year=decision.data_year,
        changes={f"{decision.rule_set}:{decision.condition}": (old, new)},
        text=decision.note,
    )
