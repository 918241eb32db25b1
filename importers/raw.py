"""Sheets as they were read: raw cells in columns, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

# What a reader hands over: a blank is "", a number a float, an error cell its own text such as "#N/A", a formula
# that was never calculated its text beginning with "=".
Cell = str | float | int | bool | date | datetime | time | timedelta

FIRST_ROWS, FIRST_COLUMNS, FIRST_LETTERS = 15, 16, 24


@dataclass(frozen=True)
class RawSheet:
    """One visible sheet. All columns have the same length; list index 0 is the sheet's row 1 and column A."""

    name: str
    columns: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column, from 0
    percent: Mapping[int, frozenset[int]] = field(default_factory=dict)  # column -> rows shown as percent, from 0
    knows_formats: bool = False  # whether `percent` is complete, so that its silence means “not a percent format”
    notes: tuple[tuple[str, dict[str, object]], ...] = ()  # issue codes of the reader itself, with their facts

    @property
    def height(self) -> int:
        """Number of rows, blank ones included."""
        return len(self.columns[0]) if self.columns else 0

    def row(self, index: int) -> list[Cell]:
        """The cells of one row, counted from 0."""
        return [column[index] for column in self.columns]


def first_rows(sheet: RawSheet) -> tuple[tuple[str, ...], ...]:
    """The first rows of a sheet as a person sees them, as far as they fit a page."""
    width = range(min(FIRST_COLUMNS, len(sheet.columns)))
    return tuple(
        tuple(" ".join(shown(sheet.columns[column][row]).split())[:FIRST_LETTERS] for column in width)
        for row in range(min(FIRST_ROWS, sheet.height))
    )


def letter(column: int) -> str:
    """The spreadsheet's own name of a column, counted from 0.

    >>> letter(0), letter(25), letter(26), letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(name: str) -> int:
    """The column, counted from 0, of a letter name.

    >>> column_of("A"), column_of("AA")
    (0, 26)
    """
    number = 0
    for char in name:
        number = number * 26 + ord(char) - 64
    return number - 1


def shown(value: Cell) -> str:
    """The cell as a person sees it: whole numbers without “.0”, dates without a midnight.

    >>> shown(2020.0), shown(0.5), shown(True)
    ('2020', '0.5', '是')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)
