"""Assigning an officer to many firms and handing firms over: one transaction, work that is open goes along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.plans.officers import OFFICERS
from registry.services.plans.people import get_officer
from registry.services.plans.states import ActionStatus, EntryStatus, OfficerChanged, OutOfReach
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from registry.store.membership import is_one_of
from registry.store.plans import PlanAction, ServiceEntry, ServiceOfficer
from registry.store.scope import firms_in_scope

LONGEST_NOTE, WHOEVER = 500, -1
ACTIONS = PlanAction.__table__  # type: ignore[attr-defined]
ENTRIES = ServiceEntry.__table__  # type: ignore[attr-defined]


def assign(
    session: Session,
    person: Person,
    firm_ids: Sequence[int],
    account_id: int,
    *,
    note: str = "",
    now: datetime,
    seen: int | None = WHOEVER,
) -> int:
    """Give the firms to the officer; how many changed hands.

    With `seen` only firms that this account (None: nobody) still serves change hands, so that what somebody else just arranged is
    left. Firms outside the person's scope are left alone like those that do not exist. Raises OutOfReach, and nothing is kept.
    """
    require(person, Action.KEEP_PLANS)
    served = _served_by(session, person, firm_ids)
    wanted = {firm_id: former for firm_id, former in served.items() if seen in (WHOEVER, former)}
    return _pass_on(session, person, wanted, account_id, note, now)


def hand_over(
    session: Session,
    person: Person,
    from_id: int,
    to_id: int,
    *,
    note: str,
    now: datetime,
    firm_ids: Sequence[int] | None = None,
) -> int:
    """Pass firms in the person's scope from one officer to another, all or those named; how many.

    Open actions and open requests of the former officer go along. Raises OfficerChanged where a named firm is not theirs.
    """
    require(person, Action.KEEP_PLANS)
    if from_id == to_id:
        raise InvalidInput(field=mark("接手的专员"), reason=mark("不能与移交的专员相同。"))
    if not note.strip():
        raise InvalidInput(field=mark("移交说明"), reason=mark("请写明移交的原因或注意事项。"))
    held = _held_by(session, person, from_id)
    chosen = held if firm_ids is None else [one for one in dict.fromkeys(firm_ids) if one in set(held)]
    if firm_ids is not None and (missing := len(set(firm_ids)) - len(chosen)):
        former = session.get(Account, from_id)
        raise OfficerChanged(count=missing, officer=former.display_name if former else str(from_id))
    return _pass_on(session, person, dict.fromkeys(chosen, from_id), to_id, note, now)


def _pass_on(
    session: Session, person: Person, served: dict[int, int | None], account_id: int, note: str, now: datetime
) -> int:
    """End what there was and begin anew for every firm that is not the officer's already, a few statements for all."""
    officer = get_officer(session, account_id)
    moved = {firm_id: former for firm_id, former in served.items() if former != account_id}
    if not moved:
        return 0
    ids, today, told = list(moved), china_day(now), note.strip()[:LONGEST_NOTE]
    _check_reach(session, officer, ids)
    former_ids = {former for former in moved.values() if former is not None}
    of_moved = is_one_of(session, OFFICERS.c.firm_id, ids)
    session.execute(
        update(OFFICERS).where(of_moved, OFFICERS.c.until.is_(None)).values(until=today, handover_note=told)
    )
    rows = [
        {"firm_id": firm_id, "account_id": account_id, "since": today, "handover_note": "", "assigned_by": person.name}
        for firm_id in ids
    ]
    session.execute(insert(OFFICERS), [row | {"created_at": now} for row in rows])
    _pass_work_on(session, ids, former_ids, officer)
    _note(session, person, moved, officer, told, now)
    return len(moved)


def _pass_work_on(session: Session, firm_ids: list[int], former_ids: set[int], officer: Person) -> None:
    """Open actions and unanswered requests of the former officers become the new one's."""
    if not former_ids:
        return
    actions = (is_one_of(session, ACTIONS.c.firm_id, firm_ids), ACTIONS.c.owner_id.in_(former_ids))
    mine = {"owner_id": officer.account_id, "owner": officer.name, "version": ACTIONS.c.version + 1}
    session.execute(update(ACTIONS).where(*actions, ACTIONS.c.status == ActionStatus.OPEN.value).values(mine))
    entries = (is_one_of(session, ENTRIES.c.firm_id, firm_ids), ENTRIES.c.account_id.in_(former_ids))
    own = {"account_id": officer.account_id, "version": ENTRIES.c.version + 1}
    session.execute(update(ENTRIES).where(*entries, ENTRIES.c.status == EntryStatus.OPEN.value).values(own))
    session.expire_all()


def _note(
    session: Session, person: Person, moved: dict[int, int | None], officer: Person, note: str, now: datetime
) -> None:
    former_ids = {former for former in moved.values() if former is not None}
    statement = select(Account.id, Account.display_name).where(col(Account.id).in_(former_ids))  # type: ignore[call-overload]
    names = dict(session.execute(statement).all()) if former_ids else {}
    entries = [
        {
            "at": now,
            "actor_id": person.account_id,
            "actor_name": person.name,
            "door": person.door,
            "action": "officer.handover" if former is not None else "officer.assign",
            "firm_id": firm_id,
            "changes": {"service_officer": [names.get(former), officer.name]},
            "note": note or None,
        }
        for firm_id, former in moved.items()
    ]
    session.execute(insert(JournalEntry), entries)
    journal.note(session, person, "officers.change", now=now, text=f"{officer.name} {len(moved)}")


def _served_by(session: Session, person: Person, firm_ids: Sequence[int]) -> dict[int, int | None]:
    """The firms in scope with the account that serves each, locked until the end of the transaction."""
    firm = FirmRecord.__table__.c  # type: ignore[attr-defined]
    wanted = (is_one_of(session, firm.id, list(firm_ids)), firms_in_scope(person))
    found = list(session.execute(select(firm.id).where(*wanted).with_for_update()).scalars())
    current = select(OFFICERS.c.firm_id, OFFICERS.c.account_id).where(
        OFFICERS.c.until.is_(None), is_one_of(session, OFFICERS.c.firm_id, found)
    )
    return dict.fromkeys(found) | dict(session.execute(current).all())


def _held_by(session: Session, person: Person, account_id: int) -> list[int]:
    firm = FirmRecord.__table__.c  # type: ignore[attr-defined]
    held = select(firm.id).join(ServiceOfficer, OFFICERS.c.firm_id == firm.id)
    wanted = (OFFICERS.c.account_id == account_id, OFFICERS.c.until.is_(None), firms_in_scope(person))
    return list(session.execute(held.where(*wanted).with_for_update()).scalars())


def _check_reach(session: Session, officer: Person, firm_ids: list[int]) -> None:
    firm = FirmRecord.__table__.c  # type: ignore[attr-defined]
    counted = select(func.count()).select_from(FirmRecord)
    reached = counted.where(is_one_of(session, firm.id, firm_ids), firms_in_scope(officer))
    beyond = len(firm_ids) - session.execute(reached).scalar_one()
    if beyond:
        raise OutOfReach(officer=officer.name, count=beyond)
