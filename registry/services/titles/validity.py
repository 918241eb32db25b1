"""The sentence of when a title is valid, and of what it is when it is not: not yet, about to expire, expired, revoked."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from registry.store.titles import TitleRecord


def valid_on(day: date) -> ColumnElement[bool]:
    """Whether a title is valid on the day: both ends included, a blank end open, not revoked by then."""
    start, end = col(TitleRecord.valid_from), col(TitleRecord.valid_to)
    return and_(or_(start.is_(None), start <= day), or_(end.is_(None), end >= day), _stands(day))


def valid_rows_on(day: date) -> pl.Expr:
    """The same sentence about the rows of a frame of titles."""
    start, end, revoked = pl.col("valid_from"), pl.col("valid_to"), pl.col("revoked_on")
    return (start.is_null() | (start <= day)) & (end.is_null() | (end >= day)) & (revoked.is_null() | (revoked > day))


def expiring_within(days: int, day: date) -> ColumnElement[bool]:
    """Valid on the day, and ending at most so many days later."""
    return and_(valid_on(day), col(TitleRecord.valid_to) >= day, col(TitleRecord.valid_to) <= day + timedelta(days))


def expired_on(day: date) -> ColumnElement[bool]:
    """Ended before the day by itself."""
    return and_(col(TitleRecord.valid_to) < day, _stands(day))


def later_than(day: date) -> ColumnElement[bool]:
    """Recorded, but not yet begun on the day."""
    return and_(col(TitleRecord.valid_from) > day, _stands(day))


def revoked_by(day: date) -> ColumnElement[bool]:
    """Revoked on the day or before."""
    return col(TitleRecord.revoked_on) <= day


def _stands(day: date) -> ColumnElement[bool]:
    revoked = col(TitleRecord.revoked_on)
    return or_(revoked.is_(None), revoked > day)
