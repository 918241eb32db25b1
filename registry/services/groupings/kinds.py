"""The kinds of groupings, and who may keep one: the office whose division holds the grouping's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, literal, or_
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import ChangedSince, Conflict, NotAllowed, NotFound
from registry.domain.texts import mark
from registry.store.groupings import Grouping
from registry.store.locking import kept_from_others


class GroupingKind(StrEnum):
    """What is kept as a list."""

    PARK = "park"
    CHAIN = "chain"
    CLUSTER = "cluster"
    CARRIER = "carrier"


LABELS: Mapping[str, str] = {
    GroupingKind.PARK: mark("园区"),
    GroupingKind.CHAIN: mark("产业链"),
    GroupingKind.CLUSTER: mark("产业集群"),
    GroupingKind.CARRIER: mark("孵化载体"),
}
NAMED_BY_FIRMS: Mapping[str, str] = {GroupingKind.PARK: "park", GroupingKind.CHAIN: "cluster"}  # kind → column of firm


class GroupingTaken(Conflict):
    """A kind has one entry of a name."""

    template = mark("{kind}“{name}”已在清单中。")


class GroupingChanged(ChangedSince):
    """Somebody else saved the entry after the form was opened."""

    template = mark("这一条刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class KeptElsewhere(NotAllowed):
    """An entry of another office, or of the one above."""

    template = mark("这一条由上级或其他单位维护，您的数据范围不包括它。")


def seen_by(person: Person) -> ColumnElement[bool]:
    """On `grouping`: within the person's division, or around it."""
    division = col(Grouping.division)
    inside = division.startswith(person.division, autoescape=True)
    return or_(inside, literal(person.division).startswith(division))


def may_keep(person: Person, grouping: Grouping) -> bool:
    """Whether the entry lies within the person's division."""
    return grouping.division.startswith(person.division) and not person.park


def get_grouping(session: Session, person: Person, grouping_id: int) -> Grouping:
    """The entry for whoever may read it. Raises NotFound."""
    require(person, Action.VIEW_CANDIDATES)
    found = session.exec(select(Grouping).where(Grouping.id == grouping_id, seen_by(person))).first()
    if found is None:
        raise NotFound(what=mark("这一条"))
    return found


def get_grouping_to_keep(session: Session, person: Person, grouping_id: int, version: int | None = None) -> Grouping:
    """The entry for whoever keeps it. Raises NotFound, KeptElsewhere, GroupingChanged."""
    require(person, Action.KEEP_GROUPINGS)
    found = get_grouping(session, person, grouping_id)
    if not may_keep(person, found):
        raise KeptElsewhere()
    if version is not None and kept_from_others(session, found).version != version:
        raise GroupingChanged()
    return found
