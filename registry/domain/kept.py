"""What is made once for frozen things and kept, known again by their identity."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The `most` things made last. A key may tell frozen things by their `id`: they are held beside what was made of them,
    so no other thing can take their place."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._found: dict[Hashable, tuple[object, Made]] = {}

    def get(self, key: Hashable, held: object, make: Callable[[], Made]) -> Made:
        """What was made for the key, or is made now; the oldest goes when there are too many."""
        if (found := self._found.get(key)) is not None:
            return found[1]
        made = make()
        with self._lock:
            self._found[key] = (held, made)
            while len(self._found) > self._most:
                self._found.pop(next(iter(self._found)))
        return made
