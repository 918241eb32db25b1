"""Finding titles of firms in scope by tier, state, batch, place and text, by the page. Plain rows, no objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.tiers import Ladder
from registry.services.addresses import Arguments, one_of, said
from registry.services.name_search import text_matches
from registry.services.paging import page_within
from registry.services.remembering import remembered_by_readers
from registry.services.titles.validity import expired_on, expiring_within, later_than, revoked_by, valid_on
from registry.store.firms import FirmRecord
from registry.store.scope import begins_with, firms_in_scope, reach_of, sees_less_than_all
from registry.store.titles import TitleRecord

TITLE, FIRM = TitleRecord.__table__, FirmRecord.__table__  # type: ignore[attr-defined]
STATES: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "valid": valid_on,
    "expired": expired_on,
    "revoked": revoked_by,
    "later": later_than,
}
LATEST_FIRST = "-recognised_on"
EXPIRING = "expiring-"  # and a number of days of the ladder
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "valid_to": (TITLE.c.valid_to.nulls_last(), TITLE.c.id),
    "-valid_to": (TITLE.c.valid_to.is_not(None), TITLE.c.valid_to.desc(), TITLE.c.id),
    "recognised_on": (TITLE.c.recognised_on.nulls_last(), TITLE.c.id),
    "-recognised_on": (TITLE.c.recognised_on.desc().nulls_last(), TITLE.c.id.desc()),
    "name": (FIRM.c.name_key, TITLE.c.id),
    "-name": (FIRM.c.name_key.desc(), TITLE.c.id),
}
OF_FIRM = ("name", "credit_code", "division_code", "park")
OF_TITLE = (
    "tier",
    "batch",
    "document",
    "number",
    "recognised_on",
    "valid_from",
    "valid_to",
    "revoked_on",
    "revoke_reason",
    "barred_until",
    "recognised_as",
)


@dataclass(frozen=True)
class TitleQuery:
    """What to look for; an empty field does not narrow. `state` is one of STATES or `expiring-<days>`, `division` a prefix."""

    today: date
    tier: str = ""
    state: str = ""
    batch: str = ""
    division: str = ""
    park: str = ""
    text: str = ""
    sort: str = "valid_to"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, str]:
        """The filter as the journal keeps it; fields that do not narrow are left out."""
        names = ("tier", "state", "batch", "division", "park", "text")
        return {name: value for name in names if (value := getattr(self, name))}


def title_query(arguments: Arguments, today: date) -> TitleQuery:
    """The query that an address says, at its first page."""
    return TitleQuery(
        today=today,
        tier=said(arguments, "tier", 40),
        state=said(arguments, "state", 20),
        batch=said(arguments, "batch"),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        text=said(arguments, "text"),
        sort=one_of(arguments, "sort", SORTS, LATEST_FIRST),
    )


@dataclass(frozen=True)
class TitleRow:
    """One line of a list of titles."""

    id: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    tier: str
    batch: str | None
    document: str | None
    number: str | None
    recognised_on: date | None
    valid_from: date | None
    valid_to: date | None
    revoked_on: date | None
    revoke_reason: str | None
    barred_until: date | None
    recognised_as: str | None


@dataclass(frozen=True)
class TitlePage:
    """One page of a list; `total` counts all titles that match, `firms` the firms that have them."""

    rows: tuple[TitleRow, ...]
    total: int
    firms: int
    page: int
    pages: int


def states_of(ladder: Ladder) -> tuple[str, ...]:
    """Every state that can be asked for, in the order of a list to choose from."""
    return ("valid", *(f"{EXPIRING}{days}" for days in ladder.expiring), "expired", "revoked", "later")


def search_titles(session: Session, person: Person, query: TitleQuery) -> TitlePage:
    """The titles in scope that match, in the order asked for; a page beyond the last one gives the last one."""
    require(person, Action.VIEW_FIRMS)
    wanted = matching_titles(session, person, query)
    question = ("titles", *reach_of(person), replace(query, page=1, sort=""))
    total, firms = remembered_by_readers(session, question, lambda: _counted(session, person, query))
    page, pages = page_within(query.page, total, query.per_page)
    rows = _rows(session, query, wanted, query.per_page, (page - 1) * query.per_page)
    return TitlePage(rows, total, firms, page, pages)


def _counted(session: Session, person: Person, query: TitleQuery) -> tuple[int, int]:
    counted = select(func.count(), func.count(TITLE.c.firm_id.distinct()))
    if sees_less_than_all(person) or query.division or query.park or query.text.strip():
        counted = counted.join_from(TITLE, FIRM)
    total, firms = session.execute(counted.where(matching_titles(session, person, query))).one()
    return total, firms


def every_title(session: Session, person: Person, query: TitleQuery) -> tuple[TitleRow, ...]:
    """All titles in scope that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    return _rows(session, query, matching_titles(session, person, query))


def matching_titles(session: Session, person: Person, query: TitleQuery) -> ColumnElement[bool]:
    """On `title` joined with `firm`: within the person's scope, and what the query asks for."""
    return and_(firms_in_scope(person), *_conditions(session, query))


def _rows(
    session: Session, query: TitleQuery, wanted: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> tuple[TitleRow, ...]:
    columns = (TITLE.c.id, FIRM.c.id, *(FIRM.c[name] for name in OF_FIRM), *(TITLE.c[name] for name in OF_TITLE))
    ordered = select(*columns).join_from(TITLE, FIRM).where(wanted).order_by(*SORTS.get(query.sort, SORTS["valid_to"]))
    return tuple(TitleRow(*row) for row in session.execute(ordered.limit(limit).offset(offset)))


def _conditions(session: Session, query: TitleQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.tier:
        conditions.append(col(TitleRecord.tier) == query.tier)
    if query.batch:
        conditions.append(col(TitleRecord.batch) == query.batch)
    if query.state in STATES:
        conditions.append(STATES[query.state](query.today))
    elif (days := query.state.removeprefix(EXPIRING)).isdecimal() and len(days) < 5:
        conditions.append(expiring_within(int(days), query.today))
    if query.division:
        conditions.append(begins_with(col(FirmRecord.division_code), query.division))
    if query.park:
        conditions.append(col(FirmRecord.park) == query.park)
    if query.text.strip():
        conditions.append(text_matches(session, query.text) | (col(TitleRecord.number) == query.text.strip()))
    return conditions
