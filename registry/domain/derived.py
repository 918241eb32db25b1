"""What follows from the figures before any rule is read, said as expressions: ages, the industry's section, the size class,
subsets of nothing."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import polars as pl

from registry.domain import operations
from registry.domain.expressions import Expression, apply, col, lit, when
from registry.domain.facts import ACTIVE_YEARS, INDUSTRY, SINCE_ALWAYS, SIZE_ROW, Derivation, at
from registry.domain.formulas import OLDEST
from registry.domain.industries import digits_expression

Step = dict[str, Expression]


def derived_facts(present: Container[str], needs: Derivation) -> Step:
    """What follows from the founding day, the occasion and the row of the size table."""
    founded = col("founded_on") if "founded_on" in present else lit(None, pl.Date)
    active = lit(needs.data_year + 1) - apply(operations.YEAR, founded)
    return {
        "age": complete_years(founded, needs.as_of),
        "days_registered": apply(operations.DAYS_UNTIL, founded, lit(needs.as_of)).cast(pl.Float64),
        "data_year": lit(float(needs.data_year)),
        "as_of_year": lit(float(needs.as_of.year)),
        ACTIVE_YEARS: active.cast(pl.Int32).fill_null(SINCE_ALWAYS),
        "is_sme": _size_class(needs, present),
    }


def complete_years(founded: Expression, as_of: date) -> Expression:
    """Complete years from founding to the as-of date; null where it is unknown or lies after it."""
    year, month, day = (apply(part, founded) for part in (operations.YEAR, operations.MONTH, operations.DAY))
    had_birthday = (month < as_of.month) | (month.eq(as_of.month) & (day <= as_of.day))
    years = lit(as_of.year) - year - (~had_birthday).cast(pl.Int32)
    return when(founded <= lit(as_of)).then(years.cast(pl.Float64))


def empty_subsets(present: Container[str], zero_with: tuple[tuple[str, str], ...]) -> Step:
    """Where the whole is zero its subsets are zero, whatever is known of them."""
    zeros = {}
    for subset, whole in zero_with:
        for lag in range(OLDEST + 1):
            if at(whole, lag) not in present:
                continue
            known = col(at(subset, lag)) if at(subset, lag) in present else lit(None, pl.Float64)
            zeros[at(subset, lag)] = when(col(at(whole, lag)).eq(0)).then(0.0).otherwise(known)
    return zeros


def of_industry(code: Expression, needs: Derivation) -> list[Step]:
    """What follows from the industry code."""
    read = {
        "industry_section": needs.industries.section_expression(code),
        INDUSTRY: digits_expression(code),
        SIZE_ROW: needs.sizes.row_index(code),
    }
    return [read, needs.sizes.bounds(col(SIZE_ROW))]


def _size_class(needs: Derivation, present: Container[str]) -> Expression:
    """Whether a firm is small or medium; unknown where neither its industry nor any figure of the table was loaded."""
    used = {at(code, 0) for code in needs.sizes.indicators()} | {"industry_code"}
    if not any(name in present for name in used):
        return lit(None, pl.Boolean)
    return needs.sizes.is_sme(col(SIZE_ROW), present)
