"""The lists themselves: entries with how many firms they have, and names that firms write but no list has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.names import name_key
from registry.services.groupings.kinds import NAMED_BY_FIRMS, seen_by
from registry.store.firms import FirmRecord
from registry.store.groupings import Grouping, GroupingMember
from registry.store.scope import firms_in_scope

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
GROUPING = Grouping.__table__  # type: ignore[attr-defined]
MEMBER = GroupingMember.__table__  # type: ignore[attr-defined]


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


@dataclass(frozen=True)
class UnlistedName:
    """A name as firms write it that is not on the list."""

    name: str
    firms: int


@dataclass(frozen=True)
class GroupingList:
    """A list with what is to be tidied, both by name."""

    rows: tuple[GroupingRow, ...]
    unlisted: tuple[UnlistedName, ...]


def grouping_list(session: Session, person: Person, kind: str, today: date) -> GroupingList:
    """The entries of a kind that the person may read, retired ones last."""
    require(person, Action.VIEW_CANDIDATES)
    columns = GROUPING.c["id", "name", "division", "level", "lead", "document", "retired_on", "name_key"]
    statement = select(*columns).where(GROUPING.c.kind == kind, seen_by(person))
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
    return GroupingList(rows, loose)


def kept_names(session: Session, person: Person, kind: str) -> list[str]:
    """The names on the list, to be offered where a firm names its park or chain."""
    statement = select(GROUPING.c.name).where(*_kept(kind), seen_by(person)).order_by(GROUPING.c.name_key)
    return list(session.execute(statement).scalars())


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
