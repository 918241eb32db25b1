"""Answers that are kept for a moment, until anything at all is written: every write leaves an entry in the journal.

Two processes, or two servers, remember apart from each other. A moment is short because on PostgreSQL an older entry of
the journal may become visible after a newer one.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import timedelta
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlmodel import Session

from registry.store.database import rows_of
from registry.store.journal import JournalEntry

Answer = TypeVar("Answer")
KEPT_FOR, KEPT = timedelta(minutes=10), 2_000
NEWEST = select(func.max(JournalEntry.__table__.c.id))  # type: ignore[attr-defined]
_kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
_lock = Lock()


def remembered(session: Session, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to the question as of the newest entry of the journal, from memory where it was asked a moment ago."""
    key = (_database(session), _newest(session), question)
    moment = time.monotonic()
    with _lock:
        held = _kept.get(key)
    if held is not None and moment - held[0] <= KEPT_FOR.total_seconds():
        answer: Answer = held[1]
        return answer
    answer = ask()
    with _lock:
        _kept[key] = (moment, answer)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return answer


def remembered_by_readers(session: Session, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The same for counts and choices of lists, where the session only reads; whoever writes always asks anew."""
    return remembered(session, question, ask) if _only_reads(session) else ask()


def _database(session: Session) -> str:
    """The address of the database, written out once for each session."""
    if "database" not in session.info:
        session.info["database"] = str(session.get_bind().engine.url)
    return str(session.info["database"])


def _newest(session: Session) -> int | None:
    """The newest entry of the journal: a reader sees one snapshot and needs to ask once."""
    if _only_reads(session) and "newest" in session.info:
        known: int | None = session.info["newest"]
        return known
    newest: int | None = rows_of(session, NEWEST).scalar()
    session.info["newest"] = newest
    return newest


def _only_reads(session: Session) -> bool:
    return bool(session.get_bind().get_execution_options().get("only_reads"))
