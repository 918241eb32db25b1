"""A firm's plan in words: each action beside its condition, gap and clause, and what could be added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action, Person
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, RuleSet, ScoreMark
from registry.services.occasions import Occasion
from registry.services.plans.officers import current_officer
from registry.services.plans.people import Officer, officers_of_firm
from registry.services.plans.proposing import Need
from registry.services.plans.reading import Plan, PlannedAction, plan_of
from registry.store.firms import FirmRecord
from registry.web.firms.decided import condition_label
from registry.web.firms.elsewhere import no_standard
from registry.web.firms.notes import cited
from registry.web.firms.panels import state_of
from registry.web.languages import in_words, translated, wording
from registry.web.listing import Choice
from registry.web.plans.words import State, action_state
from registry.web.quantities import limit
from registry.web.security import allowed
from registry.web.site import site
from registry.web.tracks import by_track, tiers_in_order


@dataclass(frozen=True)
class ActionLine:
    """One action in words; `gap` says where its condition stands today, `earlier` names another standard it came from."""

    id: int
    label: str
    outcome: str
    gap: str
    citation: str
    text: str
    owner: str
    due_on: date | None
    done_on: date | None
    state: State
    is_overdue: bool
    is_met: bool
    note: str
    version: int
    earlier: str


@dataclass(frozen=True)
class Proposal:
    """One condition that has no action yet, with the fields of the action it could become."""

    code: str
    label: str
    outcome: str
    gap: str
    threshold: str
    citation: str
    text: str
    owner: str
    due_on: str
    is_picked: bool


@dataclass(frozen=True)
class PlanPage:
    """Everything the page shows."""

    firm: FirmRecord
    tier: str
    tiers: list[tuple[str, list[Choice]]]
    others: list[tuple[str, int]]
    officer: str
    rule_set: RuleSet | None
    state: str
    silence: str
    lines: list[ActionLine]
    proposals: list[Proposal]
    counts: dict[str, int]
    met: int
    owners: list[Officer]


def plan_page(
    session: Session, person: Person, firm_id: int, tier: str, occasion: Occasion, sent: Mapping[str, str]
) -> PlanPage:
    """The page for the tier; what was `sent` and not taken stands in its fields again."""
    catalogue, today = site().catalogue, site().today()
    plan = plan_of(session, person, catalogue, firm_id, tier, occasion, today=today)
    officer = current_officer(session, firm_id)
    explanation = plan.outlook.explanation if plan.outlook else None
    may_keep = allowed(Action.KEEP_PLANS)
    usual_owner = officer.label if officer else ""
    return PlanPage(
        firm=plan.firm,
        tier=tier,
        tiers=_tiers(occasion, tier),
        others=[(code, plan.others[code]) for code in tiers_in_order() if code in plan.others],
        officer=translated(officer.name) if officer else "",
        rule_set=explanation.rule_set if explanation else None,
        state=state_of(explanation) if explanation else "",
        silence=_silence(plan, occasion),
        lines=[_line(one, explanation.rule_set if explanation else None) for one in plan.actions],
        proposals=[_proposal(need, usual_owner, sent) for need in plan.proposed] if may_keep else [],
        counts=plan.counts,
        met=len(plan.met),
        owners=officers_of_firm(session, plan.firm) if may_keep else [],
    )


def _tiers(occasion: Occasion, tier: str) -> list[tuple[str, list[Choice]]]:
    """The tiers that can be aimed at, by track, with the chosen one in any case."""
    ladder = site().catalogue.ladder
    codes = [code for code in tiers_in_order() if code in occasion.rated(site().catalogue) or code == tier]
    return by_track([(code, in_words(ladder[code].label)) for code in codes], lambda choice: choice[0])


def _silence(plan: Plan, occasion: Occasion) -> str:
    if plan.outlook:
        return ""
    return no_standard(plan.tier, occasion) or gettext("这家企业所在的地区没有适用的标准")


def _line(one: PlannedAction, current: RuleSet | None) -> ActionLine:
    action, need = one.action, one.need
    rule_set = next((each for each in site().catalogue.rule_sets if each.id == action.rule_set), None)
    rule = need.result.rule if need else _rule(rule_set, action.condition)
    changed = bool(rule_set and current and rule_set.id != current.id)
    return ActionLine(
        id=action.id or 0,
        label=condition_label(rule_set, action.condition) if rule_set and action.condition else action.condition,
        outcome=need.lack.outcome.word if need else "met" if one.is_met else "",
        gap=_gap(need) if need else "",
        citation=cited(rule.citation) if rule else "",
        text=action.text,
        owner=translated(action.owner),
        due_on=action.due_on,
        done_on=action.done_on,
        state=action_state(action.status),
        is_overdue=one.is_overdue,
        is_met=one.is_met,
        note=action.note,
        version=action.version,
        earlier=rule_set.source.number if rule_set and changed else "",
    )


def _rule(rule_set: RuleSet | None, code: str) -> Condition | ScoreMark | None:
    return next((each for each in rule_set.conditions() if each.code == code), None) if rule_set else None


def _gap(need: Need) -> str:
    """The gap in words where there is one; what is open for another reason is told by its outcome."""
    return need.lack.sentence(wording()) if need.lack.outcome is Outcome.UNMET else ""


def _proposal(need: Need, owner: str, sent: Mapping[str, str]) -> Proposal:
    rule, code = need.result.rule, need.code
    return Proposal(
        code=code,
        label=in_words(need.lack.label),
        outcome=need.lack.outcome.word,
        gap=_gap(need),
        threshold=limit(rule.comparator, need.result.threshold, rule.unit),
        citation=cited(rule.citation),
        text=sent.get(f"text-{code}", need.proposal(wording())),
        owner=sent.get(f"owner-{code}", translated(owner)),
        due_on=sent.get(f"due_on-{code}", ""),
        is_picked=not sent or f"pick-{code}" in sent,
    )
