"""A firm's plan as it stands: its actions for a tier beside the conditions they answer, and what could be added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.outcomes import CandidateClass
from registry.domain.texts import mark
from registry.services.occasions import Occasion, make_occasion
from registry.services.plans.proposing import Need, Outlook, outlook
from registry.services.plans.states import ActionStatus
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.plans import PlanAction
from registry.store.scope import get_firm_in_scope

LACKING = (CandidateClass.NEAR, CandidateClass.REVIEW, CandidateClass.INCOMPLETE, CandidateClass.ELIGIBLE)


@dataclass(frozen=True)
class PlannedAction:
    """An action with its condition as it is today: `need` while it still stands in the way, `is_met` once it does not."""

    action: PlanAction
    need: Need | None
    is_met: bool
    is_overdue: bool


@dataclass(frozen=True)
class Plan:
    """The plan of a firm for a tier. `outlook` is None where no standard applies; `proposed` are needs without an action."""

    firm: FirmRecord
    tier: str
    outlook: Outlook | None
    actions: tuple[PlannedAction, ...]
    proposed: tuple[Need, ...]
    others: dict[str, int]

    @property
    def met(self) -> tuple[PlannedAction, ...]:
        """Open actions whose condition is met meanwhile."""
        return tuple(one for one in self.actions if one.is_met and one.action.status == ActionStatus.OPEN)

    @property
    def counts(self) -> dict[str, int]:
        """How many actions are in which state, and how many of the open ones are overdue."""
        states = [one.action.status for one in self.actions]
        counted = {status.value: states.count(status.value) for status in ActionStatus}
        return counted | {"overdue": sum(one.is_overdue for one in self.actions)}


def plan_of(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, tier: str, occasion: Occasion, *, today: date
) -> Plan:
    """The plan for the tier, for everybody who sees the firm. Raises UnknownTier."""
    require(person, Action.VIEW_FIRMS)
    firm = get_firm_in_scope(session, person, firm_id)
    make_occasion(catalogue, occasion.as_of, tiers=(tier,))
    seen = outlook(session, person, catalogue, firm_id, tier, occasion)
    actions = actions_of(session, firm_id, tier)
    needs = {need.code: need for need in (seen.needs if seen else ())}
    answered = {action.condition for action in actions}
    settled = seen.settled if seen else frozenset()
    return Plan(
        firm=firm,
        tier=tier,
        outlook=seen,
        actions=tuple(
            PlannedAction(
                action,
                needs.get(action.condition),
                action.condition in settled,
                is_overdue(action, today),
            )
            for action in actions
        ),
        proposed=tuple(need for code, need in needs.items() if code not in answered),
        others=_other_plans(session, firm_id, tier),
    )


def actions_of(session: Session, firm_id: int, tier: str) -> list[PlanAction]:
    """The actions for a tier: what is open first, the nearest day first, those without a day last."""
    statement = select(PlanAction).where(PlanAction.firm_id == firm_id, PlanAction.tier == tier)
    found = session.exec(statement.order_by(col(PlanAction.id))).all()
    return sorted(found, key=lambda one: (one.status != ActionStatus.OPEN, one.due_on or date.max, one.id))


def get_action(session: Session, person: Person, action_id: int) -> PlanAction:
    """An action of a firm in scope, for somebody who keeps plans; raises NotFound."""
    require(person, Action.KEEP_PLANS)
    action = session.get(PlanAction, action_id)
    if action is None:
        raise NotFound(what=mark("这项措施"))
    get_firm_in_scope(session, person, action.firm_id)
    return action


def is_overdue(action: PlanAction, today: date) -> bool:
    """Whether it should have been done before today."""
    return action.status == ActionStatus.OPEN and action.due_on is not None and action.due_on < today


def usual_tier(session: Session, catalogue: Catalogue, firm_id: int) -> str:
    """The tier to open a firm's plan with: that of its newest open action, else the highest that little is lacking for.

    The main track goes before the others; a tier that the firm qualifies for comes last, it needs no plan. "" for a firm
    that is a candidate nowhere.
    """
    newest = select(PlanAction.tier).where(PlanAction.firm_id == firm_id, PlanAction.status == ActionStatus.OPEN.value)
    tier = session.exec(newest.order_by(col(PlanAction.id).desc()).limit(1)).first()
    if tier and tier in catalogue.ladder:
        return tier
    standing = select(Standing.candidate_class, Standing.tier).where(
        Standing.firm_id == firm_id, col(Standing.candidate_class).is_not(None)
    )
    ladder = catalogue.ladder
    tracks = list(dict.fromkeys(one.track for one in ladder.values()))
    found = [
        (LACKING.index(name), tracks.index(ladder[tier].track), -ladder[tier].order, tier)
        for name, tier in session.exec(standing)
        if tier in ladder
    ]
    return min(found)[-1] if found else ""


def _other_plans(session: Session, firm_id: int, tier: str) -> dict[str, int]:
    """How many open actions the firm has for other tiers."""
    statement = select(PlanAction.tier, func.count()).where(
        PlanAction.firm_id == firm_id, PlanAction.tier != tier, PlanAction.status == ActionStatus.OPEN.value
    )
    return dict(session.exec(statement.group_by(PlanAction.tier)).all())
