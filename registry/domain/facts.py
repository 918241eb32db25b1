"""The facts frame that the engine reads, and the facts derived from it.

One row per firm. Facts of the firm stand under their code, yearly facts under `code@0` (the data year), `code@-1` … `code@-3`.
`title:<tier>` says whether the tier is held on the as-of date. A column that is not there is unknown for every firm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicators, Kind, Level
from registry.domain.industries import Industries
from registry.domain.sizes import SizeTable
from registry.domain.units import FLAG, TEXT, Unit

DERIVED: dict[str, Unit] = {
    "age": "年",
    "days_registered": "天",
    "data_year": "年",
    "as_of_year": "年",
    "is_sme": FLAG,
    "industry_section": TEXT,
}
ACTIVE_YEARS = "@active_years"
SIZE_ROW = "@size_row"
SIZE_INPUTS = "@size_inputs"  # added to the row that is explained
SINCE_ALWAYS = 99


def at(code: str, lag: int) -> str:
    """Column of a yearly fact.

    >>> at("revenue", 1)
    'revenue@-1'
    """
    return f"{code}@{-lag}" if lag else f"{code}@0"


@dataclass(frozen=True)
class Derivation:
    """What is needed to derive facts: the as-of date, the data year and the tables of the catalogue."""

    as_of: date
    data_year: int
    indicators: Indicators
    sizes: SizeTable
    industries: Industries
    zero_with: tuple[tuple[str, str], ...] = ()


def derive(facts: pl.LazyFrame, needs: Derivation) -> pl.LazyFrame:
    """The facts with numbers as Float64, subsets of nothing set to zero, and the derived facts added."""
    columns = facts.collect_schema().names()
    present = frozenset(columns)
    facts = facts.with_columns(_numbers(present, needs.indicators))
    facts = facts.with_columns(_empty_subsets(present, needs.zero_with))
    founded = pl.col("founded_on") if "founded_on" in present else pl.lit(None, dtype=pl.Date)
    industry = pl.col("industry_code") if "industry_code" in present else pl.lit(None, dtype=pl.String)
    return facts.with_columns(
        complete_years(founded, needs.as_of).alias("age"),
        (pl.lit(needs.as_of) - founded).dt.total_days().cast(pl.Float64).alias("days_registered"),
        pl.lit(float(needs.data_year)).alias("data_year"),
        pl.lit(float(needs.as_of.year)).alias("as_of_year"),
        (needs.data_year - founded.dt.year() + 1).cast(pl.Int32).fill_null(SINCE_ALWAYS).alias(ACTIVE_YEARS),
        needs.industries.section_expression(industry).alias("industry_section"),
        needs.sizes.row_index(industry).alias(SIZE_ROW),
    ).with_columns(needs.sizes.is_sme(pl.col(SIZE_ROW), present).alias("is_sme"))


def complete_years(founded: pl.Expr, as_of: date) -> pl.Expr:
    """Complete years from founding to the as-of date; null where it is unknown or lies after it."""
    had_birthday = (founded.dt.month() < as_of.month) | (
        (founded.dt.month() == as_of.month) & (founded.dt.day() <= as_of.day)
    )
    years = as_of.year - founded.dt.year() - (~had_birthday).cast(pl.Int32)
    return pl.when(founded <= as_of).then(years.cast(pl.Float64))


def _numbers(present: frozenset[str], indicators: Indicators) -> list[pl.Expr]:
    """Every numeric fact as Float64, so that thresholds and ratios mean the same for counts and amounts; NaN is unknown."""
    casts = []
    for code, indicator in indicators.items():
        if not indicator.kind.is_numeric and indicator.kind is not Kind.FLAG:
            continue
        names = [code] if indicator.level is Level.FIRM else [at(code, lag) for lag in range(OLDEST + 1)]
        kept = [name for name in names if name in present]
        if indicator.kind is Kind.FLAG:
            casts += [pl.col(name).cast(pl.Boolean) for name in kept]
        else:
            casts += [pl.col(name).cast(pl.Float64).fill_nan(None) for name in kept]
    return casts


def _empty_subsets(present: frozenset[str], zero_with: tuple[tuple[str, str], ...]) -> list[pl.Expr]:
    """Where the whole is zero its subsets are zero, whatever is known of them."""
    zeros = []
    for subset, whole in zero_with:
        for lag in range(OLDEST + 1):
            if at(whole, lag) not in present:
                continue
            known = pl.col(at(subset, lag)) if at(subset, lag) in present else pl.lit(None, dtype=pl.Float64)
            zeros.append(pl.when(pl.col(at(whole, lag)) == 0).then(0.0).otherwise(known).alias(at(subset, lag)))
    return zeros
