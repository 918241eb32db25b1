"""The column that says which firm a row is about: its credit code. How names are compared is `registry.domain.names`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from importers.checkdigits import right_digits
from importers.codes import CodeReading, read_code
from importers.faults import CellFault
from importers.numeric import put_in
from importers.raw import Cell, shown
from importers.words import plain, words


@dataclass
class Codes:
    """Credit codes, null where blank, refused or an old registration number; notes and refusals by position."""

    values: pl.Series
    faults: list[tuple[int, CellFault]] = field(default_factory=list)


def parse_codes(cells: Sequence[Cell]) -> Codes:
    """A column of credit codes; only those that are not plainly right are looked at one by one, repeated ones once."""
    texts = pl.Series([cell if cell.__class__ is str else None for cell in cells], dtype=pl.String)
    sound = right_digits(texts).fill_null(value=False)
    odd = [index for index in (~sound).arg_true() if cells[index] != ""]
    memo: dict[object, tuple[str | None, CellFault | None]] = {}
    for index in odd:
        if cells[index] not in memo:
            memo[cells[index]] = _read(cells[index])
    if odd:
        texts = put_in(texts, odd, [memo[cells[index]][0] for index in odd])
    values = pl.select(pl.when(texts != "").then(texts)).to_series()
    return Codes(values, [(index, fault) for index in odd if (fault := memo[cells[index]][1])])


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
