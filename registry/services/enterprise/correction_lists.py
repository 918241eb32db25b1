"""Requests for correction as lists: of one firm for itself, of all firms in scope for officers, and how many wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.enterprise.corrections import State, beside
from registry.services.firm_detail import get_firm
from registry.services.paging import page_within
from registry.services.submissions.comparing import Compared
from registry.store.corrections import CorrectionRecord
from registry.store.database import rows_of
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, get_firm_in_scope

PER_PAGE = 20  # each is compared with what is held now
KEPT = 500  # statements


@dataclass(frozen=True)
class Request:
    """One request with its firm, and what is wanted beside what is held now; None for a value that has no indicator any more."""

    record: CorrectionRecord
    firm_id: int
    firm_name: str
    now: Compared | None


@dataclass(frozen=True)
class RequestPage:
    """One page of the officers' list."""

    rows: tuple[Request, ...]
    total: int
    page: int
    pages: int


def requests_in_scope(
    session: Session, person: Person, catalogue: Catalogue, *, today: date, state: str = State.OPEN, page: int = 1
) -> RequestPage:
    """Those of firms in scope, the oldest first while they wait, else the newest first; "" means every state."""
    require(person, Action.REVIEW_SUBMISSIONS)
    total = _count(session, person, state)
    page, pages = page_within(page, total, PER_PAGE)
    order = col(CorrectionRecord.id).asc() if state == State.OPEN else col(CorrectionRecord.id).desc()
    statement = _joined(person, state).order_by(order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = [(record, name) for record, name in session.exec(statement)]
    return RequestPage(_compared(session, person, catalogue, rows, today), total, page, pages)


def requests_of_firm(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, *, today: date
) -> tuple[Request, ...]:
    """All requests of one firm in scope, the newest first."""
    firm = get_firm_in_scope(session, person, firm_id)
    statement = select(CorrectionRecord).where(CorrectionRecord.firm_id == firm_id)
    records = session.exec(statement.order_by(col(CorrectionRecord.id).desc()).limit(200))
    return _compared(session, person, catalogue, [(record, firm.name) for record in records], today)


def count_open(session: Session, person: Person) -> int:
    """How many requests of firms in scope wait for an answer."""
    return _count(session, person, State.OPEN)


def _compared(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    rows: Sequence[tuple[CorrectionRecord, str]],
    today: date,
) -> tuple[Request, ...]:
    """Each firm is read once; what is settled needs no comparing."""
    waiting = {record.firm_id for record, _ in rows if record.state == State.OPEN}
    details = {firm_id: get_firm(session, person, catalogue, firm_id) for firm_id in waiting}
    found = []
    for record, name in rows:
        is_known = record.state == State.OPEN and record.code in catalogue.indicators
        now = beside(session, catalogue, details[record.firm_id], record, today) if is_known else None
        found.append(Request(record, record.firm_id, name, now))
    return tuple(found)


def _joined(person: Person, state: str):  # type: ignore[no-untyped-def]
    statement = (
        select(CorrectionRecord, FirmRecord.name)
        .join(FirmRecord, col(FirmRecord.id) == col(CorrectionRecord.firm_id))
        .where(firms_in_scope(person))
    )
    return statement.where(CorrectionRecord.state == state) if state else statement


def _count(session: Session, person: Person, state: str) -> int:
    return int(rows_of(session, _counted(person, state)).scalar_one())


@lru_cache(KEPT)
def _counted(person: Person, state: str) -> Select[Any]:
    return _joined(person, state).with_only_columns(func.count())  # type: ignore[no-any-return]
