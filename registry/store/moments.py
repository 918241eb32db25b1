"""The moment that a look at the database shows, for whoever keeps answers: at one moment a question has one answer.

Every write leaves an entry in the journal. The newest entry alone would not do: on PostgreSQL an older one may become visible
after a newer one. But every transaction that wrote entries seals them before it commits, seals are set one after the other, and
each is a digest of all that went before. So the newest entry and the last seal say what has been written.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from registry.store.database import rows_of
from registry.store.journal import JournalEntry
from registry.store.seals import JournalSeal

NAME = "moment"
JOURNAL, SEAL = JournalEntry.__table__, JournalSeal.__table__  # type: ignore[attr-defined]
NEWEST_ENTRY = select(func.max(JOURNAL.c.id)).scalar_subquery().label("newest_entry")
LAST_SEAL = select(SEAL.c.digest).order_by(SEAL.c.id.desc()).limit(1).scalar_subquery().label("last_seal")
MOMENT = select(NEWEST_ENTRY, LAST_SEAL)


def only_reads(session: Session) -> bool:
    """Whether the session is a look at one snapshot."""
    return bool(session.get_bind().get_execution_options().get("only_reads"))


def moment_of(session: Session) -> Hashable:
    """The moment that the session sees: a reader sees one and asks once, whoever writes asks anew."""
    if only_reads(session) and NAME in session.info:
        known: Hashable = session.info[NAME]
        return known
    return note_moment(session, rows_of(session, MOMENT).one())


def note_moment(session: Session, row: Row[Any]) -> Hashable:
    """The moment, from a row with NEWEST_ENTRY and LAST_SEAL: a statement that is asked anyway can say both by the way."""
    found = session.info[NAME] = (row.newest_entry, row.last_seal)
    return found
