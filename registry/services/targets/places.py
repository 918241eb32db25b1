"""Where a target lies, and who may see and set it: within one's scope both, above it only what concerns it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col

from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.store.firms import FirmRecord
from registry.store.targets import Target

PROVINCE = 2  # digits


class TargetAbove(NotFound):
    """A target that the person may read but not set, measure or open firm by firm."""

    template = mark("这个目标由上级设定，只能查看。")


def within(person: Person) -> ColumnElement[bool]:
    """On `target`: it lies within the person's scope."""
    limits: list[ColumnElement[bool]] = [true()]
    if person.division:
        limits.append(col(Target.division).startswith(person.division, autoescape=True))
    if person.park:
        limits.append(col(Target.park) == person.park)
    return and_(*limits)


def visible(person: Person) -> ColumnElement[bool]:
    """On `target`: within the person's scope, or of a place above that contains it."""
    prefixes = [person.division[:length] for length in range(len(person.division) + 1)]
    above = and_(col(Target.division).in_(prefixes), col(Target.park).in_({"", person.park}))
    return or_(within(person), above)


def is_within(person: Person, division: str, park: str) -> bool:
    """Whether a place lies within the person's scope.

    >>> officer = Person(1, "王", Role.PARK_OFFICER, division="420111", park="甲园")
    >>> is_within(officer, "420111", "甲园"), is_within(officer, "4201", "")
    (True, False)
    """
    return division.startswith(person.division) and (not person.park or park == person.park)


def get_target(session: Session, person: Person, target_id: int) -> Target:
    """The target; raises NotFound for one that does not exist or does not concern the person."""
    target = session.get(Target, target_id)
    if target is None or person.role is Role.ENTERPRISE or not concerns(person, target):
        raise NotFound(what=mark("这个目标"))
    return target


def get_own_target(session: Session, person: Person, target_id: int) -> Target:
    """The target; raises TargetAbove for one that lies above the person's scope."""
    target = get_target(session, person, target_id)
    if not is_within(person, target.division, target.park):
        raise TargetAbove()
    return target


def concerns(person: Person, target: Target) -> bool:
    """Whether the person may see the target: the same sentence as `visible`."""
    above = person.division.startswith(target.division) and target.park in ("", person.park)
    return above or is_within(person, target.division, target.park)


def firms_of(target: Target) -> ColumnElement[bool]:
    """On `firm`: those of the target's place."""
    limits: list[ColumnElement[bool]] = [true()]
    if len(target.division) > PROVINCE:
        limits.append(col(FirmRecord.division_code).startswith(target.division, autoescape=True))
    elif target.division:  # nearly all firms: in the order of the table, not of an index
        limits.append(func.substr(FirmRecord.division_code, 1, len(target.division)) == target.division)
    if target.park:
        limits.append(col(FirmRecord.park) == target.park)
    if target.cluster:
        limits.append(col(FirmRecord.cluster) == target.cluster)
    return and_(*limits)
