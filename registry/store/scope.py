"""The one function of data scope. Every query about firms uses it, and every write asks it first."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, true
from sqlmodel import col

from registry.domain.access import Person, Role
from registry.store.firms import FirmRecord


def firms_in_scope(person: Person) -> ColumnElement[bool]:
    """A condition on `firm`: a firm reaches itself only; everybody else the firms of their division prefix and park.

    A firm without a division or park lies outside every scope that names one.
    """
    if person.role is Role.ENTERPRISE:
        return col(FirmRecord.id) == person.firm_id if person.firm_id is not None else false()
    limits: list[ColumnElement[bool]] = []
    if person.division:
        limits.append(col(FirmRecord.division_code).startswith(person.division, autoescape=True))
    if person.park:
        limits.append(col(FirmRecord.park) == person.park)
    return and_(true(), *limits)
