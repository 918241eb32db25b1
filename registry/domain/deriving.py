"""Derived facts worked out (see `derived`): for a frame by `derive`, for one firm by `derive_row`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from registry.domain.compiler import EVERYTHING
from registry.domain.derived import derived_facts, empty_subsets, of_industry
from registry.domain.expressions import col, lit
from registry.domain.facts import INDUSTRY, SIZE_ROW, Derivation, typed_columns
from registry.domain.indicators import Indicators
from registry.domain.kept import Kept
from registry.domain.over_columns import columns_of
from registry.domain.over_values import Program, Row

DERIVATIONS_KEPT = 16
Columns = list[pl.Expr]


def derive(facts: pl.DataFrame, needs: Derivation) -> pl.DataFrame:
    """The facts with numbers as Float64, subsets of nothing set to zero, and the derived facts added."""
    present = frozenset(facts.columns)
    plan = _plans.get((*_key(needs), present), needs, lambda: _planned(present, needs))
    facts = _as_typed(facts, needs.indicators).with_columns(plan.subsets)
    facts = pl.concat([facts, _industries(facts, plan)], how="horizontal")
    derived = facts.with_columns(plan.derived)
    return derived.select(name for name in derived.columns if not name.startswith("@large:"))


def derive_row(facts: Row, needs: Derivation) -> dict[str, Any]:
    """The same for one firm's row of plain values."""
    return _derivations.get(_key(needs), needs, lambda: _RowDerivation(needs)).run(facts)


def _key(needs: Derivation) -> tuple[object, ...]:
    tables = (needs.indicators, needs.sizes, needs.industries)
    return needs.as_of, needs.data_year, needs.zero_with, *map(id, tables)


@dataclass(frozen=True)
class _Plan:
    """The expressions for frames with the same columns; those of the industry are steps."""

    subsets: Columns
    industry: list[Columns]
    derived: Columns


def _planned(present: frozenset[str], needs: Derivation) -> _Plan:
    subsets, derived = empty_subsets(present, needs.zero_with), derived_facts(present, needs)
    return _Plan(columns_of(subsets), list(map(columns_of, _of_industry(present, needs))), columns_of(derived))


def _of_industry(present: frozenset[str], needs: Derivation) -> list[dict[str, Any]]:
    if "industry_code" in present:
        return of_industry(col("code"), needs)
    nothing = {"industry_section": pl.String, INDUSTRY: pl.String, SIZE_ROW: pl.Int8}
    return [{name: lit(None, kind) for name, kind in nothing.items()} | needs.sizes.bounds(lit(None, pl.Int8))]


def _industries(facts: pl.DataFrame, plan: _Plan) -> pl.DataFrame:
    """What follows from the industry code, worked out once for each code that occurs, not for each firm."""
    if "industry_code" not in facts.columns:
        (unknown,) = plan.industry
        return facts.select(pl.col("firm_id").alias("code")).with_columns(unknown).drop("code")
    codes = facts.select(pl.col("industry_code").cast(pl.String).alias("code"))
    known = codes.unique()
    for step in plan.industry:
        known = known.with_columns(step)
    return codes.join(known, on="code", how="left", nulls_equal=True, maintain_order="left").drop("code")


class _RowDerivation:
    """What turns a row into facts with what is derived from them."""

    def __init__(self, needs: Derivation) -> None:
        self._kinds = dict(typed_columns(needs.indicators))
        steps = [empty_subsets(EVERYTHING, needs.zero_with), *of_industry(col("industry_code"), needs)]
        self._program = Program([*steps, derived_facts(EVERYTHING, needs)])

    def run(self, facts: Row) -> dict[str, Any]:
        return self._program.run({name: _typed(value, self._kinds.get(name)) for name, value in facts.items()})


_plans: Kept[_Plan] = Kept(DERIVATIONS_KEPT)
_derivations: Kept[_RowDerivation] = Kept(DERIVATIONS_KEPT)


def _typed(value: Any, kind: type[pl.DataType] | None) -> Any:
    """A number as a float, NaN as unknown, and a flag as a yes or no."""
    if value is None or kind is None:
        return value
    if kind is pl.Boolean:
        return bool(value)
    return float(value) if value == value else None


def _as_typed(facts: pl.DataFrame, indicators: Indicators) -> pl.DataFrame:
    """Numbers as Float64, so that thresholds and ratios mean the same for counts and amounts, and flags as Boolean; NaN is
    unknown. What has its type already is left alone: a pass over a column is not free."""
    schema = facts.schema
    wanted = {name: kind for name, kind in typed_columns(indicators) if name in schema}
    facts = facts.with_columns(pl.col(name).cast(kind) for name, kind in wanted.items() if schema[name] != kind)
    numbers = [name for name, kind in wanted.items() if kind == pl.Float64]
    broken = facts.select(pl.col(numbers).is_nan().any()).row(0) if numbers and facts.height else ()
    return facts.with_columns(
        pl.col(name).fill_nan(None) for name, is_broken in zip(numbers, broken, strict=False) if is_broken
    )
