"""The service log of many firms: filtered, sorted, by the page, in columns and not as objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services.addresses import Arguments, day, one_of, said, whole
from registry.services.name_search import text_matches
from registry.services.paging import page_within
from registry.services.plans.kinds import entry_kinds
from registry.services.plans.states import ENTRY_WORDS
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.plans import ServiceEntry
from registry.store.scope import firms_in_scope

ENTRY, FIRM = ServiceEntry.__table__, FirmRecord.__table__  # type: ignore[attr-defined]
ACCOUNT = Account.__table__  # type: ignore[attr-defined]
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "-on": (ENTRY.c.on.desc(), ENTRY.c.id.desc()),
    "on": (ENTRY.c.on, ENTRY.c.id),
    "name": (FIRM.c.name_key, ENTRY.c.on.desc(), ENTRY.c.id.desc()),
    "-name": (FIRM.c.name_key.desc(), ENTRY.c.on.desc(), ENTRY.c.id.desc()),
    "status": (ENTRY.c.status.desc(), ENTRY.c.on, ENTRY.c.id),
    "-status": (ENTRY.c.status, ENTRY.c.on, ENTRY.c.id),
}


@dataclass(frozen=True)
class ServiceQuery:
    """What to look for; an empty field does not narrow. `officer` is the account that did it or has to answer."""

    kind: str = ""
    status: str = ""
    officer: int | None = None
    park: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-on"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        told = {name: getattr(self, name) for name in ("kind", "status", "officer", "park", "text", "since", "until")}
        return {name: value for name, value in told.items() if value}


def service_query(arguments: Arguments) -> ServiceQuery:
    """The query that an address says, at its first page."""
    return ServiceQuery(
        kind=one_of(arguments, "kind", entry_kinds()),
        status=one_of(arguments, "status", ENTRY_WORDS),
        officer=whole(arguments, "officer"),
        park=said(arguments, "park"),
        text=said(arguments, "text"),
        since=day(arguments, "since"),
        until=day(arguments, "until"),
        sort=one_of(arguments, "sort", SORTS, "-on"),
    )


@dataclass(frozen=True)
class ServiceRow:
    """One entry with its firm and the officer it belongs to; `amount` is in 万元."""

    id: int
    firm_id: int
    firm_name: str
    credit_code: str
    park: str | None
    kind: str
    on: date
    with_whom: str
    text: str
    status: str
    answer: str
    closed_on: date | None
    amount: float | None
    officer: str
    by: str


@dataclass(frozen=True)
class ServicePage:
    """One page; `total` counts all that match, `amount` is the sum of theirs in 万元, None where none has one."""

    rows: tuple[ServiceRow, ...]
    total: int
    page: int
    pages: int
    amount: float | None = None


def service_page(session: Session, person: Person, query: ServiceQuery) -> ServicePage:
    """The entries about firms in scope that match, in the order asked for."""
    require(person, Action.KEEP_PLANS)
    wanted = _wanted(session, person, query)
    counted = select(func.count(), func.sum(ENTRY.c.amount)).select_from(ServiceEntry).join(FirmRecord).where(wanted)
    total, amount = session.execute(counted).one()
    page, pages = page_within(query.page, total, query.per_page)
    rows = _rows(session, query, wanted, query.per_page, (page - 1) * query.per_page)
    return ServicePage(rows, total, page, pages, amount)


def every_row(session: Session, person: Person, query: ServiceQuery) -> tuple[ServiceRow, ...]:
    """All entries that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    require(person, Action.KEEP_PLANS)
    return _rows(session, query, _wanted(session, person, query))


def _rows(
    session: Session, query: ServiceQuery, wanted: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> tuple[ServiceRow, ...]:
    columns: Sequence[ColumnElement[Any]] = (
        ENTRY.c.id,
        *FIRM.c["id", "name", "credit_code", "park"],
        *ENTRY.c["kind", "on", "with_whom", "text", "status", "answer", "closed_on", "amount"],
        func.coalesce(ACCOUNT.c.display_name, ENTRY.c.by),
        ENTRY.c.by,
    )
    joined = select(*columns).join_from(ENTRY, FIRM).outerjoin(ACCOUNT, ACCOUNT.c.id == ENTRY.c.account_id)
    ordered = joined.where(wanted).order_by(*SORTS.get(query.sort, SORTS["-on"]))
    return tuple(ServiceRow(*row) for row in session.execute(ordered.limit(limit).offset(offset)))


def _wanted(session: Session, person: Person, query: ServiceQuery) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [firms_in_scope(person)]
    for name in ("kind", "status"):
        if value := getattr(query, name):
            conditions.append(ENTRY.c[name] == value)
    if query.officer is not None:
        conditions.append(ENTRY.c.account_id == query.officer)
    if query.park:
        conditions.append(col(FirmRecord.park) == query.park)
    if query.text.strip():
        conditions.append(text_matches(session, query.text))
    if query.since:
        conditions.append(ENTRY.c.on >= query.since)
    if query.until:
        conditions.append(ENTRY.c.on <= query.until)
    return and_(*conditions)
