"""The column that says which firm a row is about: its credit code. How names are compared is `registry.domain.names`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from importers.codes import CodeReading, has_right_digit, read_code
from importers.faults import CellFault
from importers.raw import Cell, shown
from importers.words import plain, words


@dataclass
class Codes:
    """Credit codes, null where blank, refused or an old registration number; notes and refusals by position."""

    values: pl.Series
    faults: list[tuple[int, CellFault]] = field(default_factory=list)


def parse_codes(cells: Sequence[Cell]) -> Codes:
    """A column of credit codes; repeated codes are read once."""
    memo: dict[object, tuple[str | None, CellFault | None]] = {"": (None, None)}
    values: list[str | None] = []
    faults: list[tuple[int, CellFault]] = []
    for index, cell in enumerate(cells):
        if cell not in memo:
            sound = cell.__class__ is str and has_right_digit(cell)
            memo[cell] = (str(cell), None) if sound else _read(cell)
        code, fault = memo[cell]
        values.append(code)
        if fault:
            faults.append((index, fault))
    return Codes(pl.Series(values, dtype=pl.String), faults)


def _read(cell: Cell) -> tuple[str | None, CellFault | None]:
    text = shown(cell).strip()
    word = plain(text)
    if not word or word in words().missing:
        return None, None
    if word in words().cell_errors:
        return None, CellFault("error_cell", {"value": text})
    if isinstance(cell, float) and cell >= 1e15:
        return None, CellFault("code_is_number", {"value": f"{cell:.0f}"})
    reading = read_code(text)
    if isinstance(reading, CodeReading):
        return reading.code, reading.note
    return None, reading
