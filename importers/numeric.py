"""Numbers of a column in bulk: what is plainly a number goes through Polars, the rest is read once per distinct cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from importers.bounds import Bounds, bounds_of, out_of_bounds
from importers.cells import typed
from importers.faults import CellFault
from importers.raw import Cell, shown
from importers.words import Unit
from registry.domain.indicators import Indicator, Kind

TYPES = {
    Kind.AMOUNT: pl.Float64,
    Kind.NUMBER: pl.Float64,
    Kind.RATIO: pl.Float64,
    Kind.COUNT: pl.Int64,
    Kind.YEAR: pl.Int64,
    Kind.FLAG: pl.Boolean,
    Kind.DATE: pl.Date,
}


@dataclass
class Column:
    """Typed values, null where blank or refused; the faults by position; notes about the column as a whole."""

    values: pl.Series
    faults: list[tuple[int, CellFault]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def dtype_of(indicator: Indicator) -> type[pl.DataType]:
    """The type in which an indicator's values stand in a frame."""
    return TYPES.get(indicator.kind, pl.String)


def split_numbers(cells: Sequence[Cell], raw: pl.Series | None = None) -> tuple[pl.Series, list[int]]:
    """The plain numbers of a column, and the positions of all cells that are neither a number nor blank. `raw` is what
    `rawcells.raw_column` made of the same cells: where that is numbers, no cell needs to be looked at again."""
    if raw is not None and raw.dtype == pl.Float64:
        return raw, []
    kinds = set(map(type, cells))
    if kinds <= {float}:
        return pl.Series(cells, dtype=pl.Float64), []
    if kinds <= {str}:
        texts = pl.Series(cells, dtype=pl.String).str.strip_chars()
        numbers = texts.cast(pl.Float64, strict=False)
        numbers = pl.select(pl.when(numbers.is_finite()).then(numbers)).to_series()
        return numbers, (numbers.is_null() & (texts != "")).arg_true().to_list()
    numbers = pl.Series([cell if cell.__class__ is float else None for cell in cells], dtype=pl.Float64)
    return numbers, [i for i, cell in enumerate(cells) if cell.__class__ is not float and cell != ""]


def odd_readings(
    cells: Sequence[Cell], odd: list[int], indicator: Indicator, unit: Unit | None
) -> list[tuple[int, object]]:
    """What cells.py makes of the cells at some positions, each distinct cell read once."""
    memo: dict[object, object] = {}
    results = []
    for index in odd:
        cell = cells[index]
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        if key not in memo:
            memo[key] = typed(cell, indicator, unit)
        results.append((index, memo[key]))
    return results


def bounded(numbers: pl.Series, indicator: Indicator, today: date, faults: list[tuple[int, CellFault]]) -> Column:
    """The column with its values outside the bounds, and parts of counts, turned into faults."""
    bounds = bounds_of(indicator, today)
    assert bounds is not None
    if _all_within(numbers, bounds):
        if indicator.kind is not Kind.COUNT:
            return Column(numbers.cast(dtype_of(indicator)), faults)
        whole = numbers.cast(pl.Int64, strict=False)
        if whole.null_count() == numbers.null_count() and (whole.cast(pl.Float64) == numbers).all():
            return Column(whole, faults)
    bad = pl.zeros(len(numbers), pl.Int8, eager=True).cast(pl.Boolean)
    if bounds.low is not None:
        bad |= (numbers < bounds.low).fill_null(value=False)
    if bounds.high is not None:
        bad |= (numbers > bounds.high).fill_null(value=False)
    faults += [(i, out_of_bounds(numbers[i], indicator, today)) for i in bad.arg_true()]
    if indicator.kind is Kind.COUNT:
        parts = (numbers != numbers.floor()).fill_null(value=False) & ~bad
        faults += [(i, CellFault("not_whole", {"value": shown(numbers[i])})) for i in parts.arg_true()]
        bad |= parts
    kept = pl.select(pl.when(~bad).then(numbers)).to_series()
    return Column(kept.cast(dtype_of(indicator)), faults)


def _all_within(numbers: pl.Series, bounds: Bounds) -> bool:
    """Whether plainly all values lie within the bounds, as they mostly do: asked of the column, not of each value."""
    if not math.isfinite(numbers.sum()):  # a NaN is neither lowest nor highest
        return False
    low, high = numbers.min(), numbers.max()
    return low is None or (bounds.holds(low) and bounds.holds(high))  # type: ignore[arg-type]


def put_in(texts: pl.Series, positions: Sequence[int], values: Iterable[str | None]) -> pl.Series:
    """The texts with some of them replaced. Series.scatter would do, but Polars 2.1 then counts equal texts as different
    ones when they are grouped (tests/importers/test_columns.py).
    """
    replaced = texts.to_list()
    for position, value in zip(positions, values, strict=True):
        replaced[position] = value
    return pl.Series(replaced, dtype=pl.String)
