"""Cells: one number per kind, place, tier, word and year, in one frame. A place is the division code and park of its firms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

PLACE = ["division_code", "park"]
SCHEMA: Mapping[str, Any] = {
    "kind": pl.String,
    "division_code": pl.String,
    "park": pl.String,
    "tier": pl.String,
    "word": pl.String,
    "year": pl.Int64,
    "number": pl.Int64,
}
NONE = "-"  # firms without a division, or without a park
BLANKS: Mapping[str, Any] = {"tier": "", "word": "", "year": 0}


def cells_of(kind: str, rows: pl.DataFrame, **fixed: Any) -> pl.DataFrame:
    """Rows of firms with their places, counted; what is neither a column nor fixed stays blank."""
    columns = [pl.lit(fixed.get(name, blank)).alias(name) for name, blank in BLANKS.items() if name not in rows.columns]
    keys = [name for name in SCHEMA if name not in ("kind", "number")]
    grouped = rows.with_columns(columns).group_by(keys).agg(pl.len().cast(pl.Int64).alias("number"))
    return as_cells(kind, grouped)


def as_cells(kind: str, counted: pl.DataFrame) -> pl.DataFrame:
    """Rows that are counted already, in `number`."""
    blank = [pl.lit(value).alias(name) for name, value in BLANKS.items() if name not in counted.columns]
    whole = counted.with_columns(pl.lit(kind).alias("kind"), *blank)
    return whole.select(pl.col(name).cast(kind_of) for name, kind_of in SCHEMA.items())


def no_cells() -> pl.DataFrame:
    """Nothing counted."""
    return pl.DataFrame(schema=dict(SCHEMA))


def at_place(cells: pl.DataFrame, division: str = "", park: str = "") -> pl.DataFrame:
    """The cells of a division prefix and park; NONE stands for firms that have none."""
    if division == NONE:
        cells = cells.filter(pl.col("division_code").is_null())
    elif division:
        cells = cells.filter(pl.col("division_code").str.starts_with(division))
    if park == NONE:
        return cells.filter(pl.col("park").is_null())
    return cells.filter(pl.col("park") == park) if park else cells


def summed(cells: pl.DataFrame, kind: str, *by: str) -> dict[Any, int]:
    """The numbers of a kind added up, by one column or by a tuple of several."""
    grouped = cells.filter(pl.col("kind") == kind).group_by(*by).agg(pl.col("number").sum())
    return {row[0] if len(by) == 1 else row[:-1]: row[-1] for row in grouped.iter_rows()}


def total(cells: pl.DataFrame, kind: str) -> int:
    """All numbers of a kind added up."""
    return int(cells.filter(pl.col("kind") == kind)["number"].sum())
