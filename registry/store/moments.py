"""The moment that a look at the database shows, for whoever keeps answers: at one moment a question has one answer.

Every write leaves an entry in the journal, and every transaction that wrote entries seals them before it commits. Seals are set
one after the other, on PostgreSQL too, where an entry with a lower number may become visible after one with a higher; and each is
a digest of all that went before. So the last seal over a change says what has been written; a sign-in or an export is none.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from registry.store.database import rows_of
from registry.store.seals import CHANGES, JournalSeal

NAME = "moment"
SEAL = JournalSeal.__table__  # type: ignore[attr-defined]
LAST_CHANGE = (
    select(SEAL.c.digest).where(CHANGES).order_by(SEAL.c.id.desc()).limit(1).scalar_subquery().label("last_change")
)
MOMENT = select(LAST_CHANGE)


def only_reads(session: Session) -> bool:
    """Whether the session is a look at one snapshot."""
    return bool(session.get_bind().get_execution_options().get("only_reads"))


def moment_of(session: Session) -> Hashable:
    """The moment that a session which only reads sees; asked once."""
    if NAME not in session.info:
        note_moment(session, rows_of(session, MOMENT).one())
    known: Hashable = session.info[NAME]
    return known


def note_moment(session: Session, row: Row[Any]) -> None:
    """The moment, from a row with LAST_CHANGE, which a statement that is asked anyway can say by the way."""
    session.info[NAME] = row.last_change
