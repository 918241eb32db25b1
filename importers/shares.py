"""Percentages: 35%, 0.35 in a percent format, 35 under a (%) header. The format of the cell decides; mixtures ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from importers.cells import in_stored_unit
from importers.faults import CellFault
from importers.numeric import Column, bounded, odd_readings, split_numbers
from importers.raw import Cell, shown
from importers.words import Unit
from registry.domain.indicators import Indicator


def parse_shares(
    cells: Sequence[Cell],
    indicator: Indicator,
    unit: Unit | None,
    today: date,
    percent: Collection[int] | None,
    *,
    told: bool = False,
) -> Column:
    """A ratio column as fractions. `unit` is % where the header says so, `told` whether a person said it of the plain
    numbers, so that nothing is left to ask; see docs/import.md for the table of cases.
    """
    numbers, odd = split_numbers(cells)
    readings = odd_readings(cells, odd, indicator, None)
    faults = [(i, reading) for i, reading in readings if isinstance(reading, CellFault)]
    written = {i: float(reading) for i, reading in readings if isinstance(reading, int | float)}
    signless = [i for i in written if not _has_sign(cells[i])]
    formatted = set(percent or ()) if percent else set()
    plain = {i: value for i, value in enumerate(numbers) if value is not None and i not in formatted}
    plain |= {i: written.pop(i) * 100 for i in signless}
    fractions: dict[int, float] = dict(written)
    fractions |= {i: value for i in formatted if i < len(numbers) and (value := numbers[i]) is not None}
    scale = None if unit is None else in_stored_unit(1.0, unit, indicator)
    notes = []
    if told and scale is not None:
        fractions |= {i: value * scale / 100 for i, value in plain.items()}
    else:
        notes = _settle(plain, fractions, faults, header_says=scale == 1.0)
    series = pl.Series([fractions.get(i) for i in range(len(cells))], dtype=pl.Float64).round(9)
    column = bounded(series, indicator, today, faults)
    column.notes = notes
    return column


def _settle(
    plain: dict[int, float], fractions: dict[int, float], faults: list[tuple[int, CellFault]], *, header_says: bool
) -> list[str]:
    """Turns the plain numbers into fractions, or into faults where nobody can tell; the notes say what was assumed."""
    small = [i for i, value in plain.items() if 0 < abs(value) <= 1]
    large = [i for i, value in plain.items() if abs(value) > 1]
    mixed = bool(small) and (bool(large) or bool(fractions)) and not (header_says and not fractions)
    unclear = set(small) if mixed else set()
    for i, value in plain.items():
        if i in unclear:
            facts = {"value": shown(value), "as_fraction": shown(round(value * 100, 6) * 1.0)}
            faults.append((i, CellFault("percent_unclear", facts)))
        elif header_says or large:
            fractions[i] = value / 100
        else:
            fractions[i] = value
    if small and not large and not mixed:
        return ["ratio_small" if header_says else "ratio_as_fraction"]
    return []


def _has_sign(cell: Cell) -> bool:
    return isinstance(cell, str) and ("%" in cell or "％" in cell)
