"""Breaking a target down: the lower areas, what each was given, and what remains to be handed out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.targets import TargetKind
from registry.services import journal
from registry.services.lower_divisions import NEXT, divisions_below
from registry.services.targets.editing import fields_of, new_target
from registry.services.targets.fields import check_numbers
from registry.services.targets.places import get_own_target
from registry.services.targets.points import OPEN
from registry.services.targets.refusals import NoLowerAreas, TargetChanged, TargetClosed
from registry.store.firms import FirmRecord
from registry.store.locking import kept_from_others
from registry.store.scope import firms_in_scope
from registry.store.targets import Target

Place = tuple[str, str]  # division prefix, park


@dataclass(frozen=True)
class Area:
    """One lower area with the goal and the responsible office of its part, None where it has none yet."""

    place: Place
    name: str
    part: Target | None


@dataclass(frozen=True)
class Handed:
    """The sum of the parts' goals, and what remains of the whole; both None where goals do not add up."""

    total: float | None
    remainder: float | None


@dataclass(frozen=True)
class PartFields:
    """What one area is given."""

    goal: float
    responsible: str = ""


def lower_areas(session: Session, person: Person, catalogue: Catalogue, target: Target) -> list[Area]:
    """The areas that a target can be broken down to: provinces, cities, counties, or the parks of a county."""
    held = {(part.division, part.park): part for part in _parts(session, target)}
    named = dict(_divisions(catalogue, target) or _parks(session, person, target))
    for place in held:
        named.setdefault(place, place[1] or catalogue.divisions.name(place[0]))
    return [Area(place, name, held.get(place)) for place, name in named.items()]


def handed_out(target: Target, parts: list[Target]) -> Handed:
    """What the parts have been given together."""
    if not TargetKind(target.kind).adds_up:
        return Handed(None, None)
    total = sum(part.goal for part in parts)
    return Handed(total, round(target.goal - total, 6))


def set_parts(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    target_id: int,
    given: Mapping[Place, PartFields],
    *,
    version: int,
    now: datetime,
) -> int:
    """Give areas their parts: new ones are added, others changed; the number of both. An area not named stays as it is."""
    require(person, Action.KEEP_TARGETS)
    target = kept_from_others(session, get_own_target(session, person, target_id))
    if target.status != OPEN:
        raise TargetClosed()
    if target.version != version:
        raise TargetChanged()
    areas = {area.place: area for area in lower_areas(session, person, catalogue, target)}
    if not areas:
        raise NoLowerAreas()
    touched = [
        changed
        for place, fields in given.items()
        if place in areas and (changed := _set_part(target, areas[place], fields, person, now)) is not None
    ]
    if touched:
        target.version += 1
        session.add_all([*touched, target])
        told = " ".join(f"{part.division}{part.park}={part.goal:g}" for part in touched)
        journal.note(session, person, "target.break_down", now=now, text=f"target={target_id} {told}")
    return len(touched)


def _set_part(target: Target, area: Area, given: PartFields, person: Person, now: datetime) -> Target | None:
    whole = fields_of(target)
    division, park = area.place
    if area.part is None:
        fields = replace(whole, goal=given.goal, division=division, park=park, responsible=given.responsible)
        fields = replace(fields, base_value=None, starts_on=None)
        check_numbers(fields)
        return new_target(fields, person, now, parent_id=target.id)
    if (area.part.goal, area.part.responsible) == (given.goal, given.responsible):
        return None
    check_numbers(replace(fields_of(area.part), goal=given.goal))
    area.part.goal, area.part.responsible = given.goal, given.responsible
    area.part.version += 1
    return area.part


def _parts(session: Session, target: Target) -> list[Target]:
    statement = select(Target).where(col(Target.parent_id) == target.id, col(Target.status) != "withdrawn")
    return list(session.exec(statement))


def _divisions(catalogue: Catalogue, target: Target) -> list[tuple[Place, str]]:
    digits = NEXT.get(len(target.division))
    if target.park or digits is None:
        return []
    return [((each.prefix, ""), each.name) for each in divisions_below(catalogue.divisions, target.division, digits)]


def _parks(session: Session, person: Person, target: Target) -> list[tuple[Place, str]]:
    if target.park or len(target.division) != 6:
        return []
    park = col(FirmRecord.park)
    here = col(FirmRecord.division_code) == target.division
    found = session.exec(select(park).where(here, firms_in_scope(person), park.is_not(None)).distinct().order_by(park))
    return [((target.division, name), name) for name in found if name]
