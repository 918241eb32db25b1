"""Finding firms by a text: the one condition of every list that can be searched.

Where a text finds few firms their ids are listed and remembered, so that the pages of a list do not search again; on SQLite
an index of names lists them. Where it finds many, a list that walks its own order soon has a page.
"""

from __future__ import annotations

import json
from array import array
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, false, func, or_
from sqlmodel import Session, col, select

from registry.domain.names import name_key
from registry.services.remembering import LISTS, remembered_by_readers
from registry.store import name_words
from registry.store.database import on_postgresql, rows_of
from registry.store.firms import FirmRecord, FormerName
from registry.store.membership import is_one_of
from registry.store.name_words import Sought
from registry.store.scope import LONGEST_CODE, begins_with

LONGEST = 1_000  # letters; no name is as long, and databases refuse patterns of some length
FEWEST, MOST, SHARE = 500, 20_000, 50
_LAST_ID = select(func.max(col(FirmRecord.id)))


def text_matches(session: Session, text: str) -> ColumnElement[bool]:
    """On `firm`: the text lies in the name, a former name or the initials, or the credit code begins with it. Holds in the
    session's snapshot, so it is never to be kept."""
    found = found_by(session, text)
    return lies_in_names(text) if found is None else is_one_of(session, FirmRecord.id, found)


def found_by(session: Session, text: str) -> array[int] | None:
    """The ids of the firms that match, in no order; None where they are too many to be listed."""
    key = name_key(text)
    if not _can_be_sought(key):
        return None
    return remembered_by_readers(session, ("firms named", key), lambda: _list(session, key), LISTS)


def lies_in_names(text: str) -> ColumnElement[bool]:
    """The same condition, firm by firm."""
    key = name_key(text)
    if key and not _can_be_sought(key):
        return false()
    former = select(FormerName.firm_id).where(col(FormerName.name_key).contains(key, autoescape=True))
    ways = [col(FirmRecord.name_key).contains(key, autoescape=True), col(FirmRecord.id).in_(former)]
    if key.isascii():
        ways.append(begins_with(col(FirmRecord.credit_code), key.upper()))
        ways.append(col(FirmRecord.initials).contains(key, autoescape=True))
    return or_(*ways)


def ids_of(session: Session, statement: Select[Any], most: int) -> array[int] | None:
    """The ids that the statement gives, in its order; None where they are more than `most`. There may be very many, so the
    database hands them over as one text, and four bytes of each are kept."""
    told = statement.limit(bindparam("most")).subquery().c.id
    text = rows_of(session, select(func.aggregate_strings(cast(told, String), ",")), most=most + 1).scalar()
    ids = array("I", json.loads(f"[{text or ''}]"))
    return ids if len(ids) <= most else None


def _can_be_sought(key: str) -> bool:
    """No name holds NUL, which PostgreSQL refuses and at which SQLite ends a text."""
    return 0 < len(key) <= LONGEST and "\0" not in key


def _list(session: Session, key: str) -> array[int] | None:
    most = min(MOST, max(FEWEST, int(rows_of(session, _LAST_ID).scalar() or 0) // SHARE))
    if on_postgresql(session):
        return ids_of(session, select(FirmRecord.id).where(lies_in_names(key)), most)
    found = name_words.find(session, _sought(key), most)
    return None if found is None else array("I", found)


def _sought(key: str) -> Sought:
    code = key.upper()
    is_code = code.isascii() and code.isalnum()
    return Sought(key, letters=key.isascii(), codes=(code, code + "Z" * LONGEST_CODE) if is_code else None)
