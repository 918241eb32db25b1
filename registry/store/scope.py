"""The one function of data scope. Every query about firms uses it, and every write asks it first."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlmodel import Session, col, select

from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.store.firms import FirmRecord
from registry.store.submissions import SubmissionRecord

LONGEST_CODE, COUNTY = 18, 6  # characters
KEPT = 1_000  # reaches


def firms_in_scope(person: Person) -> ColumnElement[bool]:
    """A condition on `firm`: a firm reaches itself only; everybody else the firms of their division prefix and park.

    A firm without a division or park lies outside every scope that names one.
    """
    return _reached(*reach_of(person))


@lru_cache(KEPT)
def _reached(is_firm: bool, firm_id: int | None, division: str, park: str) -> ColumnElement[bool]:
    """The condition itself, built once for everybody with the same reach: many statements of a page ask for it."""
    if is_firm:
        return col(FirmRecord.id) == firm_id if firm_id is not None else false()
    return _within(division, park, FirmRecord.division_code, FirmRecord.park)


def sees_less_than_all(person: Person) -> bool:
    """Whether the scope narrows at all; where it does not, a count need not look at the firm."""
    return bool(person.role is Role.ENTERPRISE or person.division or person.park)


def reach_of(person: Person) -> tuple[bool, int | None, str, str]:
    """What decides the scope: people with the same reach see the same firms."""
    return (person.role is Role.ENTERPRISE, person.firm_id, person.division, person.park)


def submissions_in_scope(person: Person) -> ColumnElement[bool]:
    """A condition on `submission`: those of firms in scope; of a firm that is not registered yet, the place it states counts."""
    same = FirmRecord.credit_code == SubmissionRecord.credit_code
    of_firm = exists().where(same, firms_in_scope(person))
    if person.role is Role.ENTERPRISE:
        return of_firm
    stated = _within(person.division, person.park, SubmissionRecord.division_code, SubmissionRecord.park)
    return or_(of_firm, and_(~exists().where(same), stated))


def places_in_scope(person: Person) -> pl.Expr:
    """The same sentence as `firms_in_scope` about rows that count the firms of a `division_code` and `park`; a firm, which
    reaches only itself, reaches no such row."""
    if person.role is Role.ENTERPRISE:
        return pl.lit(False)
    within = pl.lit(True)
    if person.division:
        within &= pl.col("division_code").str.starts_with(person.division).fill_null(False)
    if person.park:
        within &= (pl.col("park") == person.park).fill_null(False)
    return within


def _within(division: str, park: str, of_division: Any, of_park: Any) -> ColumnElement[bool]:
    limits: list[ColumnElement[bool]] = []
    if division:
        limits.append(begins_with(col(of_division), division))
    if park:
        limits.append(col(of_park) == park)
    return and_(true(), *limits)


def begins_with(column: Any, prefix: str) -> ColumnElement[bool]:
    """On a column of codes, at most 18 digits and capitals: it begins with the prefix. A range, so that an index can be used;
    its end sorts behind every such code in any collation. A province or a city holds so many firms that a list is faster
    walked in its own order, so for them the index of the column is kept out of it."""
    if not prefix:
        return true()
    walked = column if len(prefix) >= COUNTY else column.concat("")
    found: ColumnElement[bool] = walked.between(prefix, prefix + "Z" * LONGEST_CODE)
    return found if prefix.isascii() and prefix.isalnum() else false()


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
