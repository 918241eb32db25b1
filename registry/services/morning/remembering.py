"""Answers that are kept for a moment, until anything at all is written: every write leaves an entry in the journal.

Two processes, or two servers, remember apart from each other. A moment is short because on PostgreSQL an older entry of
the journal may become visible after a newer one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.store.journal import JournalEntry

Answer = TypeVar("Answer")
KEPT_FOR, KEPT = timedelta(minutes=10), 200
_kept: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
_lock = Lock()


def remembered(session: Session, question: Hashable, now: datetime, ask: Callable[[], Answer]) -> Answer:
    """The answer to the question as of the newest entry of the journal, from memory where it was asked a moment ago."""
    newest = session.execute(select(func.max(col(JournalEntry.id)))).scalar()
    key = (str(session.get_bind().engine.url), newest, question)
    with _lock:
        held = _kept.get(key)
    if held is not None and timedelta() <= now - held[0] <= KEPT_FOR:
        answer: Answer = held[1]
        return answer
    answer = ask()
    with _lock:
        _kept[key] = (now, answer)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return answer
