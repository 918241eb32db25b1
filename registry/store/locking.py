"""A row kept from others while somebody changes it, so that of two who save at once the second is told."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session

from registry.domain.errors import ChangedSince
from registry.store.base import Record

Row = TypeVar("Row", bound=Record)


def kept_from_others(session: Session, row: Row) -> Row:
    """The row as it is now, and nobody else's until the transaction ends; whoever comes second waits and sees what was left.

    Without it two who read the same version on PostgreSQL would both save; SQLite has one writer anyway. Only for
    transactions that write. Raises ChangedSince where the row is gone.
    """
    session.flush()  # or what this transaction itself has changed would be forgotten
    try:
        session.refresh(row, with_for_update=True)
    except InvalidRequestError:
        raise ChangedSince() from None
    return row
