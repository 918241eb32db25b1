"""The R&D institutions of all firms in scope: filtered, sorted, by the page, and what differs from the firm's own fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.addresses import Arguments, one_of, said
from registry.services.firm_search import FirmQuery, matching
from registry.services.institutions import levels
from registry.services.paging import page_within
from registry.store.firms import FirmRecord
from registry.store.institutions import RdInstitution

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
HELD = RdInstitution.__table__  # type: ignore[attr-defined]
VALID, ENDED = "valid", "ended"


@dataclass(frozen=True)
class InstitutionQuery:
    """What to look for; an empty field does not narrow. `state` is valid or ended, on `today`."""

    today: date
    text: str = ""
    division: str = ""
    park: str = ""
    level: str = ""
    state: str = ""
    sort: str = "name"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, str]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        names = ("text", "division", "park", "level", "state")
        return {name: value for name in names if (value := getattr(self, name))}


def institution_query(arguments: Arguments, today: date) -> InstitutionQuery:
    """The query that an address says, at its first page."""
    return InstitutionQuery(
        today=today,
        text=said(arguments, "text"),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        level=said(arguments, "level", 20),
        state=one_of(arguments, "state", (VALID, ENDED)),
        sort=one_of(arguments, "sort", sorts(), "name"),
    )


@dataclass(frozen=True)
class InstitutionRow:
    """One institution with its firm."""

    id: int
    firm_id: int
    firm_name: str
    credit_code: str
    division_code: str | None
    park: str | None
    name: str
    kind: str
    level: str
    recognised_on: date | None
    valid_to: date | None
    document: str
    is_valid: bool


@dataclass(frozen=True)
class InstitutionPage:
    """One page; `total` counts institutions, `firms` the firms that have them."""

    rows: tuple[InstitutionRow, ...]
    total: int
    firms: int
    page: int
    pages: int


def institution_page(
    session: Session, person: Person, catalogue: Catalogue, query: InstitutionQuery
) -> InstitutionPage:
    """The institutions in scope that match."""
    require(person, Action.VIEW_CANDIDATES)
    wanted = _wanted(session, person, query)
    joined = select(func.count(), func.count(func.distinct(HELD.c.firm_id))).select_from(HELD)
    total, firms = session.execute(joined.join(FIRM, FIRM.c.id == HELD.c.firm_id).where(wanted)).one()
    page, pages = page_within(query.page, total, query.per_page)
    valid = case((_valid(query.today), True), else_=False)
    columns = (
        *HELD.c["id", "firm_id"],
        *FIRM.c["name", "credit_code", "division_code", "park"],
        *HELD.c["name", "kind", "level", "recognised_on", "valid_to", "document"],
        valid,
    )
    order = _sorts(catalogue).get(query.sort, (FIRM.c.name_key,))
    ordered = select(*columns).select_from(HELD).join(FIRM, FIRM.c.id == HELD.c.firm_id).where(wanted)
    rows = session.execute(
        ordered.order_by(*order, HELD.c.id).limit(query.per_page).offset((page - 1) * query.per_page)
    )
    return InstitutionPage(tuple(InstitutionRow(*row) for row in rows), total, firms, page, pages)


def sorts() -> tuple[str, ...]:
    """The orders that the list can have."""
    return ("name", "-name", "level", "-level", "valid_to", "-valid_to")


def _sorts(catalogue: Catalogue) -> Mapping[str, tuple[Any, ...]]:
    rank = case({level: place for place, level in enumerate(levels(catalogue))}, value=HELD.c.level, else_=-1)
    return {
        "name": (FIRM.c.name_key,),
        "-name": (FIRM.c.name_key.desc(),),
        "level": (rank, FIRM.c.name_key),
        "-level": (rank.desc(), FIRM.c.name_key),
        "valid_to": (HELD.c.valid_to.is_(None), HELD.c.valid_to),
        "-valid_to": (HELD.c.valid_to.desc().nulls_last(),),
    }


def _wanted(session: Session, person: Person, query: InstitutionQuery) -> ColumnElement[bool]:
    firms = FirmQuery(text=query.text, division=query.division, park=query.park)
    found = [matching(session, person, firms)]
    found += [HELD.c.level == query.level] if query.level else []
    found += [_valid(query.today)] if query.state == VALID else []
    found += [~_valid(query.today)] if query.state == ENDED else []
    return and_(*found)


def _valid(today: date) -> ColumnElement[bool]:
    begun = or_(HELD.c.recognised_on.is_(None), HELD.c.recognised_on <= today)
    return and_(begun, or_(HELD.c.valid_to.is_(None), HELD.c.valid_to >= today))
