"""The facts frame that the engine reads, and the facts derived from it.

One row per firm. Facts of the firm stand under their code, yearly facts under `code@0` (the data year), `code@-1` … `code@-3`.
`title:<tier>` says whether the tier is held on the as-of date. A column that is not there is unknown for every firm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicators, Kind, Level
from registry.domain.industries import Industries, digits_expression
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
INDUSTRY = "@industry"  # the digits of its code
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


def derive(facts: pl.DataFrame, needs: Derivation) -> pl.DataFrame:
    """The facts with numbers as Float64, subsets of nothing set to zero, and the derived facts added."""
    present = frozenset(facts.columns)
    facts = _as_typed(facts, needs.indicators)
    facts = facts.with_columns(_empty_subsets(present, needs.zero_with))
    founded = pl.col("founded_on") if "founded_on" in present else pl.lit(None, dtype=pl.Date)
    facts = pl.concat([facts, _industries(facts, needs)], how="horizontal")
    derived = facts.with_columns(
        complete_years(founded, needs.as_of).alias("age"),
        (pl.lit(needs.as_of) - founded).dt.total_days().cast(pl.Float64).alias("days_registered"),
        pl.lit(float(needs.data_year)).alias("data_year"),
        pl.lit(float(needs.as_of.year)).alias("as_of_year"),
        (needs.data_year - founded.dt.year() + 1).cast(pl.Int32).fill_null(SINCE_ALWAYS).alias(ACTIVE_YEARS),
        _size_class(needs, present).alias("is_sme"),
    )
    return derived.select(name for name in derived.columns if not name.startswith("@large:"))


def _size_class(needs: Derivation, present: frozenset[str]) -> pl.Expr:
    """Whether a firm is small or medium; unknown where neither its industry nor any figure of the table was loaded."""
    used = {at(code, 0) for code in needs.sizes.indicators()} | {"industry_code"}
    if not used & present:
        return pl.lit(None, dtype=pl.Boolean)
    return needs.sizes.is_sme(pl.col(SIZE_ROW), present)


def _industries(facts: pl.DataFrame, needs: Derivation) -> pl.DataFrame:
    """What follows from the industry code, worked out once for each code that occurs, not for each firm."""
    if "industry_code" not in facts.columns:
        nothing = {"industry_section": pl.String, INDUSTRY: pl.String, SIZE_ROW: pl.Int8}
        unknown = [pl.lit(None, dtype=kind).alias(name) for name, kind in nothing.items()]
        unknown += needs.sizes.bounds(pl.lit(None, dtype=pl.Int8))
        return facts.select(pl.col("firm_id").alias("code")).with_columns(unknown).drop("code")
    codes = facts.get_column("industry_code").cast(pl.String).to_frame("code")
    code, row = pl.col("code"), pl.col(SIZE_ROW)
    known = codes.unique().select(
        code,
        needs.industries.section_expression(code).alias("industry_section"),
        digits_expression(code).alias(INDUSTRY),
        needs.sizes.row_index(code).alias(SIZE_ROW),
    )
    known = known.with_columns(needs.sizes.bounds(row))
    return codes.join(known, on="code", how="left", nulls_equal=True, maintain_order="left").drop("code")


def complete_years(founded: pl.Expr, as_of: date) -> pl.Expr:
    """Complete years from founding to the as-of date; null where it is unknown or lies after it."""
    had_birthday = (founded.dt.month() < as_of.month) | (
        (founded.dt.month() == as_of.month) & (founded.dt.day() <= as_of.day)
    )
    years = as_of.year - founded.dt.year() - (~had_birthday).cast(pl.Int32)
    return pl.when(founded <= as_of).then(years.cast(pl.Float64))


def _as_typed(facts: pl.DataFrame, indicators: Indicators) -> pl.DataFrame:
    """Numbers as Float64, so that thresholds and ratios mean the same for counts and amounts, and flags as Boolean; NaN is
    unknown. What has its type already is left alone: a pass over a column is not free."""
    wanted = {name: kind for name, kind in _types(indicators) if name in facts.columns}
    schema = facts.schema
    facts = facts.with_columns(pl.col(name).cast(kind) for name, kind in wanted.items() if schema[name] != kind)
    numbers = [name for name, kind in wanted.items() if kind == pl.Float64]
    broken = facts.select(pl.col(numbers).is_nan().any()).row(0) if numbers and facts.height else ()
    return facts.with_columns(
        pl.col(name).fill_nan(None) for name, is_broken in zip(numbers, broken, strict=False) if is_broken
    )


def _types(indicators: Indicators) -> Iterator[tuple[str, type[pl.DataType]]]:
    """Columns of numbers and flags with the type they are read in."""
    for code, indicator in indicators.items():
        kind = pl.Boolean if indicator.kind is Kind.FLAG else pl.Float64 if indicator.kind.is_numeric else None
        if kind is not None:
            for name in [code] if indicator.level is Level.FIRM else [at(code, lag) for lag in range(OLDEST + 1)]:
                yield name, kind


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
