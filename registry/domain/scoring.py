"""Scores as intervals: what each part is certain to earn, and what it could still earn.

A part whose input is missing, or that a person scores, counts from the lowest to the highest points still possible given what
is known. `missing` says that an input (not a person) keeps it open. Columns are built in stages, each reading only columns of
the stages before, so that expressions stay small however deep a score is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from registry.domain.compiler import Reading, value_of
from registry.domain.rulesets import Part, Points, Step

Stage = dict[str, pl.Expr]
Ends = tuple[pl.Expr, pl.Expr, pl.Expr]


def score_stages(parts: Sequence[Part], reading: Reading) -> list[Stage]:
    """Columns `<path>.low`, `.high` and `.missing` of every part, in the order in which they have to be added."""
    stages: list[Stage] = [{}]
    for part in parts:
        _add(part, part.code, reading, stages)
    return stages


def below(part: Part) -> Iterator[Part]:
    """The parts that a part rests on, in reading order."""
    yield from (*part.parts, *part.best_of)
    yield from (step.earns for step in part.steps if isinstance(step.earns, Part))
    if isinstance(part.otherwise, Part):
        yield part.otherwise


def _add(part: Part, path: str, reading: Reading, stages: list[Stage]) -> int:
    """Add the part's columns one stage above those of the parts it rests on; the number of that stage is returned."""
    height = 1 + max((_add(item, f"{path}.{item.code}", reading, stages) for item in below(part)), default=0)
    for position, step in enumerate(part.steps):
        stages[0][f"{path}.met@{position}"] = _met(step, reading)
    while len(stages) <= height:
        stages.append({})
    low, high, missing = _ends(part, path)
    stages[height] |= {f"{path}.low": low, f"{path}.high": high, f"{path}.missing": missing}
    return height


def _met(step: Step, reading: Reading) -> pl.Expr:
    value = value_of(step.formula, reading)
    if isinstance(step.threshold, tuple):
        return value.is_in(step.threshold)
    if isinstance(step.threshold, bool):
        return value == step.threshold
    return step.comparator.met(value, pl.lit(float(step.threshold)))


def _ends(part: Part, path: str) -> Ends:
    if part.person is not None:
        return _fixed(part.person)
    if part.parts:
        return _sum([_columns(f"{path}.{item.code}") for item in part.parts], part.cap)
    if part.best_of:
        return _best([_columns(f"{path}.{item.code}") for item in part.best_of])
    return _steps(part, path)


def _columns(path: str) -> Ends:
    return pl.col(f"{path}.low"), pl.col(f"{path}.high"), pl.col(f"{path}.missing")


def _fixed(points: Points) -> Ends:
    return pl.lit(float(points.low)), pl.lit(float(points.high)), pl.lit(False)


def _steps(part: Part, path: str) -> Ends:
    """The first step that is met earns; a step that may or may not be met leaves the ways after it open as well."""
    ways = [*(step.earns for step in part.steps), part.otherwise or Points(0, 0)]
    ends = [_fixed(way) if isinstance(way, Points) else _columns(f"{path}.{way.code}") for way in ways]
    open_ways = _open_ways(path, len(part.steps))
    lows, highs, missing = (
        [pl.when(is_open).then(end[position]) for is_open, end in zip(open_ways, ends, strict=True)]
        for position in range(3)
    )
    low, high = pl.min_horizontal(lows), pl.max_horizontal(highs)
    differ = (low != pl.max_horizontal(lows)) | (high != pl.min_horizontal(highs))
    return low, high, differ | pl.any_horizontal(way.fill_null(False) for way in missing)


def _open_ways(path: str, steps: int) -> list[pl.Expr]:
    """Whether each step, and at the end none of them, may be the one that earns."""
    tests = [pl.col(f"{path}.met@{position}") for position in range(steps)]
    surely = [test.fill_null(False) for test in tests]
    possible = [*(test.fill_null(True) for test in tests), pl.lit(True)]
    return [
        way if position == 0 else way & ~pl.any_horizontal(surely[:position]) for position, way in enumerate(possible)
    ]


def _best(alternatives: list[Ends]) -> Ends:
    """The better of the known alternatives; a missing one adds nothing, and only all missing leave the part open."""
    all_missing = pl.all_horizontal(missing for _, _, missing in alternatives)
    known_low, known_high = (
        pl.max_horizontal(pl.when(~ends[2]).then(ends[position]) for ends in alternatives) for position in range(2)
    )
    return (
        pl.when(all_missing).then(pl.max_horizontal(low for low, _, _ in alternatives)).otherwise(known_low),
        pl.when(all_missing).then(pl.max_horizontal(high for _, high, _ in alternatives)).otherwise(known_high),
        all_missing,
    )


def _sum(parts: list[Ends], cap: float | None) -> Ends:
    low = pl.sum_horizontal(low for low, _, _ in parts)
    high = pl.sum_horizontal(high for _, high, _ in parts)
    return (
        low if cap is None else low.clip(upper_bound=cap),
        high if cap is None else high.clip(upper_bound=cap),
        pl.any_horizontal(missing for _, _, missing in parts),
    )
