"""Answers that are kept until anything at all is written, see `store/moments.py`.

Two processes, or two servers, remember apart from each other. A file put in the place of the database is noticed after ten minutes
at the latest.
"""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any, TypeVar

from sqlmodel import Session

from registry.store.moments import moment_of, only_reads

Answer = TypeVar("Answer")
KEPT_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Memory:
    """Room for so many answers, and for so many bytes of long ones; the oldest is forgotten first."""

    room: int
    most_bytes: int = 0
    kept: OrderedDict[Hashable, tuple[float, Any]] = field(default_factory=OrderedDict)
    lock: Any = field(default_factory=Lock)

    def find(self, key: Hashable) -> tuple[float, Any] | None:
        """When it was asked, and the answer."""
        with self.lock:
            return self.kept.get(key)

    def keep(self, key: Hashable, moment: float, answer: Any) -> None:
        """The answer as of the moment."""
        with self.lock:
            self.kept[key] = (moment, answer)
            while len(self.kept) > self.room or self._is_heavy():
                self.kept.popitem(last=False)

    def _is_heavy(self) -> bool:
        return 0 < self.most_bytes < sum(sys.getsizeof(answer) for _, answer in self.kept.values())


class Same:
    """A thing as part of a question: equal to itself alone. The memory keeps it, so its place is not given to another."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


NUMBERS = Memory(2_000)  # counts and choices of lists: small answers
LISTS = Memory(500, 48 << 20)  # ids of whole lists, of which there may be a million
PAGES = Memory(500)  # the rows of pages of lists, some ten to hundred kilobytes each
WHOLE_PAGES = Memory(1_000, 64 << 20)  # as one visitor sees them


def remembered_by_readers(
    session: Session, question: Hashable, ask: Callable[[], Answer], memory: Memory = NUMBERS
) -> Answer:
    """The answer to the question as of what was written last, from memory where a session that only reads asked it a moment ago.

    Whoever writes always asks anew: their own changes have no moment yet.
    """
    if not only_reads(session):
        return ask()
    key = (_database(session), moment_of(session), question)
    moment = time.monotonic()
    held = memory.find(key)
    if held is not None and moment - held[0] <= KEPT_FOR.total_seconds():
        found: Answer = held[1]
        return found
    answer = ask()
    memory.keep(key, moment, answer)
    return answer


def _database(session: Session) -> str:
    """The address of the database, written out once for each session."""
    if "database" not in session.info:
        session.info["database"] = str(session.get_bind().engine.url)
    return str(session.info["database"])
