"""The list of targets, and one target with everything its page shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.paces import Progress
from registry.domain.targets import TargetKind
from registry.services.addresses import Arguments, one_of, said
from registry.services.paging import page_within
from registry.services.targets.measuring import Measured, measured
from registry.services.targets.places import get_target, is_within, visible
from registry.services.targets.points import points_of
from registry.services.targets.progress import Reading, State, reading_now, reading_of_point, state_of
from registry.store.targets import Target, TargetPoint

LATEST = date(9999, 12, 31)


@dataclass(frozen=True)
class TargetQuery:
    """What to look for; an empty field does not narrow. Parts of a target that is itself listed are left out unless asked for."""

    text: str = ""
    kind: str = ""
    status: str = ""
    division: str = ""
    park: str = ""
    with_parts: bool = False
    sort: str = "due"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it."""
        names = ("text", "kind", "status", "division", "park", "with_parts")
        return {name: value for name in names if (value := getattr(self, name))}


def target_query(arguments: Arguments) -> TargetQuery:
    """The query that an address says, at its first page; what no filter knows is left out."""
    return TargetQuery(
        text=said(arguments, "text"),
        kind=one_of(arguments, "kind", set(TargetKind)),
        status=one_of(arguments, "status", set(Progress)),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        with_parts=bool(said(arguments, "parts")),
        sort=one_of(arguments, "sort", SORTS, "due"),
    )


@dataclass(frozen=True)
class TargetRow:
    """One line of the list: the state by the last point kept."""

    target: Target
    state: State
    is_own: bool


@dataclass(frozen=True)
class TargetPage:
    """One page of the list; `counts` holds how many stand how under the same filters."""

    rows: tuple[TargetRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


@dataclass(frozen=True)
class TargetDetail:
    """One target; `now` is measured at this moment, None where the target lies above the person's scope or is closed."""

    target: Target
    points: tuple[TargetPoint, ...]
    readings: tuple[Reading, ...]
    state: State
    now: Measured | None
    parent: Target | None
    parts: tuple[TargetRow, ...]
    is_own: bool


def find_targets(
    session: Session, person: Person, catalogue: Catalogue, query: TargetQuery, *, today: date
) -> TargetPage:
    """The targets that concern the person, as they stood when last measured."""
    every = rows_of(session, person, catalogue, _matching(session, person, query), today=today)
    counts = {each.value: sum(row.state.progress is each for row in every) for each in Progress}
    rows = [row for row in every if query.status in ("", row.state.progress.value)]
    if not query.status:
        rows = [row for row in rows if row.state.progress is not Progress.WITHDRAWN]
    key, is_falling = SORTS.get(query.sort, SORTS["due"])
    rows.sort(key=key, reverse=is_falling)
    page, pages = page_within(query.page, len(rows), query.per_page)
    shown = rows[(page - 1) * query.per_page : page * query.per_page]
    return TargetPage(tuple(shown), len(rows), page, pages, counts)


def rows_of(
    session: Session, person: Person, catalogue: Catalogue, targets: Sequence[Target], *, today: date
) -> list[TargetRow]:
    """Targets with the state by their kept points, two statements for all of them."""
    points = points_of(session, [target.id or 0 for target in targets])
    tolerance = catalogue.targets.on_pace_within
    return [
        TargetRow(
            target,
            state_of(target, readings_of(target, points.get(target.id or 0, ())), today=today, tolerance=tolerance),
            is_within(person, target.division, target.park),
        )
        for target in targets
    ]


def target_detail(
    session: Session, person: Person, catalogue: Catalogue, target_id: int, *, today: date
) -> TargetDetail:
    """The target measured now, with its history, its parts, and the target it is a part of."""
    require(person, Action.VIEW_TARGETS)
    target = get_target(session, person, target_id)
    is_own = is_within(person, target.division, target.park)
    points = tuple(points_of(session, [target_id]).get(target_id, ()))
    now = measured(session, catalogue, [target], today)[target_id] if is_own and target.status == "open" else None
    readings = readings_of(target, points)
    if now is not None and (current := reading_now(now)) is not None:
        readings = [*(each for each in readings if each.on < today), current]
    parts = session.exec(select(Target).where(col(Target.parent_id) == target_id, visible(person))).all()
    kept = [part for part in sorted(parts, key=lambda each: (each.division, each.park)) if part.status != "withdrawn"]
    return TargetDetail(
        target=target,
        points=points,
        readings=tuple(readings),
        state=state_of(target, readings, today=today, tolerance=catalogue.targets.on_pace_within),
        now=now,
        parent=_parent(session, person, target),
        parts=tuple(rows_of(session, person, catalogue, kept, today=today)),
        is_own=is_own,
    )


def readings_of(target: Target, points: Sequence[TargetPoint]) -> list[Reading]:
    """The points that have a value, as readings."""
    return [reading for point in points if (reading := reading_of_point(target, point)) is not None]


def _parent(session: Session, person: Person, target: Target) -> Target | None:
    statement = select(Target).where(col(Target.id) == target.parent_id, visible(person))
    return session.exec(statement).first()


def _matching(session: Session, person: Person, query: TargetQuery) -> Sequence[Target]:
    require(person, Action.VIEW_TARGETS)
    conditions: list[ColumnElement[bool]] = [visible(person)]
    if query.text.strip():
        text = query.text.strip()
        places = (Target.label, Target.document, Target.owner, Target.responsible)
        conditions.append(or_(*(col(place).contains(text, autoescape=True) for place in places)))
    if query.kind:
        conditions.append(col(Target.kind) == query.kind)
    if query.division:
        conditions.append(col(Target.division).startswith(query.division, autoescape=True))
    if query.park:
        conditions.append(col(Target.park) == query.park)
    if not query.with_parts:
        seen = select(Target.id).where(visible(person))
        conditions.append(or_(col(Target.parent_id).is_(None), col(Target.parent_id).not_in(seen)))
    return session.exec(select(Target).where(*conditions).order_by(col(Target.id))).all()


def _share_reached(row: TargetRow) -> float:
    reading = row.state.reading
    return reading.value / row.target.goal if reading is not None and row.target.goal else -1.0


def _by_due(row: TargetRow) -> tuple[Any, ...]:
    return (row.target.due_on or LATEST, row.target.division, row.target.label)


def _by_label(row: TargetRow) -> tuple[str, str]:
    return (row.target.label, row.target.division)


SORTS: dict[str, tuple[Callable[[TargetRow], Any], bool]] = {
    "due": (_by_due, False),
    "-due": (_by_due, True),
    "label": (_by_label, False),
    "-label": (_by_label, True),
    "share": (_share_reached, False),
    "-share": (_share_reached, True),
}
