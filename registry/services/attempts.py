"""Who asked for what lies outside their scope or does not exist: one entry an hour for each account and kind of object.

Whoever tries a thousand numbers leaves one entry in the journal and a count, so that nobody can flood it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.services import journal
from registry.store.accounts import Account
from registry.store.attempts import Attempt

LONGEST = 200
ACTION = "scope.attempt"


def note_attempt(session: Session, person: Person, kind: str, address: str, method: str, *, now: datetime) -> None:
    """Keep that the person did not find an object of the kind under the address (a path without its arguments)."""
    if person.account_id is None:
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    same = (col(Attempt.account_id) == person.account_id, col(Attempt.kind) == kind, col(Attempt.hour) == hour)
    if session.execute(update(Attempt).where(*same).values(times=Attempt.times + 1, last_at=now)).rowcount:
        return
    path = address[:LONGEST]
    session.add(Attempt(account_id=person.account_id, kind=kind, hour=hour, address=path, method=method, last_at=now))
    told = {"object": kind, "method": method, "address": path}
    journal.note(session, person, ACTION, now=now, text=journal.said(told))


def attempts(session: Session, person: Person, *, limit: int = 200) -> Sequence[tuple[Attempt, Account]]:
    """The newest hours with what was tried in them, for administrators."""
    require(person, Action.SEE_ATTEMPTS)
    statement = select(Attempt, Account).join(Account, col(Account.id) == col(Attempt.account_id))
    return list(session.exec(statement.order_by(col(Attempt.hour).desc(), col(Attempt.id).desc()).limit(limit)))
