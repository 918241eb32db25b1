"""Hand-overs as a list for officers, and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services.paging import page_within
from registry.services.submissions.states import State
from registry.store.database import rows_of
from registry.store.firms import FirmRecord
from registry.store.scope import submissions_in_scope
from registry.store.submissions import SubmissionRecord

PER_PAGE, KEPT = 50, 500


@dataclass(frozen=True)
class SubmissionRow:
    """One hand-over; `is_known` says that the registry has the firm, `by_account` that the firm was signed in."""

    id: int
    number: str
    credit_code: str
    name: str
    division_code: str | None
    park: str | None
    state: str
    received_at: datetime
    decided_at: datetime | None
    decided_by: str
    by_account: bool
    is_known: bool


@dataclass(frozen=True)
class SubmissionPage:
    """One page of the list."""

    rows: tuple[SubmissionRow, ...]
    total: int
    page: int
    pages: int


def submissions(
    session: Session, person: Person, *, state: str = State.OPEN, text: str = "", page: int = 1
) -> SubmissionPage:
    """Those in scope, the oldest first while they wait, else the newest first; "" means every state."""
    require(person, Action.REVIEW_SUBMISSIONS)
    wanted = _wanted(person, state, text)
    total = session.execute(select(func.count()).select_from(SubmissionRecord).where(*wanted)).scalar_one()
    page, pages = page_within(page, total, PER_PAGE)
    table = SubmissionRecord.__table__.c  # type: ignore[attr-defined]
    known = exists().where(col(FirmRecord.credit_code) == table.credit_code)
    order = table.id.asc() if state == State.OPEN else table.id.desc()
    statement = (
        select(
            table.id,
            table.number,
            table.credit_code,
            table.name,
            table.division_code,
            table.park,
            table.state,
            table.received_at,
            table.decided_at,
            table.decided_by,
            table.account_id.is_not(None),
            known,
        )
        .where(*wanted)
        .order_by(order)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return SubmissionPage(tuple(SubmissionRow(*row) for row in session.execute(statement)), total, page, pages)


def count_open(session: Session, person: Person) -> int:
    """How many wait for this officer."""
    return int(rows_of(session, _open(person)).scalar_one())


@lru_cache(KEPT)
def _open(person: Person) -> Select[Any]:
    return select(func.count()).select_from(SubmissionRecord).where(*_wanted(person, State.OPEN, ""))


def _wanted(person: Person, state: str, text: str) -> list[ColumnElement[bool]]:
    wanted = [submissions_in_scope(person)]
    if state:
        wanted.append(col(SubmissionRecord.state) == state)
    if text:
        held = (SubmissionRecord.name, SubmissionRecord.credit_code, SubmissionRecord.number)
        wanted.append(or_(*(col(column).icontains(text, autoescape=True) for column in held)))
    return wanted
