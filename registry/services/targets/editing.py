"""Setting a target, changing it, closing it with what became of it, and opening it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.targets import TargetKind, measure_of
from registry.domain.texts import mark
from registry.services import journal
from registry.services.targets.fields import TargetFields, check_fields
from registry.services.targets.places import get_own_target
from registry.services.targets.points import OPEN, record_one
from registry.services.targets.refusals import TargetChanged, TargetClosed, TargetExists, TargetOpen
from registry.store.locking import kept_from_others
from registry.store.targets import Target

OUTCOMES = ("reached", "missed", "withdrawn")
FROM_A_DOCUMENT = ("label", "kind", "measure", "goal", "document", "division", "park", "cluster")


def create_target(
    session: Session, person: Person, catalogue: Catalogue, fields: TargetFields, *, today: date, now: datetime
) -> int:
    """Set a target and measure its first point. Raises InvalidInput, or TargetExists for one that is there already."""
    require(person, Action.KEEP_TARGETS)
    check_fields(person, catalogue, fields)
    _refuse_twin(session, fields)
    target = new_target(fields, person, now)
    session.add(target)
    session.flush()
    target_id = target.id or 0
    journal.note(session, person, "target.create", now=now, text=f"target={target_id} {target.label}")
    record_one(session, person, catalogue, target_id, today=today, now=now)
    return target_id


def new_target(fields: TargetFields, person: Person, now: datetime, parent_id: int | None = None) -> Target:
    """The row of a new target."""
    return Target(
        **fields.as_values(),
        parent_id=parent_id,
        status=OPEN,
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
    )


def fields_of(target: Target) -> TargetFields:
    """What is written about a target."""
    names = [name for name in TargetFields.__dataclass_fields__ if name not in ("kind", "measure")]
    values = {name: getattr(target, name) for name in names}
    return TargetFields(**values, kind=TargetKind(target.kind), measure=measure_of(target.measure))


def edit_target(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    target_id: int,
    fields: TargetFields,
    *,
    version: int,
    now: datetime,
) -> None:
    """Change a target. What a document says stays in a target of the catalogue, what is counted stays in every part."""
    require(person, Action.KEEP_TARGETS)
    target = _current(session, person, target_id, version)
    held = fields_of(target)
    if target.code:
        fields = replace(fields, **{name: getattr(held, name) for name in FROM_A_DOCUMENT})
    elif target.parent_id is not None:
        fields = replace(fields, kind=held.kind, measure=held.measure, division=held.division, park=held.park)
    check_fields(person, catalogue, fields)
    changes = journal.differing(held.as_values(), fields.as_values())
    if not changes:
        return
    for name, (_, value) in changes.items():
        setattr(target, name, value)
    target.version += 1
    session.add(target)
    journal.note(session, person, "target.edit", now=now, changes=changes, text=f"target={target_id}")


def close_target(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    target_id: int,
    *,
    outcome: str,
    note: str,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Close a target as reached, missed or withdrawn, with the reason; its last point is measured first."""
    require(person, Action.KEEP_TARGETS)
    if outcome not in OUTCOMES:
        raise InvalidInput(field="outcome", reason=mark("请选择达到、未达到或取消。"))
    if not note.strip():
        raise InvalidInput(field="note", reason=mark("请写明依据或原因。"))
    target = _current(session, person, target_id, version)
    if outcome != "withdrawn":
        record_one(session, person, catalogue, target_id, today=today, now=now)
    target.status, target.closed_on, target.closed_by = outcome, today, person.name
    target.closing_note, target.version = note.strip(), target.version + 1
    session.add(target)
    journal.note(
        session,
        person,
        "target.close",
        now=now,
        changes={"status": (OPEN, outcome)},
        text=f"target={target_id} {note.strip()}",
    )


def reopen_target(session: Session, person: Person, target_id: int, *, now: datetime) -> None:
    """Take a closing back; the points stay."""
    require(person, Action.KEEP_TARGETS)
    target = get_own_target(session, person, target_id)
    if target.status == OPEN:
        raise TargetOpen()
    changes = {"status": (target.status, OPEN)}
    target.status, target.closed_on, target.closed_by, target.closing_note = OPEN, None, None, None
    target.version += 1
    session.add(target)
    journal.note(session, person, "target.reopen", now=now, changes=changes, text=f"target={target_id}")


def _current(session: Session, person: Person, target_id: int, version: int) -> Target:
    """The target to be changed, if it is still as it was when the form was opened."""
    target = kept_from_others(session, get_own_target(session, person, target_id))
    if target.status != OPEN:
        raise TargetClosed()
    if target.version != version:
        raise TargetChanged()
    return target


def _refuse_twin(session: Session, fields: TargetFields) -> None:
    names = ("label", "division", "park", "cluster", "due_on")
    same = [col(getattr(Target, name)) == getattr(fields, name) for name in names]
    statement = select(Target.id).where(col(Target.status) == OPEN, col(Target.kind) == fields.kind.value, *same)
    if session.exec(statement).first() is not None:
        raise TargetExists(label=fields.label)
