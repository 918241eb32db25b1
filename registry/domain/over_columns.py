"""Expressions as Polars expressions: for any number of firms at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import polars as pl

from registry.domain.expressions import Applied, Column, Expression, Literal, When

Named: TypeAlias = Mapping[str, Expression]


def columns_of(step: Named) -> list[pl.Expr]:
    """Every expression of a step under its name."""
    return [polars_of(expression).alias(name) for name, expression in step.items()]


def polars_of(expression: Expression) -> pl.Expr:
    """The Polars expression that works it out."""
    match expression:
        case Column(name):
            return pl.col(name)
        case Literal(value, kind):
            return pl.lit(value, dtype=kind)
        case Applied(meaning, operands):
            return meaning.columns(*map(polars_of, operands))
        case When(branches, last):
            return _chosen(branches, last)
    raise AssertionError(f"no column for {expression!r}")


def _chosen(branches: Iterable[tuple[Expression, Expression]], last: Expression | None) -> pl.Expr:
    chain: Any = pl
    for test, value in branches:
        chain = chain.when(polars_of(test)).then(polars_of(value))
    chosen: pl.Expr = chain if last is None else chain.otherwise(polars_of(last))
    return chosen
