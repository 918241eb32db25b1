"""How the firms are shared out: what each officer has to do, and which firms nobody serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services.firm_search import FirmQuery, matching
from registry.services.paging import page_within
from registry.services.plans.kinds import asking
from registry.services.plans.people import Officer, officers_in_scope
from registry.services.plans.states import ActionStatus, EntryStatus
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.plans import PlanAction, ServiceEntry, ServiceOfficer
from registry.store.scope import firms_in_scope

NOBODY = "none"


@dataclass(frozen=True)
class Workload:
    """What an officer has within the asker's scope."""

    officer: Officer
    firms: int
    open: int
    overdue: int
    requests: int


@dataclass(frozen=True)
class ServedFirm:
    """A firm of the list with the officer who serves it, if one."""

    id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    officer: str | None
    since: date | None


@dataclass(frozen=True)
class ServedPage:
    """One page of firms; `total` counts all that match."""

    rows: tuple[ServedFirm, ...]
    total: int
    page: int
    pages: int


def workloads(session: Session, person: Person, today: date) -> list[Workload]:
    """Every officer of the person's scope, the busiest first; a few counts over all firms, none per officer."""
    require(person, Action.KEEP_PLANS)
    served = _counts(session, person, ServiceOfficer.account_id, col(ServiceOfficer.until).is_(None))
    is_late = case((col(PlanAction.due_on) < today, 1), else_=0)
    actions = _counts(session, person, PlanAction.owner_id, PlanAction.status == ActionStatus.OPEN.value, is_late)
    asked = and_(col(ServiceEntry.kind).in_(asking()), ServiceEntry.status == EntryStatus.OPEN.value)
    requests = _counts(session, person, ServiceEntry.account_id, asked)
    known = officers_in_scope(session, person)
    beyond = {*served, *actions, *requests} - {officer.id for officer in known}
    found = [
        Workload(one, served[one.id][0], *actions[one.id], requests[one.id][0])
        for one in (*known, *_others(session, beyond))
    ]
    return sorted(found, key=lambda one: (-one.firms, -one.open, one.officer.label))


def served_firms(session: Session, person: Person, query: FirmQuery, officer: str = NOBODY) -> ServedPage:
    """Firms in scope that nobody serves (`none`), that an officer serves (the account's id), or all ("")."""
    require(person, Action.KEEP_PLANS)
    wanted = matching(session, person, query)
    total = _total(session, wanted, officer)
    page, pages = page_within(query.page, total, query.per_page)
    firm = FirmRecord.__table__.c  # type: ignore[attr-defined]
    current = and_(col(ServiceOfficer.firm_id) == firm.id, col(ServiceOfficer.until).is_(None))
    columns = (*firm["id", "name", "credit_code", "division_code", "park"], Account.display_name, ServiceOfficer.since)
    listed = (
        select(*columns)  # type: ignore[call-overload]
        .select_from(FirmRecord)
        .outerjoin(ServiceOfficer, current)
        .outerjoin(Account, col(Account.id) == col(ServiceOfficer.account_id))
        .where(wanted, *_of_officer(officer))
        .order_by(firm.name_key, firm.id)
    )
    rows = session.execute(listed.limit(query.per_page).offset((page - 1) * query.per_page))
    return ServedPage(tuple(ServedFirm(*row) for row in rows), total, page, pages)


def _of_officer(officer: str) -> list[ColumnElement[bool]]:
    if officer == NOBODY:
        return [col(ServiceOfficer.id).is_(None)]
    return [col(ServiceOfficer.account_id) == int(officer)] if officer.isdecimal() and len(officer) < 10 else []


def _total(session: Session, wanted: ColumnElement[bool], officer: str) -> int:
    """How many match. Those without an officer are all less those with one, so that no firm is looked at alone."""
    if officer == "":
        return _all(session, wanted)
    served = select(func.count()).select_from(ServiceOfficer).join(FirmRecord)
    chosen = [] if officer == NOBODY else _of_officer(officer)
    counted = session.execute(served.where(col(ServiceOfficer.until).is_(None), wanted, *chosen)).scalar_one()
    return _all(session, wanted) - counted if officer == NOBODY else int(counted)


def _all(session: Session, wanted: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(FirmRecord).where(wanted)).scalar_one())


def _counts(
    session: Session, person: Person, account: Any, wanted: Any, also: Any = 0
) -> Mapping[int, tuple[int, int]]:
    """By account, how many rows about firms in scope are wanted, and the sum of something else over them."""
    record = account.class_
    statement = select(account, func.count(), func.sum(also)).select_from(record).join(FirmRecord)
    found = session.execute(statement.where(wanted, firms_in_scope(person)).group_by(account)).all()
    return defaultdict(lambda: (0, 0), {one: (count, int(sum_)) for one, count, sum_ in found if one is not None})


def _others(session: Session, account_ids: set[int]) -> list[Officer]:
    """Accounts beyond the person's scope, or closed ones, that still have work there."""
    if not account_ids:
        return []
    names = select(Account.id, Account.display_name).where(col(Account.id).in_(account_ids))  # type: ignore[call-overload]
    return [Officer(row.id, row.display_name, row.display_name) for row in session.execute(names)]
