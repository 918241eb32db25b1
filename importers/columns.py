"""A whole column at once: numbers by Polars, every odd cell by cells.py, once per distinct text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from importers.bounds import within_bounds
from importers.cells import in_stored_unit, typed
from importers.faults import CellFault
from importers.numeric import Column, bounded, dtype_of, odd_readings, put_in, split_numbers
from importers.raw import Cell
from importers.shares import parse_shares
from importers.words import Unit
from registry.domain.indicators import Indicator, Kind

ODD = r"^[=#]|[\s\x1c-\x1f]"  # Python's spaces: four separators are none to the column's own pattern
SHORT, LONG = 8, 400  # outside of these lengths a text may be a missing word or too long


def parse_column(
    cells: Sequence[Cell],
    indicator: Indicator,
    unit: Unit | None,
    today: date,
    percent: Collection[int] | None = None,
    *,
    told: bool = False,
    raw: pl.Series | None = None,
) -> Column:
    """All cells of a column; `percent` are the positions formatted as percent, None where formats are not known; `told`
    says that a person named the unit; `raw` is `rawcells.raw_column` of the cells, for whoever has it."""
    if indicator.kind is Kind.RATIO:
        return parse_shares(cells, indicator, unit, today, percent, told=told)
    if indicator.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.COUNT):
        return _numbers(cells, indicator, unit, today, raw)
    if indicator.kind in (Kind.TEXT, Kind.PERSONAL) and set(map(type, cells)) == {str}:
        return _texts(cells, indicator, today)
    return _others(cells, indicator, today)


def _numbers(
    cells: Sequence[Cell], indicator: Indicator, unit: Unit | None, today: date, raw: pl.Series | None
) -> Column:
    numbers, odd = split_numbers(cells, raw)
    assumed = unit is None and indicator.kind is Kind.AMOUNT and numbers.count() > 0
    factor = in_stored_unit(1.0, unit, indicator) or 1.0
    numbers = numbers / (1 / factor) if factor < 1 else numbers * factor
    readings = odd_readings(cells, odd, indicator, unit)
    faults = [(i, reading) for i, reading in readings if isinstance(reading, CellFault)]
    found = [(i, float(reading)) for i, reading in readings if isinstance(reading, int | float)]
    if found:
        numbers = numbers.scatter([i for i, _ in found], [value for _, value in found])
    column = bounded(numbers.round(6), indicator, today, faults)
    column.notes = ["unit_assumed"] if assumed else []
    return column


def _others(cells: Sequence[Cell], indicator: Indicator, today: date) -> Column:
    memo: dict[object, object] = {"": None}
    values: list[object] = []
    faults: list[tuple[int, CellFault]] = []
    for index, cell in enumerate(cells):
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        if key not in memo:
            reading = typed(cell, indicator, None)
            settled = reading if reading is None or isinstance(reading, CellFault) else None
            memo[key] = settled if reading is None or settled else within_bounds(reading, indicator, today)  # type: ignore[arg-type]
        value = memo[key]
        if isinstance(value, CellFault):
            faults.append((index, value))
            value = None
        values.append(value)
    return Column(pl.Series(values, dtype=dtype_of(indicator)), faults)


def _texts(cells: Sequence[Cell], indicator: Indicator, today: date) -> Column:
    """A column of nothing but texts: only those that are short, long, spaced or odd are looked at one by one."""
    texts = pl.Series(cells, dtype=pl.String)
    odd = texts.str.contains(ODD) | ~texts.str.len_chars().is_between(SHORT, LONG)
    positions = odd.arg_true().to_list()
    column = _others([cells[i] for i in positions], indicator, today)
    return Column(put_in(texts, positions, column.values), [(positions[i], fault) for i, fault in column.faults])
