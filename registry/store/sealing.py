"""The chain over the journal: each transaction that wrote entries ends with a seal over them, chained to the seal before.

An entry that is altered, removed or slipped in later no longer fits its seal, and a seal that is altered or removed no longer
fits the next one. What a chain alone cannot show, its last links cut off together with their entries, is seen by whoever kept
an earlier head: every backup does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby

import polars as pl
from sqlalchemy import Select, exists, func, insert, select, text
from sqlmodel import Session

from registry.store.bulk import insert_frame
from registry.store.journal import EXPORT, NOTES, JournalEntry
from registry.store.seal_lines import frame_lines, sealed_lines
from registry.store.seals import JournalSeal

JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]
SEAL = JournalSeal.__table__  # type: ignore[attr-defined]
SEAL_LOCK = 7_301_002
FIRST = "0" * 64
LOWEST = "journal.lowest"
ROWS_AT_ONCE = 5_000


def will_write(session: Session) -> None:
    """Remember, before the first entry of this transaction, how far the journal is sealed.

    On PostgreSQL entries of several transactions may get their numbers in between each other; those of this one are all
    higher than what was sealed before. SQLite has one writer, and needs no such mark.
    """
    if LOWEST not in session.info and not _has_one_writer(session):
        session.info[LOWEST] = session.connection().execute(_sealed_up_to()).scalar_one()


def append_entries(session: Session, entries: pl.DataFrame) -> None:
    """Add many entries at once; where they are known to stand together they are sealed without being read again."""
    will_write(session)
    if not _has_one_writer(session):
        insert_frame(session, JOURNAL, entries)
        return
    seal(session)
    insert_frame(session, JOURNAL, entries)
    last = session.connection().execute(select(func.max(JOURNAL.c.id))).scalar_one()
    _keep(session, last - entries.height + 1, last, _digest(head(session), [frame_lines(entries)]))


def seal(session: Session) -> None:
    """Seal what this transaction wrote into the journal; the last thing before it is committed."""
    session.flush()
    connection = session.connection()
    if not _has_one_writer(session):
        if LOWEST not in session.info:
            return
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SEAL_LOCK})
        lowest = session.info.pop(LOWEST)
    else:
        lowest = connection.execute(_sealed_up_to()).scalar_one()
    for first, last in _spans(connection.execute(unsealed(lowest)).scalars()):
        _keep(
            session,
            first,
            last,
            digest_of(session, head(session), first, last),
            _changes_something(session, first, last),
        )


def head(session: Session) -> str:
    """The digest of the last seal: whoever keeps it can later tell whether the end of the journal was cut off."""
    last = select(SEAL.c.digest).order_by(SEAL.c.id.desc()).limit(1)
    return session.connection().execute(last).scalar() or FIRST


def digest_of(session: Session, previous: str, first: int, last: int) -> str:
    """What the seal over the entries of a span has to be after the seal before it."""
    lines = (
        sealed_lines(session.get_bind().dialect.name).where(JOURNAL.c.id.between(first, last)).order_by(JOURNAL.c.id)
    )
    found = session.connection().execute(lines).scalars().partitions(ROWS_AT_ONCE)
    return _digest(previous, ("".join(part) for part in found))


def _digest(previous: str, texts: Iterable[str]) -> str:
    found = sha256(previous.encode())
    for part in texts:
        found.update(part.encode())
    return found.hexdigest()


def _keep(session: Session, first: int, last: int, digest: str, changes: bool = True) -> None:
    made = {
        "first_entry": first,
        "last_entry": last,
        "digest": digest,
        "sealed_at": datetime.now(UTC),
        "changes": changes,
    }
    session.connection().execute(insert(SEAL), made)


def _changes_something(session: Session, first: int, last: int) -> bool:
    """Whether one of the entries is about a firm or tells of more than a look, a file taken out or a sign-in."""
    action = JOURNAL.c.action
    change = JOURNAL.c.firm_id.is_not(None) | (action.not_in(NOTES) & action.not_like(f"%{EXPORT}"))
    found = select(exists().where(JOURNAL.c.id.between(first, last), change))
    return bool(session.connection().execute(found).scalar_one())


def _has_one_writer(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _sealed_up_to() -> Select[tuple[int]]:
    return select(func.coalesce(func.max(SEAL.c.last_entry), 0))


def unsealed(lowest: int = 0) -> Select[tuple[int]]:
    """The numbers of the entries above one that lie under no seal, in their order."""
    covering = select(SEAL.c.id).where(SEAL.c.last_entry >= JOURNAL.c.id, SEAL.c.first_entry <= JOURNAL.c.id)
    return select(JOURNAL.c.id).where(JOURNAL.c.id > lowest, ~covering.exists()).order_by(JOURNAL.c.id)


def _spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The numbers in runs that follow each other, as first and last.

    >>> list(_spans([3, 4, 5, 9]))
    [(3, 5), (9, 9)]
    """
    for _, run in groupby(enumerate(list(numbers)), key=lambda numbered: numbered[1] - numbered[0]):
        numbered = [number for _, number in run]
        yield numbered[0], numbered[-1]
