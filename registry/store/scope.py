"""The one function of data scope. Every query about firms uses it, and every write asks it first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlmodel import Session, col, select

from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.store.firms import FirmRecord
from registry.store.submissions import SubmissionRecord


def firms_in_scope(person: Person) -> ColumnElement[bool]:
    """A condition on `firm`: a firm reaches itself only; everybody else the firms of their division prefix and park.

    A firm without a division or park lies outside every scope that names one.
    """
    if person.role is Role.ENTERPRISE:
        return col(FirmRecord.id) == person.firm_id if person.firm_id is not None else false()
    return _within(person, FirmRecord.division_code, FirmRecord.park)


def submissions_in_scope(person: Person) -> ColumnElement[bool]:
    """A condition on `submission`: those of firms in scope; of a firm that is not registered yet, the place it states counts."""
    same = FirmRecord.credit_code == SubmissionRecord.credit_code
    of_firm = exists().where(same, firms_in_scope(person))
    if person.role is Role.ENTERPRISE:
        return of_firm
    stated = _within(person, SubmissionRecord.division_code, SubmissionRecord.park)
    return or_(of_firm, and_(~exists().where(same), stated))


def _within(person: Person, division: Any, park: Any) -> ColumnElement[bool]:
    limits: list[ColumnElement[bool]] = []
    if person.division:
        limits.append(col(division).startswith(person.division, autoescape=True))
    if person.park:
        limits.append(col(park) == person.park)
    return and_(true(), *limits)


def find_firm(session: Session, person: Person, firm_id: int) -> FirmRecord | None:
    """The firm, or None where it does not exist or lies outside the person's scope: the two cannot be told apart."""
    return session.exec(select(FirmRecord).where(FirmRecord.id == firm_id, firms_in_scope(person))).first()


def get_firm_in_scope(session: Session, person: Person, firm_id: int) -> FirmRecord:
    """The firm; raises NotFound where `find_firm` finds none."""
    firm = find_firm(session, person, firm_id)
    if firm is None:
        raise NotFound(what=mark("这家企业"))
    return firm


def find_firm_by_code(session: Session, person: Person, credit_code: str) -> FirmRecord | None:
    """The firm with that credit code within the person's scope."""
    code = credit_code.strip().upper()
    return session.exec(select(FirmRecord).where(FirmRecord.credit_code == code, firms_in_scope(person))).first()
