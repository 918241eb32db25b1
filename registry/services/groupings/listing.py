"""The lists themselves: entries with how many firms they have, and names that firms write but no list has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.names import name_key
from registry.domain.texts import mark
from registry.services.addresses import Arguments, one_of, said
from registry.services.groupings.kinds import LABELS, NAMED_BY_FIRMS, GroupingKind, seen_by
from registry.services.paging import page_within
from registry.store.firms import FirmRecord
from registry.store.groupings import Grouping, GroupingMember
from registry.store.scope import firms_in_scope

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
GROUPING = Grouping.__table__  # type: ignore[attr-defined]
MEMBER = GroupingMember.__table__  # type: ignore[attr-defined]
KEPT, RETIRED = "kept", "retired"
STATES: Mapping[str, str] = {KEPT: mark("在用"), RETIRED: mark("已停用")}


@dataclass(frozen=True)
class GroupingRow:
    """One entry; `firms` counts those in the reader's scope that name it themselves, None for a kind that firms do not name;
    `members` those that are entered as members today."""

    id: int
    name: str
    division: str
    level: str
    lead: str
    document: str
    retired_on: date | None
    members: int
    firms: int | None


_KEYS: Mapping[str, Callable[[GroupingRow], Any]] = {
    "name": lambda row: name_key(row.name),
    "area": lambda row: (row.division, name_key(row.name)),
    "level": lambda row: (row.level, name_key(row.name)),
    "firms": lambda row: (row.firms or 0, name_key(row.name)),
    "members": lambda row: (row.members, name_key(row.name)),
}
SORTS = _KEYS | {f"-{name}": key for name, key in _KEYS.items()}


@dataclass(frozen=True)
class UnlistedName:
    """A name as firms write it that is not on the list."""

    name: str
    firms: int


@dataclass(frozen=True)
class GroupingQuery:
    """Which kind, and which of its entries; an empty field does not narrow. `state` is kept or retired."""

    kind: str
    text: str = ""
    division: str = ""
    state: str = ""
    sort: str = ""
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, str]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        return {name: value for name in ("kind", "text", "division", "state") if (value := getattr(self, name))}


@dataclass(frozen=True)
class GroupingList:
    """One page of a list with what is to be tidied by name; `total` counts all entries that match."""

    rows: tuple[GroupingRow, ...]
    unlisted: tuple[UnlistedName, ...]
    total: int
    page: int
    pages: int


def grouping_query(arguments: Arguments) -> GroupingQuery:
    """The query that an address says, at its first page; parks where it names no kind."""
    return GroupingQuery(
        kind=one_of(arguments, "kind", LABELS, GroupingKind.PARK.value),
        text=said(arguments, "text"),
        division=said(arguments, "division", 6),
        state=one_of(arguments, "state", STATES),
        sort=one_of(arguments, "sort", SORTS),
    )


def grouping_list(session: Session, person: Person, query: GroupingQuery, today: date) -> GroupingList:
    """The entries of a kind that the person may read and that match; usually by name, retired ones last.

    A bureau keeps some hundreds of them, so what is counted is sorted here.
    """
    require(person, Action.VIEW_CANDIDATES)
    kind = query.kind
    columns = GROUPING.c["id", "name", "division", "level", "lead", "document", "retired_on", "name_key"]
    statement = select(*columns).where(GROUPING.c.kind == kind, seen_by(person), *_wanted(query))
    found = session.execute(statement.order_by(GROUPING.c.retired_on.is_not(None), GROUPING.c.name_key)).all()
    named, members = _named_by_firms(session, person, kind), _members(session, person, kind, today)
    by_key: dict[str, int] = {}
    for name, count in named.items():
        by_key[name_key(name)] = by_key.get(name_key(name), 0) + count
    rows = tuple(
        GroupingRow(*row[:7], members.get(row.id, 0), by_key.get(row.name_key, 0) if kind in NAMED_BY_FIRMS else None)
        for row in found
    )
    listed = set(session.execute(select(GROUPING.c.name_key).where(*_kept(kind))).scalars())
    loose = tuple(UnlistedName(name, count) for name, count in named.items() if name_key(name) not in listed)
    if query.sort:
        rows = tuple(sorted(rows, key=SORTS[query.sort], reverse=query.sort.startswith("-")))
    page, pages = page_within(query.page, len(rows), query.per_page)
    return GroupingList(rows[(page - 1) * query.per_page : page * query.per_page], loose, len(rows), page, pages)


def kept_names(session: Session, person: Person, kind: str) -> list[str]:
    """The names on the list, to be offered where a firm names its park or chain."""
    statement = select(GROUPING.c.name).where(*_kept(kind), seen_by(person)).order_by(GROUPING.c.name_key)
    return list(session.execute(statement).scalars())


def _wanted(query: GroupingQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if text := query.text.strip():
        places = ("name", "lead", "document")
        found.append(or_(*(GROUPING.c[place].contains(text, autoescape=True) for place in places)))
    if query.division:
        found.append(GROUPING.c.division.startswith(query.division, autoescape=True))
    retired = GROUPING.c.retired_on.is_not(None)
    return found + ([retired] if query.state == RETIRED else [~retired] if query.state == KEPT else [])


def _kept(kind: str) -> tuple[object, ...]:
    return (GROUPING.c.kind == kind, GROUPING.c.retired_on.is_(None))


def _named_by_firms(session: Session, person: Person, kind: str) -> dict[str, int]:
    """How many firms in scope write which name, by name."""
    if kind not in NAMED_BY_FIRMS:
        return {}
    name = FIRM.c[NAMED_BY_FIRMS[kind]]
    statement = select(name, func.count()).where(name.is_not(None), firms_in_scope(person)).group_by(name)
    return dict(session.execute(statement.order_by(name)).all())


def _members(session: Session, person: Person, kind: str, today: date) -> dict[int, int]:
    statement = (
        select(MEMBER.c.grouping_id, func.count())
        .select_from(MEMBER)
        .join(GROUPING, GROUPING.c.id == MEMBER.c.grouping_id)
        .join(FIRM, FIRM.c.id == MEMBER.c.firm_id)
        .where(GROUPING.c.kind == kind, (MEMBER.c.until.is_(None)) | (MEMBER.c.until > today))
        .where(firms_in_scope(person))
        .group_by(col(GroupingMember.grouping_id))
    )
    return dict(session.execute(statement).all())
