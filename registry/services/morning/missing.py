"""Firms without any figure of the data year: how many, and whom to ask about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.services.addresses import Arguments, one_of, said, whole
from registry.services.firm_search import FirmQuery, matching, narrowing
from registry.services.paging import page_within
from registry.services.plans.officers import officer_names
from registry.services.remembering import remembered_by_readers
from registry.services.standings import count_firms, count_firms_with_figures
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.scope import reach_of

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
YEARLY = YearlyFigures.__table__  # type: ignore[attr-defined]
SORTS = {
    "name": (FIRM.c.name_key, FIRM.c.id),
    "-name": (FIRM.c.name_key.desc(), FIRM.c.id.desc()),
    "area": (FIRM.c.division_code, FIRM.c.park, FIRM.c.name_key, FIRM.c.id),
    "-area": (FIRM.c.division_code.desc(), FIRM.c.park.desc(), FIRM.c.name_key, FIRM.c.id),
}


@dataclass(frozen=True)
class MissingRow:
    """A firm to be asked; `contact` and `phone` are personal and masked by whoever shows them; `last_year` is the newest
    year it has figures of, `officer` who serves it."""

    id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    contact: str | None
    phone: str | None
    last_year: int | None
    officer: str = ""


@dataclass(frozen=True)
class MissingPage:
    """One page; `total` counts all firms that match."""

    rows: tuple[MissingRow, ...]
    total: int
    page: int
    pages: int


def count_missing(session: Session, person: Person, year: int) -> int:
    """How many firms in scope have no figure of the year."""
    return count_firms(session, person) - count_firms_with_figures(session, person, year)


def without_figures(year: int) -> ColumnElement[bool]:
    """On `firm`: no figure of that year."""
    return ~select(1).where(YEARLY.c.firm_id == FIRM.c.id, YEARLY.c.year == year).exists()


def missing_page(session: Session, person: Person, year: int, query: FirmQuery) -> MissingPage:
    """The firms to be asked about the year, filtered and sorted as the query says, by the page."""
    require(person, Action.VIEW_CANDIDATES)
    wanted = and_(matching(session, person, query), without_figures(year))
    question = ("missing", *reach_of(person), year, narrowing(query))
    total = (
        count_missing(session, person, year)
        if narrowing(query) == FirmQuery(sort="", today=query.today)
        else remembered_by_readers(session, question, lambda: _count(session, wanted))
    )
    page, pages = page_within(query.page, total, query.per_page)
    ordered = select(*_columns()).where(wanted).order_by(*SORTS.get(query.sort, SORTS["name"]))
    rows = session.execute(ordered.limit(query.per_page).offset((page - 1) * query.per_page)).all()
    officers = officer_names(session, [row.id for row in rows])
    found = tuple(MissingRow(*row, officer=officers.get(row.id, "")) for row in rows)
    return MissingPage(found, total, page, pages)


def missing_query(arguments: Arguments, today: date) -> FirmQuery:
    """The query that an address says, at its first page."""
    return FirmQuery(
        text=said(arguments, "text"),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        sort=one_of(arguments, "sort", SORTS, "name"),
        today=today,
    )


def missing_year(arguments: Arguments, usual: int, today: date) -> int:
    """The year that an address says, else the data year."""
    year = whole(arguments, "year")
    return year if year is not None and is_known_year(year, today) else usual


def is_known_year(year: int, today: date) -> bool:
    """Whether figures of the year can be asked for: it has begun."""
    return 1949 <= year <= today.year


def _columns() -> list[Any]:
    newest = select(func.max(YEARLY.c.year)).where(YEARLY.c.firm_id == FIRM.c.id).scalar_subquery()
    codes = ("id", "name", "credit_code", "division_code", "park", "contact_name", "contact_phone")
    return [*FIRM.c[codes], newest]


def _count(session: Session, wanted: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(FirmRecord).where(wanted)
    return int(session.execute(counted).scalar_one())
