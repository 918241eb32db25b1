"""A column as it came from the reading process: unpacked only where somebody looks at its cells, numbers not at all."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from math import isnan, nan
from typing import overload

import polars as pl

from importers.raw import Cell
from importers.travel import NUMBERS, doubles, unpacked

Span = tuple[int, int, int]  # a part, and from where to where in it


class ReadColumn(Sequence[Cell]):
    """The cells of a column, or of some of its rows, in packed parts of these lengths (`travel.parts`)."""

    def __init__(self, packed: list[bytes], lengths: Sequence[int]) -> None:
        self._packed = packed
        *self._starts, height = accumulate(lengths, initial=0)
        self._known: dict[int, list[Cell]] = {}  # parts of which single cells were asked for
        self._rows = range(height)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Cell]: ...
    def __getitem__(self, index: int | slice) -> Cell | Sequence[Cell]:
        rows = self._rows[index]
        if isinstance(rows, int):
            number = bisect_right(self._starts, rows) - 1
            if number not in self._known:
                self._known[number] = unpacked(self._packed[number])
            return self._known[number][rows - self._starts[number]]
        if rows.step != 1:
            return list(self)[index]
        some = ReadColumn(self._packed, ())
        some._starts, some._known, some._rows = self._starts, self._known, rows
        return some

    def __iter__(self) -> Iterator[Cell]:
        return chain.from_iterable(self._cells(span) for span in self._spans())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def numbers(self) -> pl.Series | None:
        """All cells as numbers, a blank as null; None where there is a cell of another kind, or no number at all."""
        found = array("d")
        for span in self._spans():
            number, first, last = span
            if self._packed[number][:1] == NUMBERS:
                found.extend(doubles(self._packed[number])[first:last])
                continue
            cells = self._cells(span)
            if not all(cell == "" or (cell.__class__ is float and cell == cell) for cell in cells):
                return None
            found.extend(nan if cell == "" else cell for cell in cells)  # type: ignore[misc]
        numbers = pl.Series(found, dtype=pl.Float64)
        numbers = numbers.fill_nan(None) if isnan(numbers.sum()) else numbers
        return None if numbers.null_count() == len(numbers) else numbers

    def _spans(self) -> Iterator[Span]:
        start, stop = self._rows.start, self._rows.stop
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self._packed)):
            begin = self._starts[number]
            if begin >= stop:
                return
            end = self._starts[number + 1] if number + 1 < len(self._starts) else stop
            yield number, max(start - begin, 0), min(stop, end) - begin

    def _cells(self, span: Span) -> list[Cell]:
        number, first, last = span
        known = self._known.get(number)
        return (unpacked(self._packed[number]) if known is None else known)[first:last]
