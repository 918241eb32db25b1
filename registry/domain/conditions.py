"""One condition as expressions: its value, threshold, gap, outcome, and whether an assumption was needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

import polars as pl

from registry.domain.compiler import PLACES, Reading, value_of
from registry.domain.facts import DERIVED, at
from registry.domain.industries import begins_with
from registry.domain.inputs import inputs
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import BandedThreshold, Condition

CODE = pl.UInt8
UNFIXABLE = 99


@dataclass(frozen=True)
class ConditionColumns:
    """Expressions of one condition, in the order they are added to the frame.

    `values` are the value of each tested year (first the year itself) under `<code>.value@<lag>`.
    """

    values: dict[str, pl.Expr]
    results: dict[str, pl.Expr]


def outcome_literal(outcome: Outcome) -> pl.Expr:
    """The outcome as a one-byte literal."""
    return pl.lit(int(outcome), dtype=CODE)


def columns_of(condition: Condition, reading: Reading, margin: float) -> ConditionColumns:
    """All expressions of a condition; `margin` is the share of the threshold that still counts as near, 0 for never near."""
    code = condition.code
    if condition.formula is None or condition.comparator is None:
        return ConditionColumns({}, _fixed(code, Outcome.MANUAL))
    reading = replace(reading, unclaimed_is_zero=condition.missing is Missing.NONE)
    values = {f"{code}.value@{lag}": value_of(condition.formula, reading.back(lag)) for lag in range(condition.each)}
    if isinstance(condition.threshold, BandedThreshold):
        values[f"{code}.threshold"] = _banded(condition.threshold, reading)
    tested = _numeric(condition, margin) if condition.is_numeric else _plain(condition)
    tested[f"{code}.assumed"] = _assumed(condition, reading)
    if condition.industries:
        tested = _within_industries(condition, reading, tested)
    return ConditionColumns(values, tested)


def _fixed(code: str, outcome: Outcome) -> dict[str, pl.Expr]:
    return {
        f"{code}.outcome": outcome_literal(outcome),
        f"{code}.fixes": pl.lit(0, dtype=CODE),
    }


def _within_industries(condition: Condition, reading: Reading, tested: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Elsewhere the condition does not apply; where the industry is unknown or too coarse, the outcome is unknown too."""
    code = condition.code
    known = "industry_code" in reading.columns
    industry = pl.col("industry_code") if known else pl.lit(None, dtype=pl.String)
    inside = begins_with(industry, pl.col("industry_section"), condition.industries)
    elsewhere = {
        f"{code}.outcome": pl.when(~inside)
        .then(outcome_literal(Outcome.NOT_APPLICABLE))
        .otherwise(int(Outcome.UNKNOWN)),
        f"{code}.fixes": pl.lit(0, dtype=CODE),
        f"{code}.gap": pl.lit(None, dtype=pl.Float64),
        f"{code}.assumed": pl.lit(False),
    }
    within = {name: pl.when(inside).then(result).otherwise(elsewhere[name]) for name, result in tested.items()}
    return within | {f"{code}.outcome": within[f"{code}.outcome"].cast(CODE)}


def not_applicable(code: str) -> ConditionColumns:
    """A condition of another case type."""
    return ConditionColumns({}, _fixed(code, Outcome.NOT_APPLICABLE))


def _banded(threshold: BandedThreshold, reading: Reading) -> pl.Expr:
    chooser = value_of(threshold.by, reading)
    *lower, highest = threshold.bands
    chosen = pl.lit(highest.value)
    for band in reversed(lower):
        chosen = pl.when(chooser <= band.up_to).then(pl.lit(band.value)).otherwise(chosen)
    return pl.when(chooser.is_not_null()).then(chosen)


def limits(condition: Condition) -> tuple[pl.Expr, pl.Expr | None]:
    """Threshold, and the upper end of a span, as expressions over the frame."""
    match condition.threshold:
        case BandedThreshold():
            return pl.col(f"{condition.code}.threshold"), None
        case tuple() as span:
            return pl.lit(float(span[0])), pl.lit(float(span[1]))
        case float() | int() as number:
            return pl.lit(float(number)), None
    raise AssertionError(f"{condition.code}: not a numeric threshold")


def _numeric(condition: Condition, margin: float) -> dict[str, pl.Expr]:
    code, comparator = condition.code, condition.comparator
    assert comparator is not None
    low, high = limits(condition)
    years = [pl.col(f"{code}.value@{lag}") for lag in range(condition.each)]
    met = reduce(and_, [comparator.met(year, low, high) for year in years])
    gaps = [comparator.gap(year, low, high).round(PLACES) for year in years]
    worst = pl.min_horizontal(gaps)
    unknown = reduce(or_, [gap.is_null() for gap in gaps])
    settled = pl.when(~unknown | (~met).fill_null(False)).then(worst) if condition.each > 1 else gaps[0]
    allowed = condition.margin if condition.margin is not None else margin
    near = (worst >= -(low.abs() * allowed).round(PLACES)) & pl.lit(allowed > 0)
    return {
        f"{code}.outcome": _outcome(condition, met),
        f"{code}.gap": settled,
        f"{code}.fixes": pl.when(_fails(condition, met)).then(_fix(condition, near)).otherwise(0).cast(CODE),
    }


def _fails(condition: Condition, met: pl.Expr) -> pl.Expr:
    """Whether the test fails; a claim not made fails as well."""
    return (~met).fill_null(condition.missing is Missing.NONE)


def _fix(condition: Condition, near: pl.Expr) -> pl.Expr:
    if condition.veto or condition.unmet_means_manual:
        return pl.lit(0 if condition.unmet_means_manual else UNFIXABLE, dtype=CODE)
    return pl.when(near).then(1).otherwise(UNFIXABLE).cast(CODE)


def _plain(condition: Condition) -> dict[str, pl.Expr]:
    """Tests without a distance: equality of flags and texts, membership in a list."""
    code = condition.code
    years = [pl.col(f"{code}.value@{lag}") for lag in range(condition.each)]
    wanted = condition.threshold
    met = reduce(and_, [year.is_in(wanted) if isinstance(wanted, tuple) else year == wanted for year in years])
    unfixable = 0 if condition.unmet_means_manual else UNFIXABLE
    return {
        f"{code}.outcome": _outcome(condition, met),
        f"{code}.fixes": pl.when(_fails(condition, met)).then(unfixable).otherwise(0).cast(CODE),
    }


def _outcome(condition: Condition, met: pl.Expr) -> pl.Expr:
    unmet = Outcome.MANUAL if condition.unmet_means_manual else Outcome.UNMET
    open_means = {
        Missing.UNKNOWN: Outcome.UNKNOWN,
        Missing.CLEAR: Outcome.MET,
        Missing.NONE: unmet,
        Missing.MANUAL: Outcome.MANUAL,
    }[condition.missing]
    return (
        pl.when(met)
        .then(outcome_literal(Outcome.MET))
        .when(~met)
        .then(outcome_literal(unmet))
        .otherwise(outcome_literal(open_means))
    )


def _assumed(condition: Condition, reading: Reading) -> pl.Expr:
    """True where an input is missing and its absence was presumed to be clear or not claimed."""
    assert condition.formula is not None
    if not condition.missing.is_assumption:
        return pl.lit(False)
    missing = pl.col(f"{condition.code}.value@0").is_null()
    for column in inputs_of(condition, reading):
        missing = missing | (pl.col(column).is_null() if column in reading.columns else pl.lit(True))
    return missing


def inputs_of(condition: Condition, reading: Reading) -> list[str]:
    """Columns of the facts frame that the condition reads, over all its years."""
    assert condition.formula is not None
    found: dict[str, None] = {}
    for lag in range(condition.each):
        for name, back in inputs(condition.formula.tree, lag):
            if name not in DERIVED:
                found[at(name, back) if name in reading.annual else name] = None
    return list(found)
