"""Scores as intervals: what each part is certain to earn, and what it could still earn.

A part whose input is missing, or that a person scores, counts from the lowest to the highest points still possible given what
is known. `missing` says that an input (not a person) keeps it open. Columns are built in stages, each reading only columns of
the stages before, so that expressions stay small however deep a score is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.domain.compiler import Reading
from registry.domain.expressions import Expression, Literal, all_of, any_of, col, greatest, least, lit, total, when
from registry.domain.first import First
from registry.domain.rulesets import Part, Points, Step

Stage = dict[str, Expression]
Ends = tuple[Expression, Expression, Expression]


def score_stages(parts: Sequence[Part], reading: Reading, first: First) -> list[Stage]:
    """Columns `<path>.low`, `.high` and `.missing` of every part, in the order in which they have to be added."""
    stages: list[Stage] = [{}]
    for part in parts:
        _add(part, part.code, _Asking(reading, first), stages)
    return stages


@dataclass(frozen=True)
class _Asking:
    """How formulas are read, and where their values are asked for."""

    reading: Reading
    first: First


def below(part: Part) -> Iterator[Part]:
    """The parts that a part rests on, in reading order."""
    yield from (*part.parts, *part.best_of)
    yield from (step.earns for step in part.steps if isinstance(step.earns, Part))
    if isinstance(part.otherwise, Part):
        yield part.otherwise


def _add(part: Part, path: str, asking: _Asking, stages: list[Stage]) -> int:
    """Add the part's columns above those of the parts it rests on; the number of the stage that completes it is returned."""
    below_it = [_add(item, f"{path}.{item.code}", asking, stages) for item in below(part)]
    height = 1 + max(below_it, default=0)
    for position, step in enumerate(part.steps):
        _put(stages, 0, {f"{path}.met@{position}": _met(step, asking)})
    if part.steps:
        return _add_steps(part, path, height, stages)
    low, high, missing = _ends(part, path)
    _put(stages, height, {f"{path}.low": low, f"{path}.high": high, f"{path}.missing": missing})
    return height


def _put(stages: list[Stage], height: int, columns: Stage) -> None:
    stages.extend({} for _ in range(height - len(stages) + 1))
    stages[height] |= columns


def _met(step: Step, asking: _Asking) -> Expression:
    value = col(asking.first.value(step.formula, asking.reading))
    if isinstance(step.threshold, tuple):
        return value.is_in(step.threshold)
    if isinstance(step.threshold, bool):
        return value.eq(step.threshold)
    return step.comparator.met(value, lit(float(step.threshold)))


def _ends(part: Part, path: str) -> Ends:
    if part.person is not None:
        return _fixed(part.person)
    if part.parts:
        return _sum([_columns(f"{path}.{item.code}") for item in part.parts], part.cap)
    return _best([_columns(f"{path}.{item.code}") for item in part.best_of])


def _columns(path: str) -> Ends:
    return col(f"{path}.low"), col(f"{path}.high"), col(f"{path}.missing")


def _fixed(points: Points) -> Ends:
    return lit(float(points.low)), lit(float(points.high)), lit(False)


def _add_steps(part: Part, path: str, height: int, stages: list[Stage]) -> int:
    """The first step that is met earns; a step that may or may not be met leaves the ways after it open as well."""
    ways = [*(step.earns for step in part.steps), part.otherwise or Points(0, 0)]
    points = [way.low for way in ways if isinstance(way, Points) and way.low == way.high]
    are_fixed = len(points) == len(ways)
    if are_fixed and points == sorted(points, reverse=True):
        _put(stages, height, _descending(path, points))
        _put(stages, height + 1, {f"{path}.missing": col(f"{path}.low").ne(col(f"{path}.high"))})
        return height + 1
    ends = [_fixed(way) if isinstance(way, Points) else _columns(f"{path}.{way.code}") for way in ways]
    opens = {f"{path}.open@{place}": is_open for place, is_open in enumerate(_open_ways(path, len(part.steps)))}
    _put(stages, height, opens)
    _put(stages, height + 1, _spans(path, ends, are_fixed))
    _put(stages, height + 2, {f"{path}.missing": _is_missing(path, ends, are_fixed)})
    return height + 2


def _descending(path: str, points: Sequence[float]) -> Stage:
    """Steps that earn less and less: surely those of the first that is met for sure, at best those of the first that may be."""
    low = high = lit(float(points[-1]))
    for place in reversed(range(len(points) - 1)):
        met, earned = col(f"{path}.met@{place}"), lit(float(points[place]))
        low = when(met).then(earned).otherwise(low)
        high = when(met.fill_null(True)).then(earned).otherwise(high)
    return {f"{path}.low": low, f"{path}.high": high}


def _spans(path: str, ends: Sequence[Ends], are_fixed: bool) -> Stage:
    """The lowest and the highest end of what is open; and, where ways have spans, the best low and the worst high."""
    lows, highs = ([end[side] for end in ends] for side in range(2))
    outer = {f"{path}.low": _least_open(path, lows), f"{path}.high": _greatest_open(path, highs)}
    inner = {f"{path}.low_at_best": _greatest_open(path, lows), f"{path}.high_at_worst": _least_open(path, highs)}
    return outer if are_fixed else outer | inner


def _least_open(path: str, points: Sequence[Expression]) -> Expression:
    """The least points among the ways that are open; some way always is."""
    return _first_open(path, points, falling=False) or least(_open_points(path, points))


def _greatest_open(path: str, points: Sequence[Expression]) -> Expression:
    return _first_open(path, points, falling=True) or greatest(_open_points(path, points))


def _open_points(path: str, points: Sequence[Expression]) -> list[Expression]:
    return [when(col(f"{path}.open@{place}")).then(each) for place, each in enumerate(points)]


def _first_open(path: str, points: Sequence[Expression], *, falling: bool) -> Expression | None:
    """Where every way's points are fixed, their order is known beforehand, and the first open way in it decides: Polars
    finds it ten times as fast as it compares columns."""
    fixed = [(each.value, place) for place, each in enumerate(points) if isinstance(each, Literal)]
    if len(fixed) < len(points):
        return None
    *ordered, (last, _) = sorted(fixed, reverse=falling)
    chosen: Expression = lit(last)
    for value, place in reversed(ordered):
        chosen = when(col(f"{path}.open@{place}")).then(lit(value)).otherwise(chosen)
    return chosen


def _is_missing(path: str, ends: Sequence[Ends], are_fixed: bool) -> Expression:
    """Whether the open ways do not all say the same, or one of them lacks an input itself."""
    if are_fixed:
        return col(f"{path}.low").ne(col(f"{path}.high"))
    differ = col(f"{path}.low").ne(col(f"{path}.low_at_best"))
    differ = differ | col(f"{path}.high").ne(col(f"{path}.high_at_worst"))
    return differ | any_of(col(f"{path}.open@{place}") & end[2] for place, end in enumerate(ends))


def _open_ways(path: str, steps: int) -> list[Expression]:
    """Whether each step, and at the end none of them, may be the one that earns."""
    tests = [col(f"{path}.met@{position}") for position in range(steps)]
    surely = [test.fill_null(False) for test in tests]
    possible = [*(test.fill_null(True) for test in tests), lit(True)]
    return [way if position == 0 else way & ~any_of(surely[:position]) for position, way in enumerate(possible)]


def _best(alternatives: list[Ends]) -> Ends:
    """The better of the known alternatives; a missing one adds nothing, and only all missing leave the part open."""
    all_missing = all_of(missing for _, _, missing in alternatives)
    known_low, known_high = (
        greatest(when(~ends[2]).then(ends[position]) for ends in alternatives) for position in range(2)
    )
    return (
        when(all_missing).then(greatest(low for low, _, _ in alternatives)).otherwise(known_low),
        when(all_missing).then(greatest(high for _, high, _ in alternatives)).otherwise(known_high),
        all_missing,
    )


def _sum(parts: list[Ends], cap: float | None) -> Ends:
    low = total(low for low, _, _ in parts)
    high = total(high for _, high, _ in parts)
    return (
        low if cap is None else low.at_most(cap),
        high if cap is None else high.at_most(cap),
        any_of(missing for _, _, missing in parts),
    )
