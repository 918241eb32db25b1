"""The restrictions of all firms in scope: filtered, sorted, by the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.services.addresses import Arguments, one_of, said
from registry.services.firm_search import FirmQuery, matching
from registry.services.paging import page_within
from registry.services.restrictions.validity import STATES, covers, in_state, state_of
from registry.store.firms import FirmRecord
from registry.store.restrictions import Restriction

FIRM, HELD = FirmRecord.__table__, Restriction.__table__  # type: ignore[attr-defined]
LATEST_FIRST = "-first_on"
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "name": (FIRM.c.name_key, HELD.c.id),
    "-name": (FIRM.c.name_key.desc(), HELD.c.id),
    "first_on": (HELD.c.first_on, HELD.c.id),
    "-first_on": (HELD.c.first_on.desc(), HELD.c.id.desc()),
    "last_on": (HELD.c.last_on.nulls_last(), HELD.c.id),
    "-last_on": (HELD.c.last_on.is_not(None), HELD.c.last_on.desc(), HELD.c.id),
}
OF_FIRM = ("name", "credit_code", "division_code", "park")
OF_RESTRICTION = (
    "tiers", "reason", "document", "first_on", "last_on", "lifted_on", "lift_reason", "created_by", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class RestrictionQuery:
    """What to look for; an empty field does not narrow. `state` is one of STATES on `today`, `tier` also finds those of every
    tier."""

    today: date
    text: str = ""
    division: str = ""
    park: str = ""
    tier: str = ""
    state: str = ""
    sort: str = LATEST_FIRST
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, str]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        names = ("text", "division", "park", "tier", "state")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True)
class RestrictionRow:
    """One restriction with its firm."""

    id: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    tiers: str
    reason: str
    document: str
    first_on: date
    last_on: date | None
    lifted_on: date | None
    lift_reason: str
    created_by: str
    created_at: Any

    def state(self, today: date) -> str:
        """What it is on the day: one of STATES."""
        return state_of(self.first_on, self.last_on, self.lifted_on, today)


@dataclass(frozen=True)
class RestrictionPage:
    """One page; `total` counts restrictions, `firms` the firms that have them."""

    rows: tuple[RestrictionRow, ...]
    total: int
    firms: int
    page: int
    pages: int


def restriction_query(arguments: Arguments, today: date) -> RestrictionQuery:
    """The query that an address says, at its first page."""
    return RestrictionQuery(
        today=today,
        text=said(arguments, "text"),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        tier=said(arguments, "tier", 40),
        state=one_of(arguments, "state", STATES),
        sort=one_of(arguments, "sort", SORTS, LATEST_FIRST),
    )


def search_restrictions(session: Session, person: Person, query: RestrictionQuery) -> RestrictionPage:
    """The restrictions in scope that match; a page beyond the last one gives the last one."""
    require(person, Action.VIEW_CANDIDATES)
    counted = select(func.count(), func.count(HELD.c.firm_id.distinct())).join_from(HELD, FIRM)
    total, firms = session.execute(counted.where(_wanted(session, person, query))).one()
    page, pages = page_within(query.page, total, query.per_page)
    rows = _rows(session, person, query, query.per_page, (page - 1) * query.per_page)
    return RestrictionPage(rows, total, firms, page, pages)


def every_restriction(session: Session, person: Person, query: RestrictionQuery) -> tuple[RestrictionRow, ...]:
    """All restrictions in scope that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    return _rows(session, person, query)


def _rows(
    session: Session, person: Person, query: RestrictionQuery, limit: int | None = None, offset: int = 0
) -> tuple[RestrictionRow, ...]:
    columns = (HELD.c.id, FIRM.c.id, *(FIRM.c[name] for name in OF_FIRM), *(HELD.c[name] for name in OF_RESTRICTION))
    found = select(*columns).join_from(HELD, FIRM).where(_wanted(session, person, query)).order_by(*SORTS[query.sort])
    return tuple(RestrictionRow(*row) for row in session.execute(found.limit(limit).offset(offset)))


def _wanted(session: Session, person: Person, query: RestrictionQuery) -> ColumnElement[bool]:
    firms = FirmQuery(text=query.text, division=query.division, park=query.park)
    found = [matching(session, person, firms)]
    found += [covers(query.tier)] if query.tier else []
    found += [in_state(query.state, query.today)] if query.state else []
    return and_(*found)
