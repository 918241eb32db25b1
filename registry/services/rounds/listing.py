"""The firms of a round as a list: plain rows, filtered, sorted, by the page, in the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.levels import Level
from registry.services.addresses import Arguments, one_of, said
from registry.services.candidate_query import EVERY_CLASS
from registry.services.name_search import text_matches
from registry.services.paging import page_within
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.reach import members
from registry.services.rounds.states import FirmState
from registry.store.firms import FirmRecord
from registry.store.scope import begins_with

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
NO_CLASS = "none"  # the filter for firms without a candidate class
_URGENCY = case({name: place for place, name in enumerate(EVERY_CLASS)}, value=MEMBER.c.candidate_class, else_=9)
_LEVELS = case({level.value: place for place, level in enumerate(Level)}, value=MEMBER.c.level, else_=9)
_STATES = case({state.value: place for place, state in enumerate(FirmState)}, value=MEMBER.c.state, else_=9)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "name": (FIRM.c.name_key,),
    "-name": (FIRM.c.name_key.desc(),),
    "class": (_URGENCY, FIRM.c.name_key),
    "-class": (_URGENCY.desc(), FIRM.c.name_key),
    "level": (_LEVELS, FIRM.c.name_key),
    "-level": (_LEVELS.desc(), FIRM.c.name_key),
    "state": (_STATES, FIRM.c.name_key),
    "-state": (_STATES.desc(), FIRM.c.name_key),
    "area": (FIRM.c.division_code, FIRM.c.park, FIRM.c.name_key),
    "-area": (FIRM.c.division_code.desc(), FIRM.c.park, FIRM.c.name_key),
}


@dataclass(frozen=True)
class MemberQuery:
    """What to look for among the firms of a round; an empty field does not narrow."""

    text: str = ""
    state: str = ""
    level: str = ""
    candidate_class: str = ""
    division: str = ""
    park: str = ""
    sort: str = "name"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, str]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        names = {name: name for name in ("text", "state", "level", "division", "park")} | {"class": "candidate_class"}
        return {told: value for told, name in names.items() if (value := getattr(self, name))}


def member_query(arguments: Arguments) -> MemberQuery:
    """The query that an address says, at its first page."""
    return MemberQuery(
        text=said(arguments, "text"),
        state=said(arguments, "state", 20),
        level=said(arguments, "level", 20),
        candidate_class=said(arguments, "class", 20),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        sort=one_of(arguments, "sort", SORTS, "name"),
    )


@dataclass(frozen=True)
class MemberRow:
    """One firm of a round; `shortfall` is packed (see assessing.unpacked)."""

    id: int
    version: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    level: str
    state: str
    drawn_class: str | None
    verdict: str | None
    candidate_class: str | None
    shortfall: str


@dataclass(frozen=True)
class MemberPage:
    """One page; `total` counts all firms that match."""

    rows: tuple[MemberRow, ...]
    total: int
    page: int
    pages: int


def member_page(session: Session, person: Person, round_id: int, query: MemberQuery) -> MemberPage:
    """The firms of the round in scope that match; a page beyond the last one gives the last one."""
    wanted, total = matching(session, person, round_id, query), count_members(session, person, round_id, query)
    page, pages = page_within(query.page, total, query.per_page)
    order = (*SORTS.get(query.sort, SORTS["name"]), MEMBER.c.firm_id)
    statement = select(*row_columns()).select_from(MEMBER).join(FIRM).where(wanted).order_by(*order)
    found = session.execute(statement.limit(query.per_page).offset((page - 1) * query.per_page))
    return MemberPage(tuple(MemberRow(*row) for row in found), total, page, pages)


def count_members(session: Session, person: Person, round_id: int, query: MemberQuery) -> int:
    """How many firms of the round in scope match."""
    counted = select(func.count()).select_from(MEMBER).join(FIRM).where(matching(session, person, round_id, query))
    return int(session.execute(counted).scalar_one())


def every_member(session: Session, person: Person, round_id: int, query: MemberQuery) -> list[MemberRow]:
    """All firms of the round in scope that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    order = (*SORTS.get(query.sort, SORTS["name"]), MEMBER.c.firm_id)
    statement = select(*row_columns()).select_from(MEMBER).join(FIRM).where(matching(session, person, round_id, query))
    return [MemberRow(*row) for row in session.execute(statement.order_by(*order))]


def row_columns() -> list[Any]:
    """The columns of a MemberRow."""
    of_firm = FIRM.c["name", "credit_code", "division_code", "park"]
    rest = MEMBER.c["level", "state", "drawn_class", "verdict", "candidate_class", "shortfall"]
    return [*MEMBER.c["id", "version", "firm_id"], *of_firm, *rest]


def matching(session: Session, person: Person, round_id: int, query: MemberQuery) -> ColumnElement[bool]:
    """On `round_firm` joined with `firm`: in scope, and what the query asks for."""
    found: list[Any] = [members(person, round_id)]
    found += [MEMBER.c.state == query.state] if query.state else []
    found += [MEMBER.c.level == query.level] if query.level else []
    if query.candidate_class == NO_CLASS:
        found.append(MEMBER.c.candidate_class.is_(None))
    elif query.candidate_class:
        found.append(MEMBER.c.candidate_class == query.candidate_class)
    found += [begins_with(FIRM.c.division_code, query.division)] if query.division else []
    found += [FIRM.c.park == query.park] if query.park else []
    found += [text_matches(session, query.text)] if query.text.strip() else []
    return and_(*found)


def tally(session: Session, person: Person, round_id: int) -> dict[tuple[str, str], int]:
    """How many firms of the round in scope lie at which level in which state."""
    statement = select(MEMBER.c.level, MEMBER.c.state, func.count()).select_from(MEMBER).join(FIRM)
    grouped = statement.where(members(person, round_id)).group_by(MEMBER.c.level, MEMBER.c.state)
    return {(level, state): count for level, state, count in session.execute(grouped)}
