"""Periods of law: the days on which something is in force, both ends included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, order=True)
class Period:
    """From a day to a day, both included; an open end is None.

    >>> Period(date(2026, 4, 1)).includes(date(2026, 3, 31))
    False
    """

    start: date
    end: date | None = None

    def includes(self, day: date) -> bool:
        """Whether `day` lies within."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies within both."""
        starts_before_end = self.end is None or other.start <= self.end
        return starts_before_end and (other.end is None or self.start <= other.end)


def first_overlap(periods: Sequence[Period]) -> tuple[int, int] | None:
    """Positions of two periods that overlap, or None. Sorted by start, only neighbours need a look.

    >>> first_overlap([Period(date(2022, 8, 1), date(2026, 3, 31)), Period(date(2026, 4, 1))])
    """
    order = sorted(range(len(periods)), key=lambda position: periods[position].start)
    for earlier, later in pairwise(order):
        if periods[earlier].overlaps(periods[later]):
            return earlier, later
    return None
