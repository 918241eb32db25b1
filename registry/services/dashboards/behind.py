"""The firms behind a number, by the page: of a large registry as they were counted, else asked of the registry as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.dashboards.asked import Behind
from registry.services.dashboards.findings import FIRM, condition
from registry.services.dashboards.kept_firms import find_rows, kept_firms
from registry.services.firm_search import FirmRow, titles_held
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope

__all__ = ["SORTS", "Behind", "FirmsBehind", "all_behind", "firms_behind"]

SORTS: Mapping[str, tuple[ColumnElement[object], ...]] = {
    "name": (FIRM.c.name_key, FIRM.c.id),
    "-name": (FIRM.c.name_key.desc(), FIRM.c.id.desc()),
    "area": (FIRM.c.division_code.nulls_first(), FIRM.c.park.nulls_first(), FIRM.c.id),
    "-area": (FIRM.c.division_code.desc().nulls_last(), FIRM.c.park.desc().nulls_last(), FIRM.c.id.desc()),
}
COLUMNS = ("id", "credit_code", "name", "division_code", "park", "industry_code", "industry_name", "founded_on")


@dataclass(frozen=True)
class FirmsBehind:
    """One page of the firms; `made_at` says when they were counted, None where they are those of now."""

    rows: tuple[FirmRow, ...]
    total: int
    page: int
    pages: int
    made_at: datetime | None = None


def firms_behind(session: Session, person: Person, catalogue: Catalogue, asked: Behind, today: date) -> FirmsBehind:
    """The firms in scope that the number counts, by the page. Raises NotFound for a number that no page shows."""
    require(person, Action.VIEW_DASHBOARDS)
    kept = find_rows(session, asked.kind)
    if kept is None:
        return _now(session, person, catalogue, asked, today)
    ids = kept_firms(session, person, catalogue, kept, asked)
    pages, page = _place(len(ids), asked)
    shown = ids.slice((page - 1) * asked.per_page, asked.per_page).to_list()
    still = and_(firms_in_scope(person), is_one_of(session, FIRM.c.id, shown))
    return FirmsBehind(_rows(session, still, asked, today), len(ids), page, pages, kept.made_at)


def all_behind(
    session: Session, person: Person, catalogue: Catalogue, asked: Behind, today: date
) -> ColumnElement[bool]:
    """On `firm`: all of them, for a file."""
    kept = find_rows(session, asked.kind)
    if kept is None:
        return condition(session, person, catalogue, asked, today)
    ids = kept_firms(session, person, catalogue, kept, asked)
    return and_(firms_in_scope(person), is_one_of(session, FIRM.c.id, ids.to_list()))


def _now(session: Session, person: Person, catalogue: Catalogue, asked: Behind, today: date) -> FirmsBehind:
    wanted = condition(session, person, catalogue, asked, today)
    total = session.execute(select(func.count()).select_from(FIRM).where(wanted)).scalar_one()
    pages, page = _place(total, asked)
    return FirmsBehind(_rows(session, wanted, asked, today, (page - 1) * asked.per_page), total, page, pages)


def _place(total: int, asked: Behind) -> tuple[int, int]:
    """How many pages there are, and which of them is shown."""
    pages = max(1, -(-total // asked.per_page))
    return pages, min(max(1, asked.page), pages)


def _rows(
    session: Session, wanted: ColumnElement[bool], asked: Behind, today: date, offset: int = 0
) -> tuple[FirmRow, ...]:
    ordered = select(*FIRM.c[COLUMNS]).where(wanted).order_by(*SORTS.get(asked.sort, SORTS["name"]))
    found = session.execute(ordered.limit(asked.per_page).offset(offset)).all()
    held = titles_held(session, [row.id for row in found], today)
    return tuple(FirmRow(*row, titles=held.get(row.id, ())) for row in found)
