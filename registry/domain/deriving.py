"""What is derived from the figures before any rule is read: ages, the industry's section, the size class, subsets of nothing.

Said once as expressions; `derive` works it out for a frame, `derive_row` for one firm.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Any

import polars as pl

from registry.domain import operations
from registry.domain.compiler import EVERYTHING
from registry.domain.expressions import Expression, apply, col, lit, when
from registry.domain.facts import ACTIVE_YEARS, INDUSTRY, SINCE_ALWAYS, SIZE_ROW, Derivation, at, typed_columns
from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicators
from registry.domain.industries import digits_expression
from registry.domain.kept import Kept
from registry.domain.over_columns import columns_of
from registry.domain.over_values import Program, Row

Step = dict[str, Expression]
DERIVATIONS_KEPT = 16


def derive(facts: pl.DataFrame, needs: Derivation) -> pl.DataFrame:
    """The facts with numbers as Float64, subsets of nothing set to zero, and the derived facts added."""
    present = frozenset(facts.columns)
    facts = _as_typed(facts, needs.indicators)
    facts = facts.with_columns(columns_of(empty_subsets(present, needs.zero_with)))
    facts = pl.concat([facts, _industries(facts, needs)], how="horizontal")
    derived = facts.with_columns(columns_of(derived_facts(present, needs)))
    return derived.select(name for name in derived.columns if not name.startswith("@large:"))


def derive_row(facts: Row, needs: Derivation) -> dict[str, Any]:
    """The same for one firm's row of plain values."""
    tables = (needs.indicators, needs.sizes, needs.industries)
    key = (needs.as_of, needs.data_year, needs.zero_with, *map(id, tables))
    derivation = _derivations.get(key, tables, lambda: _RowDerivation(needs))
    return derivation.run(facts)


class _RowDerivation:
    """What turns a row into facts with what is derived from them."""

    def __init__(self, needs: Derivation) -> None:
        self._kinds = dict(typed_columns(needs.indicators))
        steps = [empty_subsets(EVERYTHING, needs.zero_with), *of_industry(col("industry_code"), needs)]
        self._program = Program([*steps, derived_facts(EVERYTHING, needs)])

    def run(self, facts: Row) -> dict[str, Any]:
        return self._program.run({name: _typed(value, self._kinds.get(name)) for name, value in facts.items()})


_derivations: Kept[_RowDerivation] = Kept(DERIVATIONS_KEPT)


def _typed(value: Any, kind: type[pl.DataType] | None) -> Any:
    """A number as a float, NaN as unknown, and a flag as a yes or no."""
    if value is None or kind is None:
        return value
    if kind is pl.Boolean:
        return bool(value)
    return float(value) if value == value else None


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


def _industries(facts: pl.DataFrame, needs: Derivation) -> pl.DataFrame:
    """What follows from the industry code, worked out once for each code that occurs, not for each firm."""
    if "industry_code" not in facts.columns:
        nothing = {"industry_section": pl.String, INDUSTRY: pl.String, SIZE_ROW: pl.Int8}
        unknown = {name: lit(None, kind) for name, kind in nothing.items()} | needs.sizes.bounds(lit(None, pl.Int8))
        return facts.select(pl.col("firm_id").alias("code")).with_columns(columns_of(unknown)).drop("code")
    codes = facts.get_column("industry_code").cast(pl.String).to_frame("code")
    known = codes.unique()
    for step in of_industry(col("code"), needs):
        known = known.with_columns(columns_of(step))
    return codes.join(known, on="code", how="left", nulls_equal=True, maintain_order="left").drop("code")


def _as_typed(facts: pl.DataFrame, indicators: Indicators) -> pl.DataFrame:
    """Numbers as Float64, so that thresholds and ratios mean the same for counts and amounts, and flags as Boolean; NaN is
    unknown. What has its type already is left alone: a pass over a column is not free."""
    wanted = {name: kind for name, kind in typed_columns(indicators) if name in facts.columns}
    schema = facts.schema
    facts = facts.with_columns(pl.col(name).cast(kind) for name, kind in wanted.items() if schema[name] != kind)
    numbers = [name for name, kind in wanted.items() if kind == pl.Float64]
    broken = facts.select(pl.col(numbers).is_nan().any()).row(0) if numbers and facts.height else ()
    return facts.with_columns(
        pl.col(name).fill_nan(None) for name, is_broken in zip(numbers, broken, strict=False) if is_broken
    )
