"""Progress towards a target: the straight line between the first point and the due day, and where one stands beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.texts import mark

NEAR_ENOUGH = 1e-9  # values are rounded to nine places before they are compared


class Progress(StrEnum):
    """How a target stands."""

    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    REACHED = "reached"
    MISSED = "missed"
    NO_DATE = "no_date"
    UNMEASURED = "unmeasured"
    WITHDRAWN = "withdrawn"


PROGRESS_LABELS: Mapping[Progress, str] = {
    Progress.AHEAD: mark("快于进度"),
    Progress.ON_PACE: mark("符合进度"),
    Progress.BEHIND: mark("落后进度"),
    Progress.REACHED: mark("已达到"),
    Progress.MISSED: mark("未达到"),
    Progress.NO_DATE: mark("没有期限"),
    Progress.UNMEASURED: mark("尚无法判断"),
    Progress.WITHDRAWN: mark("已取消"),
}


@dataclass(frozen=True)
class Line:
    """The straight line from a first point to the goal on the due day."""

    start: date
    first: float
    due: date
    goal: float

    def on(self, day: date) -> float:
        """What should be reached on the day; before the start the first value, after the due day the goal.

        >>> Line(date(2025, 1, 1), 0.0, date(2025, 1, 11), 100.0).on(date(2025, 1, 6))
        50.0
        """
        whole = (self.due - self.start).days
        gone = min(max((day - self.start).days, 0), whole)
        return self.goal if whole <= 0 else self.first + (self.goal - self.first) * gone / whole


def is_reached(value: float, goal: float, *, is_strict: bool) -> bool:
    """Whether a value reaches the goal; a strict goal has to be exceeded.

    >>> is_reached(0.5, 0.5, is_strict=True), is_reached(0.5, 0.5, is_strict=False)
    (False, True)
    """
    return value > goal + NEAR_ENOUGH if is_strict else value >= goal - NEAR_ENOUGH


def firms_short(yes: int, judged: int, goal: float, *, is_strict: bool) -> int:
    """How many more of the judged firms have to count before their share reaches the goal, all of them at most.

    >>> firms_short(40, 100, 0.5, is_strict=True), firms_short(40, 100, 0.5, is_strict=False)
    (11, 10)
    """
    exact = round(judged * goal, 9)
    wanted = math.floor(exact) + 1 if is_strict else math.ceil(exact)
    return max(0, min(wanted, judged) - yes)


def paced(value: float, pace: float, tolerance: float) -> Progress:
    """Ahead of, on or behind the pace; within `tolerance` of it is on it.

    >>> paced(49.6, 50.0, 0.5).value
    'on_pace'
    """
    if value > pace + tolerance:
        return Progress.AHEAD
    return Progress.BEHIND if value < pace - tolerance else Progress.ON_PACE
