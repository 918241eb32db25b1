"""The targets of the catalogue become targets of the registry: those it does not have yet, with the points that were published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.targets import CatalogueTarget
from registry.services import journal
from registry.services.targets.points import OPEN, POINTS
from registry.store.targets import Target

PUBLISHED = "catalogue"  # who recorded a point that a document or a report states


def publish_targets(session: Session, catalogue: Catalogue, *, now: datetime) -> int:
    """Add the catalogue's targets that are not here; one that is stays as it is, closed and withdrawn ones too."""
    held = set(session.exec(select(Target.code).where(col(Target.code).is_not(None))))
    new = [(entry, _target(entry, now)) for entry in catalogue.targets.entries if entry.code not in held]
    session.add_all(target for _, target in new)
    session.flush()
    points = [
        {
            "target_id": target.id,
            "on": point.on,
            "value": point.value,
            "note": point.source.zh,
            "recorded_by": PUBLISHED,
            "recorded_at": now,
        }
        for entry, target in new
        for point in entry.points
    ]
    if points:
        session.execute(insert(POINTS), points)
    if new:
        journal.note(session, SYSTEM, "target.publish", now=now, text=" ".join(entry.code for entry, _ in new))
    return len(new)


def _target(entry: CatalogueTarget, now: datetime) -> Target:
    return Target(
        code=entry.code,
        label=entry.label.zh,
        kind=entry.kind.value,
        measure=entry.measure.as_data(),
        goal=entry.goal,
        base_year=entry.base_year,
        base_value=entry.base_value,
        starts_on=entry.starts_on,
        due_on=entry.due_on,
        division=entry.division,
        park=entry.park,
        owner=entry.owner,
        responsible=entry.responsible,
        document=entry.document.zh,
        status=OPEN,
        created_by=SYSTEM.name,
        created_at=now,
    )
