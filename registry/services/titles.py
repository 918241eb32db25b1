"""Titles: recording, correcting and revoking one, and the sentence of when one is valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.domain.tiers import Ladder
from registry.services import journal
from registry.store.scope import get_firm_in_scope
from registry.store.titles import TitleRecord

CODES = ("tier", "batch", "number", "document", "recognised_on", "valid_from", "valid_to")


@dataclass(frozen=True)
class TitleFields:
    """What is written about one title; None where nothing is known, a blank end of validity is open."""

    tier: str
    batch: str | None = None
    number: str | None = None
    document: str | None = None
    recognised_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def as_values(self) -> dict[str, Any]:
        """The fields by column, blank texts as None."""
        return {code: getattr(self, code) or None for code in CODES}


def valid_on(day: date) -> ColumnElement[bool]:
    """Whether a title is valid on the day: both ends included, a blank end open, not revoked by then."""
    start, end, revoked = col(TitleRecord.valid_from), col(TitleRecord.valid_to), col(TitleRecord.revoked_on)
    return and_(
        or_(start.is_(None), start <= day),
        or_(end.is_(None), end >= day),
        or_(revoked.is_(None), revoked > day),
    )


def valid_rows_on(day: date) -> pl.Expr:
    """The same sentence about the rows of a frame of titles."""
    start, end, revoked = pl.col("valid_from"), pl.col("valid_to"), pl.col("revoked_on")
    return (start.is_null() | (start <= day)) & (end.is_null() | (end >= day)) & (revoked.is_null() | (revoked > day))


def add_title(
    session: Session, person: Person, ladder: Ladder, firm_id: int, fields: TitleFields, *, now: datetime
) -> int:
    """Record a title of a firm in scope and return its id."""
    require(person, Action.EDIT_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    values = _checked(ladder, fields)
    title = TitleRecord(firm_id=firm_id, **values)
    session.add(title)
    session.flush()
    changes = journal.differing({}, {code: value for code, value in values.items() if value is not None})
    journal.note(session, person, "title.create", now=now, firm_id=firm_id, changes=changes)
    return _id(title)


def save_title(
    session: Session, person: Person, ladder: Ladder, title_id: int, fields: TitleFields, *, now: datetime
) -> bool:
    """Correct a title; True if anything changed."""
    require(person, Action.EDIT_FIRMS)
    title = get_title(session, person, title_id)
    return _write(session, person, title, _checked(ladder, fields), "title.update", now)


def revoke_title(session: Session, person: Person, title_id: int, *, on: date, reason: str, now: datetime) -> None:
    """End a title early; the record stays, so that older evaluations can still be understood."""
    require(person, Action.EDIT_FIRMS)
    if not reason.strip():
        raise InvalidInput(field=mark("撤销原因"), reason=mark("请填写。"))
    title = get_title(session, person, title_id)
    _write(session, person, title, {"revoked_on": on, "revoke_reason": reason.strip()}, "title.revoke", now)


def get_title(session: Session, person: Person, title_id: int) -> TitleRecord:
    """The title, if its firm lies in the person's scope."""
    title = session.get(TitleRecord, title_id)
    if title is None:
        raise NotFound(what=mark("这项称号"))
    get_firm_in_scope(session, person, title.firm_id)
    return title


def _write(
    session: Session, person: Person, title: TitleRecord, values: Mapping[str, Any], action: str, now: datetime
) -> bool:
    changes = journal.differing({code: getattr(title, code) for code in values}, values)
    for code, value in values.items():
        setattr(title, code, value)
    if changes:
        journal.note(session, person, action, now=now, firm_id=title.firm_id, changes=changes, text=title.tier)
    session.flush()
    return bool(changes)


def _checked(ladder: Ladder, fields: TitleFields) -> dict[str, Any]:
    if fields.tier not in ladder:
        raise NotFound(what=mark("这个层级"))
    start, end = fields.valid_from, fields.valid_to
    if start is not None and end is not None and end < start:
        raise InvalidInput(field=mark("有效期止"), reason=mark("早于有效期起。"))
    return fields.as_values()


def _id(title: TitleRecord) -> int:
    assert title.id is not None
    return title.id
