"""One condition as expressions: its outcome, gap, whether an assumption was needed, and how near it is to passing.

What conditions are held against is computed before, once for all that read it (`first`); so a condition's own expressions name
columns only and stay short, and outcomes stay one byte wide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import and_, or_

import polars as pl

from registry.domain.compiler import PLACES, Reading, build
from registry.domain.expressions import Expression, Literal, col, least, lit, when
from registry.domain.facts import DERIVED, at
from registry.domain.first import First
from registry.domain.formulas import Operation
from registry.domain.inputs import inputs
from registry.domain.operations import rounded
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import BandedThreshold, Condition
from registry.domain.units import FRACTION

CODE = pl.UInt8
UNFIXABLE = 99
NEARLY = 1
Named = dict[str, Expression]


@dataclass(frozen=True)
class ConditionColumns:
    """Expressions of one condition, in the order they are added to the frame.

    `results` read facts and what is computed first; `fixes` reads results; `told` is what only an explanation shows.
    """

    results: Named
    fixes: Named
    told: Named


@cache
def outcome_literal(outcome: Outcome) -> Expression:
    """The outcome as a one-byte literal."""
    return lit(int(outcome), CODE)


def columns_of(condition: Condition, reading: Reading, margin: float, first: First) -> ConditionColumns:
    """All expressions of a condition; `margin` is the share of the threshold that still counts as near, 0 for never near."""
    code = condition.code
    if condition.formula is None or condition.comparator is None:
        return fixed(code, Outcome.MANUAL)
    reading = replace(reading, unclaimed_is_zero=condition.missing is Missing.NONE)
    values = [first.value(condition.formula, reading.back(lag)) for lag in range(condition.each)]
    years = [col(value) for value in values]
    told = {f"{code}.value@{lag}": year for lag, year in enumerate(years)}
    told[f"{code}.assumed"] = _assumed(condition, reading, years[0])
    told |= _denominators(condition, reading)
    if not condition.is_numeric:
        met = _equal(condition, years)
        results, fixes = {f"{code}.outcome": _outcome(condition, met, met.is_null())}, _never_near(condition)
        return _within_industries(condition, reading, first, ConditionColumns(results, fixes, told))
    low, high = limits(condition, reading, first)
    assert condition.comparator is not None
    met = reduce(and_, [condition.comparator.met(year, low, high) for year in years])
    gaps = [condition.comparator.gap(year, low, high).round(PLACES) for year in years]
    is_open = (
        met.is_null() if condition.each > 1 or isinstance(condition.threshold, BandedThreshold) else years[0].is_null()
    )
    results = {f"{code}.outcome": _outcome(condition, met, is_open), f"{code}.gap": _settled(met, gaps)}
    if isinstance(condition.threshold, BandedThreshold):
        told[f"{code}.threshold"] = low
    worst = col(f"{code}.gap") if len(gaps) == 1 else least(gaps)
    fixes = _fixes(condition, worst, low, condition.margin if condition.margin is not None else margin)
    return _within_industries(condition, reading, first, ConditionColumns(results, fixes, told))


def fixed(code: str, outcome: Outcome) -> ConditionColumns:
    """A condition whose outcome does not depend on the firm: a question for a person, or one of another case type."""
    results = {f"{code}.outcome": outcome_literal(outcome)}
    return ConditionColumns(results, {f"{code}.fixes": lit(0, CODE)}, {})


def limits(condition: Condition, reading: Reading, first: First) -> tuple[Expression, Expression | None]:
    """Threshold, and the upper end of a span, as expressions over the frame."""
    match condition.threshold:
        case BandedThreshold() as banded:
            return _banded(banded, col(first.value(banded.by, reading))), None
        case tuple() as span:
            return lit(float(span[0])), lit(float(span[1]))
        case float() | int() as number:
            return lit(float(number)), None
    raise AssertionError(f"{condition.code}: not a numeric threshold")


def _within_industries(
    condition: Condition, reading: Reading, first: First, columns: ConditionColumns
) -> ConditionColumns:
    """Elsewhere the condition does not apply; where the industry is unknown or too coarse, the outcome is unknown too.

    `fixes` needs no care: it asks whether the outcome is unmet.
    """
    if not condition.industries:
        return columns
    inside = col(first.inside(condition.industries, reading))
    outcome, gap, assumed = (f"{condition.code}.{name}" for name in ("outcome", "gap", "assumed"))
    elsewhere = when(~inside).then(outcome_literal(Outcome.NOT_APPLICABLE)).otherwise(outcome_literal(Outcome.UNKNOWN))
    results = {outcome: when(inside).then(columns.results[outcome]).otherwise(elsewhere)}
    if gap in columns.results:
        results[gap] = when(inside).then(columns.results[gap])
    told = columns.told | {assumed: columns.told[assumed] & inside.fill_null(False)}
    return ConditionColumns(results, columns.fixes, told)


def _banded(threshold: BandedThreshold, chooser: Expression) -> Expression:
    *lower, highest = threshold.bands
    chosen = lit(highest.value)
    for band in reversed(lower):
        chosen = when(chooser <= band.up_to).then(lit(band.value)).otherwise(chosen)
    return when(chooser.is_not_null()).then(chosen)


def _settled(met: Expression, gaps: list[Expression]) -> Expression:
    """The worst year's gap, as far as it is known to be the worst: all are known, or one fails already."""
    if len(gaps) == 1:
        return gaps[0]
    unknown = reduce(or_, [gap.is_null() for gap in gaps])
    return when(~unknown | (~met).fill_null(False)).then(least(gaps))


def _equal(condition: Condition, years: list[Expression]) -> Expression:
    """Tests without a distance: equality of flags and texts, membership in a list."""
    wanted = condition.threshold
    tests = [year.is_in(wanted) if isinstance(wanted, tuple) else year.eq(lit(wanted)) for year in years]
    return reduce(and_, tests)


def _fails(condition: Condition) -> Expression:
    return col(f"{condition.code}.outcome").eq(outcome_literal(Outcome.UNMET))


def _fixes(condition: Condition, worst: Expression, low: Expression, allowed: float) -> Named:
    """0 where nothing fails, 1 where a number fails within its margin, else UNFIXABLE."""
    if condition.veto or condition.unmet_means_manual or allowed <= 0:
        return _never_near(condition)
    near = worst >= _nearest(low, allowed)
    mended = when(near).then(lit(NEARLY, CODE)).otherwise(lit(UNFIXABLE, CODE))
    return {f"{condition.code}.fixes": when(_fails(condition)).then(mended).otherwise(lit(0, CODE))}


def _never_near(condition: Condition) -> Named:
    if condition.unmet_means_manual:
        return {f"{condition.code}.fixes": lit(0, CODE)}
    unfixable = when(_fails(condition)).then(lit(UNFIXABLE, CODE)).otherwise(lit(0, CODE))
    return {f"{condition.code}.fixes": unfixable}


def _nearest(threshold: Expression, allowed: float) -> Expression:
    """The gap from which on a failing number is near; worked out now where the threshold is the same for every firm."""
    if isinstance(threshold, Literal):
        return lit(-rounded(abs(threshold.value) * allowed, PLACES))
    return -(threshold.abs() * allowed).round(PLACES)


def _outcome(condition: Condition, met: Expression, is_open: Expression) -> Expression:
    """`met` is true, false or null; null is neither, so it is asked for by itself: `is_open` says where it is null."""
    unmet = Outcome.MANUAL if condition.unmet_means_manual else Outcome.UNMET
    open_means = {
        Missing.UNKNOWN: Outcome.UNKNOWN,
        Missing.CLEAR: Outcome.MET,
        Missing.NONE: unmet,
        Missing.MANUAL: Outcome.MANUAL,
    }[condition.missing]
    chosen = when(met).then(outcome_literal(Outcome.MET))
    if open_means is unmet:
        return chosen.otherwise(outcome_literal(unmet))
    return chosen.when(is_open).then(outcome_literal(open_means)).otherwise(outcome_literal(unmet))


def _assumed(condition: Condition, reading: Reading, value: Expression) -> Expression:
    """True where an input is missing and its absence was presumed to be clear or not claimed."""
    if not condition.missing.is_assumption:
        return lit(False)
    missing = value.is_null()
    for column in inputs_of(condition, reading):
        missing = missing | (col(column).is_null() if column in reading.columns else lit(True))
    return missing


def _denominators(condition: Condition, reading: Reading) -> Named:
    """What a gap of a ratio has to be multiplied with to be read in the numerator's unit, year by year."""
    assert condition.formula is not None
    tree = condition.formula.tree
    if not (condition.is_numeric and condition.unit == FRACTION and isinstance(tree, Operation) and tree.symbol == "/"):
        return {}
    return {
        f"{condition.code}.denominator@{lag}": build(tree.right, reading.back(lag)) for lag in range(condition.each)
    }


def inputs_of(condition: Condition, reading: Reading) -> list[str]:
    """Columns of the facts frame that the condition reads, over all its years."""
    assert condition.formula is not None
    found: dict[str, None] = {}
    for lag in range(condition.each):
        for name, back in inputs(condition.formula.tree, lag):
            if name not in DERIVED:
                found[at(name, back) if name in reading.annual else name] = None
    return list(found)
