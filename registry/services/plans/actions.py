"""Writing a plan: taking proposed actions into it, adding own ones, changing, closing and opening them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.occasions import make_occasion
from registry.services.plans.people import officers_of_firm, owner_named
from registry.services.plans.reading import get_action
from registry.services.plans.states import ActionStatus, StaleAction
from registry.store.firms import FirmRecord
from registry.store.locking import kept_from_others
from registry.store.plans import PlanAction
from registry.store.scope import get_firm_in_scope

LONGEST_TEXT, LONGEST_OWNER, LONGEST_NOTE = 300, 60, 500


@dataclass(frozen=True)
class Draft:
    """An action as it is to be: `owner` is an officer's label or anybody's name; without a condition it is an own one."""

    text: str
    owner: str = ""
    due_on: date | None = None
    rule_set: str = ""
    condition: str = ""


def add_actions(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    tier: str,
    drafts: Sequence[Draft],
    *,
    now: datetime,
) -> int:
    """Put the actions into the firm's plan for the tier; how many were new.

    A condition that has an action already, or an own action that stands there word for word, is not added again.
    """
    require(person, Action.KEEP_PLANS)
    firm = _locked(session, person, firm_id)
    make_occasion(catalogue, date.min, 0, tiers=(tier,))
    known = session.exec(select(PlanAction).where(PlanAction.firm_id == firm_id, PlanAction.tier == tier)).all()
    conditions = {action.condition for action in known if action.condition}
    texts = {action.text for action in known if action.status == ActionStatus.OPEN}
    officers, added = officers_of_firm(session, firm), 0
    for draft in drafts:
        text = _checked_text(draft.text)
        if (draft.condition in conditions) if draft.condition else (text in texts):
            continue
        if draft.condition:
            _check_condition(catalogue, draft, tier)
        owner, owner_id = owner_named(draft.owner[:LONGEST_OWNER], officers)
        action = PlanAction(
            firm_id=firm_id,
            tier=tier,
            rule_set=draft.rule_set,
            condition=draft.condition,
            text=text,
            owner=owner,
            owner_id=owner_id,
            due_on=draft.due_on,
            created_by=person.name,
            created_at=now,
        )
        session.add(action)
        changes = {"plan_text": (None, text), "plan_owner": (None, owner), "plan_due_on": (None, draft.due_on)}
        told = {code: change for code, change in changes.items() if change[1]}
        journal.note(session, person, "plan.add", now=now, firm_id=firm_id, changes=told, text=tier)
        conditions.add(draft.condition)
        texts.add(text)
        added += 1
    return added


def change_action(
    session: Session, person: Person, action_id: int, draft: Draft, version: int, *, now: datetime
) -> bool:
    """Save text, owner and day; True if anything changed. Raises StaleAction."""
    action = _opened(session, person, action_id, version)
    firm = get_firm_in_scope(session, person, action.firm_id)
    owner, owner_id = owner_named(draft.owner[:LONGEST_OWNER], officers_of_firm(session, firm))
    if owner_id is None and owner == action.owner:
        owner_id = action.owner_id
    old = {"plan_text": action.text, "plan_owner": action.owner, "plan_due_on": action.due_on}
    new = {"plan_text": _checked_text(draft.text), "plan_owner": owner, "plan_due_on": draft.due_on}
    changes = journal.differing(old, new)
    if not changes and owner_id == action.owner_id:
        return False
    action.text, action.owner, action.owner_id, action.due_on = new["plan_text"], owner, owner_id, draft.due_on
    _keep(session, person, action, "plan.change", changes, now)
    return True


def set_status(
    session: Session, person: Person, action_id: int, status: ActionStatus, version: int, *, note: str, now: datetime
) -> bool:
    """Close an action as done or dropped, or open it again; dropping needs a reason. False where it is so already."""
    action = get_action(session, person, action_id)
    if action.status == status:
        return False
    _opened(session, person, action_id, version)
    reason = note.strip()[:LONGEST_NOTE]
    if status is ActionStatus.DROPPED and not reason:
        raise InvalidInput(field=mark("原因"), reason=mark("不再办理时请写明原因。"))
    old = {"plan_status": action.status, "plan_note": action.note}
    action.status, action.note = status.value, reason
    action.done_on = china_day(now) if status is ActionStatus.DONE else None
    changes = journal.differing(old, {"plan_status": action.status, "plan_note": action.note})
    _keep(session, person, action, f"plan.{status.value}", changes, now)
    return True


def _keep(
    session: Session, person: Person, action: PlanAction, what: str, changes: journal.Changes, now: datetime
) -> None:
    action.version += 1
    session.add(action)
    journal.note(session, person, what, now=now, firm_id=action.firm_id, changes=changes, text=action.text)


def _opened(session: Session, person: Person, action_id: int, version: int) -> PlanAction:
    action = kept_from_others(session, get_action(session, person, action_id))
    if action.version != version:
        raise StaleAction()
    return action


def _locked(session: Session, person: Person, firm_id: int) -> FirmRecord:
    """The firm, held until the end of the transaction, so that a form sent twice acts once."""
    firm = get_firm_in_scope(session, person, firm_id)
    session.exec(select(FirmRecord.id).where(FirmRecord.id == firm_id).with_for_update()).one()
    return firm


def _checked_text(text: str) -> str:
    kept = text.strip()[:LONGEST_TEXT]
    if not kept:
        raise InvalidInput(field=mark("措施"), reason=mark("请写明要做什么。"))
    return kept


def _check_condition(catalogue: Catalogue, draft: Draft, tier: str) -> None:
    rule_set = catalogue.rule_set(draft.rule_set)
    codes = {condition.code for condition in rule_set.conditions()}
    if rule_set.tier != tier or draft.condition not in codes:
        raise InvalidInput(field=mark("条件"), reason=mark("不属于这一层级的认定标准，请刷新页面。"))
