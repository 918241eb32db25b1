"""How a target stands: its latest value beside the straight line, the gap, and after the due day whether it was reached."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.domain.paces import Line, Progress, firms_short, is_reached, paced
from registry.domain.targets import TargetKind, measure_of
from registry.services.targets.measuring import Measured
from registry.store.targets import Target, TargetPoint

CLOSED = {"reached": Progress.REACHED, "missed": Progress.MISSED, "withdrawn": Progress.WITHDRAWN}


@dataclass(frozen=True)
class Reading:
    """A value on a day. `low` is what it is at least, whatever the firms turn out to be that cannot be judged."""

    on: date
    value: float
    low: float
    yes: int | None = None
    judged: int | None = None
    unjudged: int | None = None

    @property
    def is_published(self) -> bool:
        """Whether a document or a report states it; what is measured here knows whom it could not judge."""
        return self.unjudged is None


@dataclass(frozen=True)
class State:
    """Where a target stands. `pace` is what should be reached on the day of `reading`, `gap` what the goal still asks for in the
    target's own unit, `firms_short` the same in firms; `decided_by` is the reading that answers after the due day."""

    progress: Progress
    reading: Reading | None = None
    line: Line | None = None
    pace: float | None = None
    gap: float | None = None
    firms_short: int | None = None
    decided_by: Reading | None = None


def reading_of_point(target: Target, point: TargetPoint) -> Reading | None:
    """A kept point as a reading; None where nothing could be judged that day."""
    if point.value is None:
        return None
    if point.unjudged is None or not TargetKind(target.kind).is_share:
        yes = int(point.numerator) if point.numerator is not None else None
        return Reading(point.on, point.value, point.value, yes, None, point.unjudged)
    yes, judged = int(point.numerator or 0), int(point.denominator or 0)
    return Reading(point.on, point.value, yes / (judged + point.unjudged), yes, judged, point.unjudged)


def reading_now(found: Measured) -> Reading | None:
    """What was just measured as a reading."""
    if found.value is None or found.low is None:
        return None
    judged = found.tally.yes + found.tally.no
    return Reading(found.on, found.value, found.low, found.numerator, judged, found.unjudged)


def state_of(target: Target, readings: Sequence[Reading], *, today: date, tolerance: float) -> State:
    """The state by readings in the order of their days; the last of them is how things stand now."""
    if not readings:
        return State(CLOSED.get(target.status, Progress.UNMEASURED))
    latest, line = readings[-1], line_of(target, readings)
    strict = measure_of(target.measure).is_strict
    reached = is_reached(latest.low, target.goal, is_strict=strict)
    decided = decisive(target, readings) if target.due_on is not None and today > target.due_on else None
    progress = CLOSED.get(target.status)
    if progress is None and target.due_on is not None and today > target.due_on:
        progress = _decided(target, decided, strict)
    if progress is None and reached:
        progress = Progress.REACHED
    if line is not None and line.start >= latest.on and latest.on < line.due:
        line = None  # one point alone has no pace yet
    if progress is None and line is None:
        progress = Progress.UNMEASURED if _due(target, latest.on) else Progress.NO_DATE
    pace = line.on(latest.on) if line is not None else None
    if progress is None and line is not None and pace is not None:
        progress = paced(latest.value, pace, tolerance * abs(line.goal - line.first))
    return State(
        progress=progress or Progress.UNMEASURED,
        reading=latest,
        line=line,
        pace=pace,
        gap=None if is_reached(latest.value, target.goal, is_strict=strict) else round(target.goal - latest.value, 9),
        firms_short=_firms_short(target, latest, strict),
        decided_by=decided,
    )


def line_of(target: Target, readings: Sequence[Reading]) -> Line | None:
    """The straight line to the goal: from the base year, from what the target itself says, else from its first point."""
    kind = TargetKind(target.kind)
    due = _due(target, readings[-1].on if readings else None)
    if due is None:
        return None
    if kind is TargetKind.FLOW:
        return Line(date(due.year - 1, 12, 31), 0.0, due, target.goal)
    if kind is TargetKind.MULTIPLE and target.base_year is not None:
        return Line(date(target.base_year, 12, 31), 1.0, due, target.goal)
    if target.starts_on is not None and target.base_value is not None:
        return Line(target.starts_on, target.base_value, due, target.goal)
    return Line(readings[0].on, readings[0].value, due, target.goal) if readings else None


def decisive(target: Target, readings: Sequence[Reading]) -> Reading | None:
    """The reading nearest to the due day; of a flow only one of that year and not after it."""
    due = target.due_on
    if due is None:
        return None
    if TargetKind(target.kind) is TargetKind.FLOW:
        readings = [each for each in readings if each.on.year == due.year and each.on <= due]
    return min(readings, key=lambda each: abs((each.on - due).days), default=None)


def _decided(target: Target, decided: Reading | None, strict: bool) -> Progress:
    """After the due day; a share that only the firms nobody can judge keep from its goal is not called missed."""
    if decided is None:
        return Progress.UNMEASURED
    if is_reached(decided.low, target.goal, is_strict=strict):
        return Progress.REACHED
    if is_reached(decided.value, target.goal, is_strict=strict):
        return Progress.UNMEASURED
    return Progress.MISSED


def _due(target: Target, day: date | None) -> date | None:
    """The day by which the goal counts: a flow has one every year."""
    if TargetKind(target.kind) is TargetKind.FLOW and day is not None:
        return date(day.year, 12, 31)
    return target.due_on


def _firms_short(target: Target, latest: Reading, strict: bool) -> int | None:
    kind = TargetKind(target.kind)
    if is_reached(latest.value, target.goal, is_strict=strict):
        return 0
    if kind.is_share:
        if latest.judged is None or latest.yes is None:
            return None
        return firms_short(latest.yes, latest.judged, target.goal, is_strict=strict)
    base = target.base_value if kind is TargetKind.MULTIPLE else 1.0
    if base is None:
        return None
    return math.ceil(round((target.goal - latest.value) * base, 6))
