"""Signed-in browsers: beginning and ending a sign-in, finding whose it is, listing them. Moments are real time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select, update

from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.accounts import as_person
from registry.store.accounts import Account
from registry.store.database import rows_of
from registry.store.moments import LAST_CHANGE, note_moment, only_reads
from registry.store.sign_ins import SignInRecord

SIGNED_OUT, ENDED, NEW_PASSWORD, CLOSED = "signed_out", "ended", "new_password", "closed"
LISTED = 50
BROWSER_LENGTH = 200
ACCOUNT, SIGN_IN = Account.__table__, SignInRecord.__table__  # type: ignore[attr-defined]
VISITOR = (
    *("id", "name", "display_name", "role", "division", "park", "firm_id"),
    *("must_change_password", "language"),
)
OPEN = (
    select_columns(*(ACCOUNT.c[name] for name in VISITOR), SIGN_IN.c.id.label("sign_in_id"), LAST_CHANGE)
    .join_from(SIGN_IN, ACCOUNT, SIGN_IN.c.account_id == ACCOUNT.c.id)
    .where(
        SIGN_IN.c.token_hash == bindparam("hashed"),
        SIGN_IN.c.ended_at.is_(None),
        SIGN_IN.c.started_at > bindparam("after"),
        ACCOUNT.c.active.is_(True),
    )
)


@dataclass(frozen=True)
class Origin:
    """Where a sign-in comes from: the address, what the browser calls itself, and by what it was proved."""

    address: str = ""
    browser: str = ""
    method: str = "password"


def begin(session: Session, account: Account, origin: Origin, *, now: datetime) -> str:
    """Keep a new sign-in and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    record = SignInRecord(
        account_id=account.id or 0,
        token_hash=_hashed(token),
        method=origin.method,
        address=origin.address,
        browser=origin.browser[:BROWSER_LENGTH],
        started_at=now,
    )
    session.add(record)
    session.flush()
    told = {"sign_in": record.id, "method": origin.method, "address": origin.address}
    journal.note(session, as_person(account), "account.sign_in", now=now, text=journal.said(told))
    return token


def find_open(session: Session, token: str, *, now: datetime, lasting: timedelta) -> Row[Any] | None:
    """The account that is signed in with the token, and with it the number of the sign-in as `sign_in_id`; None once it has
    ended or lasted too long. Every page asks, so it is one plain row, and says the moment of the snapshot by the way."""
    found = rows_of(session, OPEN, hashed=_hashed(token), after=now - lasting).first()
    if found is not None and only_reads(session):
        note_moment(session, found)
    return found


def end_own(session: Session, person: Person, sign_in_id: int, *, now: datetime, ending: str = ENDED) -> None:
    """End one of the person's own sign-ins; raises NotFound for anybody else's."""
    record = session.get(SignInRecord, sign_in_id)
    if record is None or record.account_id != person.account_id:
        raise NotFound(what=mark("这次登录"))
    if record.ended_at is None:
        record.ended_at, record.ending = now, ending
        journal.note(session, person, "account.sign_out", now=now, text=journal.said({"sign_in": sign_in_id}))


def end_others(session: Session, account_id: int, kept: int, *, now: datetime, ending: str) -> int:
    """End every open sign-in of an account but one (0 keeps none); how many there were."""
    open_ones = (
        col(SignInRecord.account_id) == account_id,
        col(SignInRecord.ended_at).is_(None),
        col(SignInRecord.id) != kept,
    )
    ended = session.exec(update(SignInRecord).where(*open_ones).values(ended_at=now, ending=ending))
    return int(ended.rowcount)


def own(session: Session, person: Person, *, now: datetime, lasting: timedelta) -> list[SignInRecord]:
    """The person's open sign-ins, then those that ended, newest first."""
    mine = select(SignInRecord).where(SignInRecord.account_id == person.account_id)
    listed = session.exec(mine.order_by(col(SignInRecord.id).desc()).limit(LISTED))
    return sorted(listed, key=lambda one: not is_open(one, now=now, lasting=lasting))


def of_account(session: Session, person: Person, account_id: int) -> list[SignInRecord]:
    """The latest sign-ins of any account, for administrators."""
    require(person, Action.MANAGE_ACCOUNTS)
    theirs = select(SignInRecord).where(SignInRecord.account_id == account_id)
    return list(session.exec(theirs.order_by(col(SignInRecord.id).desc()).limit(LISTED)))


def is_open(record: SignInRecord, *, now: datetime, lasting: timedelta) -> bool:
    """Whether somebody could still be using it."""
    return record.ended_at is None and record.started_at > now - lasting


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
