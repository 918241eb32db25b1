"""The cells of a column as they stood in the sheet, kept so that every stored value can show what was written there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from importers.raw import Cell, shown
from importers.readcolumns import ReadColumn


def raw_column(cells: Sequence[Cell], percent: Collection[int] | None = None) -> pl.Series:
    """Numbers where all cells are numbers or blank, else texts as a person sees them; a blank is null.

    `percent` are the positions shown as percent: a column with such cells is one of texts.

    >>> raw_column([1.5, ""]).to_list(), raw_column([0.35, "无"], {0}).to_list()
    ([1.5, None], ['35%', '无'])
    """
    if percent:
        return pl.Series(
            [_percent(cell) if i in percent else _text(cell) for i, cell in enumerate(cells)], dtype=pl.String
        )
    if isinstance(cells, ReadColumn):
        numbers = cells.numbers()
        if numbers is not None:
            return numbers
        cells = list(cells)
    kinds = set(map(type, cells))
    if kinds == {float}:
        return pl.Series(cells, dtype=pl.Float64)
    if kinds == {str}:
        texts = pl.Series(cells, dtype=pl.String)
        return texts.replace("", None) if "" in cells else texts
    if all(cell.__class__ is float or cell == "" for cell in cells):
        return pl.Series([None if cell == "" else cell for cell in cells], dtype=pl.Float64)
    return pl.Series([_text(cell) for cell in cells], dtype=pl.String)


def _text(cell: Cell) -> str | None:
    return None if cell == "" else shown(cell)


def _percent(cell: Cell) -> str | None:
    return f"{shown(round(cell * 100, 9))}%" if isinstance(cell, float) else _text(cell)
