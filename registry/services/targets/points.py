"""The history of a target: points that are measured once a day at most and never change afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Action, Person, require
from registry.services import journal
from registry.services.targets.measuring import Measured, measured
from registry.services.targets.places import get_own_target, within
from registry.store.targets import Target, TargetPoint

OPEN = "open"
POINTS = TargetPoint.__table__  # type: ignore[attr-defined]


def points_of(session: Session, target_ids: Sequence[int]) -> dict[int, list[TargetPoint]]:
    """The points of some targets in the order of their days."""
    statement = select(TargetPoint).where(col(TargetPoint.target_id).in_(target_ids))
    found: dict[int, list[TargetPoint]] = {}
    for point in session.exec(statement.order_by(col(TargetPoint.on))):
        found.setdefault(point.target_id, []).append(point)
    return found


def record_one(
    session: Session, person: Person, catalogue: Catalogue, target_id: int, *, today: date, now: datetime
) -> bool:
    """Measure one open target now; False where the day has its point already, which stays as it is."""
    require(person, Action.KEEP_TARGETS)
    target = get_own_target(session, person, target_id)
    return bool(_record(session, person, catalogue, [target], today, now))


def record_all(session: Session, person: Person, catalogue: Catalogue, *, today: date, now: datetime) -> int:
    """Measure every open target within the person's scope; the number of new points."""
    require(person, Action.KEEP_TARGETS)
    targets = session.exec(select(Target).where(col(Target.status) == OPEN, within(person))).all()
    return _record(session, person, catalogue, targets, today, now)


def record_month(session: Session, catalogue: Catalogue, *, today: date, now: datetime) -> int:
    """One point a month without being asked: for every open target that has none in this month yet."""
    held = select(TargetPoint.target_id).where(
        col(TargetPoint.on) >= today.replace(day=1), col(TargetPoint.on) <= today
    )
    due = select(Target).where(col(Target.status) == OPEN, col(Target.id).not_in(held))
    return _record(session, SYSTEM, catalogue, session.exec(due).all(), today, now)


def _record(
    session: Session, person: Person, catalogue: Catalogue, targets: Sequence[Target], today: date, now: datetime
) -> int:
    session.flush()
    wanted = [target for target in targets if target.status == OPEN]
    ids = [target.id or 0 for target in wanted]
    held = set(
        session.exec(
            select(TargetPoint.target_id).where(col(TargetPoint.on) == today, col(TargetPoint.target_id).in_(ids))
        )
    )
    new = [target for target in wanted if target.id not in held]
    if not new:
        return 0
    found = measured(session, catalogue, new, today)
    session.execute(insert(POINTS), [_point(each, found[each.id or 0], person, now) for each in new])
    told = " ".join(f"target={target.id}" for target in new[:20])
    journal.note(session, person, "target.record", now=now, text=f"{told} points={len(new)}")
    return len(new)


def _point(target: Target, found: Measured, person: Person, now: datetime) -> dict[str, Any]:
    return {
        "target_id": target.id,
        "on": found.on,
        "value": found.value,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "unjudged": found.tally.open,
        "outside": found.tally.outside,
        "note": "",
        "recorded_by": person.name,
        "recorded_at": now,
    }


def count_points(session: Session) -> int:
    """How many points there are in all."""
    return session.exec(select(func.count()).select_from(TargetPoint)).one()
