"""What waits for an officer: planned actions that are due, and requests of firms without an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services.plans.kinds import asking
from registry.services.plans.officers import OFFICERS
from registry.services.plans.states import ActionStatus, EntryStatus
from registry.store.database import rows_of
from registry.store.firms import FirmRecord
from registry.store.plans import PlanAction, ServiceEntry
from registry.store.scope import firms_in_scope

EVERYBODY, NOBODY = "all", "nobody"
KEPT = 500  # statements


@dataclass(frozen=True)
class Task:
    """One thing to do for a firm. `kind` is action or that of an entry; `day` is when it is due or was asked."""

    kind: str
    id: int
    firm_id: int
    firm_name: str
    text: str
    day: date | None
    tier: str
    version: int
    is_overdue: bool
    is_unowned: bool = False  # nobody was named; it waits for the officer of the firm


@dataclass(frozen=True)
class Tasks:
    """One page of actions, the most urgent first, and the newest of the open requests; the counts are of all of them."""

    actions: tuple[Task, ...]
    requests: tuple[Task, ...]
    due: int
    overdue: int
    asked: int


def due_tasks(
    session: Session,
    person: Person,
    today: date,
    *,
    within_days: int | None,
    page: int = 1,
    per_page: int = 50,
) -> Tasks:
    """The person's open actions that are due within the days or overdue, and the requests that wait for their answer.

    An action without an owner waits for the officer of its firm.

    `within_days` None takes every open action, those without a day last. Nothing for a person without an account.
    """
    require(person, Action.KEEP_PLANS)
    listed, *counted = _statements(person, today, within_days)
    rows = rows_of(session, listed, most=per_page, skipped=(page - 1) * per_page).all()
    due, overdue, asked = (int(rows_of(session, each).scalar_one()) for each in counted)
    return Tasks(
        actions=tuple(
            Task("action", *row[:-1], is_overdue=bool(row.due_on and row.due_on < today), is_unowned=not row.owner)
            for row in rows
        ),
        requests=_open_requests(session, person, per_page),
        due=due,
        overdue=overdue,
        asked=asked,
    )


@lru_cache(KEPT)
def _statements(person: Person, today: date, within_days: int | None) -> tuple[Select[Any], ...]:
    """A page of the actions that are due, and the counts of them, of those overdue and of the requests."""
    mine, due = own_actions(person, today), own_actions(person, today, within_days)
    actions, firm = PlanAction.__table__.c, FirmRecord.__table__.c  # type: ignore[attr-defined]
    told = actions["text", "due_on", "tier", "version", "owner"]
    listed = (
        select_columns(actions.id, firm.id, firm.name, *told)
        .join_from(PlanAction, FirmRecord)
        .where(due)
        .order_by(actions.due_on.is_(None), actions.due_on, actions.id)
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    overdue = and_(mine, col(PlanAction.due_on) < today)
    return listed, _count(PlanAction, due), _count(PlanAction, overdue), _count(ServiceEntry, _asked(person))


def own_actions(person: Person, today: date, within_days: int | None = None, whose: str = "") -> ColumnElement[bool]:
    """On `plan_action` joined with `firm`: open, in scope, due within the days (None for all of them), and the person's own,
    else those of EVERYBODY or of NOBODY."""
    of = {EVERYBODY: true(), NOBODY: col(PlanAction.owner) == ""}.get(whose)
    chosen = _own(person) if of is None else of
    mine = and_(chosen, PlanAction.status == ActionStatus.OPEN.value, firms_in_scope(person))
    if within_days is None:
        return mine
    return and_(mine, col(PlanAction.due_on) <= today + timedelta(days=within_days))


def _own(person: Person) -> ColumnElement[bool]:
    """On `plan_action`: given to the person, or to nobody while the person serves the firm."""
    me = person.account_id or 0
    served = select_columns(OFFICERS.c.firm_id).where(OFFICERS.c.account_id == me, OFFICERS.c.until.is_(None))
    unowned = and_(PlanAction.owner == "", col(PlanAction.firm_id).in_(served))
    return or_(PlanAction.owner_id == me, unowned)


def _open_requests(session: Session, person: Person, limit: int) -> tuple[Task, ...]:
    return tuple(
        Task(row.kind, row[1], row[2], row.name, row.text, row.on, "", row.version, is_overdue=False)
        for row in rows_of(session, _requests(person), most=limit)
    )


@lru_cache(KEPT)
def _requests(person: Person) -> Select[Any]:
    entry, firm = ServiceEntry.__table__.c, FirmRecord.__table__.c  # type: ignore[attr-defined]
    return (
        select_columns(entry.kind, entry.id, firm.id, firm.name, entry.text, entry.on, entry.version)
        .join_from(ServiceEntry, FirmRecord)
        .where(_asked(person))
        .order_by(entry.on, entry.id)
        .limit(bindparam("most"))
    )


def _asked(person: Person) -> ColumnElement[bool]:
    return and_(
        ServiceEntry.account_id == (person.account_id or 0),
        col(ServiceEntry.kind).in_(asking()),
        ServiceEntry.status == EntryStatus.OPEN.value,
        firms_in_scope(person),
    )


def _count(record: type, wanted: object) -> Select[Any]:
    return select_columns(func.count()).select_from(record).join(FirmRecord).where(wanted)  # type: ignore[arg-type]
