"""Scores as intervals: what each part is certain to earn, and what it could still earn.

A part whose input is missing, or that a person scores, counts from the lowest to the highest points still possible given what
is known. `missing` says that an input (not a person) keeps it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from registry.domain.compiler import Reading, value_of
from registry.domain.rulesets import Part, Points, Step


@dataclass(frozen=True)
class Interval:
    """Lowest and highest points still possible, and whether a missing input keeps them apart."""

    low: pl.Expr
    high: pl.Expr
    missing: pl.Expr


def fixed(points: Points) -> Interval:
    """Points that no input can change."""
    return Interval(pl.lit(float(points.low)), pl.lit(float(points.high)), pl.lit(False))


def score_columns(part: Part, reading: Reading, path: str = "") -> Iterator[tuple[str, pl.Expr]]:
    """Columns `<path>.low`, `.high`, `.missing` of the part and of every part below it."""
    path = f"{path}.{part.code}" if path else part.code
    interval = interval_of(part, reading)
    yield f"{path}.low", interval.low
    yield f"{path}.high", interval.high
    yield f"{path}.missing", interval.missing
    for below in (*part.parts, *part.best_of):
        yield from score_columns(below, reading, path)


def interval_of(part: Part, reading: Reading) -> Interval:
    """The interval of one part."""
    if part.person is not None:
        return fixed(part.person)
    if part.parts:
        return _sum([interval_of(below, reading) for below in part.parts], part.cap)
    if part.best_of:
        return _best([interval_of(below, reading) for below in part.best_of])
    return _steps(part.steps, part.otherwise or Points(0, 0), reading)


def _earned(earns: Points | Part, reading: Reading) -> Interval:
    return fixed(earns) if isinstance(earns, Points) else interval_of(earns, reading)


def _steps(steps: tuple[Step, ...], otherwise: Points | Part, reading: Reading) -> Interval:
    """The first step that is met earns; a step that may or may not be met leaves both ways open."""
    rest = _earned(otherwise, reading)
    for step in reversed(steps):
        rest = _either(_met(step, reading), _earned(step.earns, reading), rest)
    return rest


def _met(step: Step, reading: Reading) -> pl.Expr:
    value = value_of(step.formula, reading)
    if isinstance(step.threshold, tuple):
        return value.is_in(list(step.threshold))
    if isinstance(step.threshold, bool):
        return value == step.threshold
    return step.comparator.met(value, pl.lit(float(step.threshold)))


def _either(met: pl.Expr, earned: Interval, rest: Interval) -> Interval:
    def choose(yes: pl.Expr, no: pl.Expr, both: pl.Expr) -> pl.Expr:
        return pl.when(met).then(yes).when(~met).then(no).otherwise(both)

    differ = (earned.low != rest.low) | (earned.high != rest.high)
    return Interval(
        choose(earned.low, rest.low, pl.min_horizontal(earned.low, rest.low)),
        choose(earned.high, rest.high, pl.max_horizontal(earned.high, rest.high)),
        choose(earned.missing, rest.missing, differ | earned.missing | rest.missing),
    )


def _best(alternatives: list[Interval]) -> Interval:
    """The better of the known alternatives; a missing one adds nothing, and only all missing leave the part open."""
    all_missing = pl.all_horizontal(alternative.missing for alternative in alternatives)

    def known(ends: list[pl.Expr]) -> pl.Expr:
        return pl.max_horizontal(
            pl.when(~alternative.missing).then(end) for alternative, end in zip(alternatives, ends, strict=True)
        )

    lows, highs = [a.low for a in alternatives], [a.high for a in alternatives]
    return Interval(
        pl.when(all_missing).then(pl.max_horizontal(lows)).otherwise(known(lows)),
        pl.when(all_missing).then(pl.max_horizontal(highs)).otherwise(known(highs)),
        all_missing,
    )


def _sum(parts: list[Interval], cap: float | None) -> Interval:
    low = pl.sum_horizontal(part.low for part in parts)
    high = pl.sum_horizontal(part.high for part in parts)
    return Interval(
        low if cap is None else low.clip(upper_bound=cap),
        high if cap is None else high.clip(upper_bound=cap),
        pl.any_horizontal(part.missing for part in parts),
    )
