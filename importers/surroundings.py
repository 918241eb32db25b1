"""A table, and what stands around its header: units and a year above it, a row of units or column numbers below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from importers.headers import Head
from importers.lines import units_in, year_in
from importers.mapping import Meaning
from importers.raw import RawSheet, shown
from importers.words import Unit, find_unit, plain, words


@dataclass(frozen=True)
class Table:
    """A table found in a sheet; rows and columns are counted from 0, `first` is the first row under the header."""

    top: int
    first: int
    headers: tuple[str, ...]
    heads: tuple[Head, ...]
    meanings: tuple[Meaning | None, ...]
    keys: tuple[str, ...] = ()  # of the heads, each once
    signature: str = ""
    units: tuple[Unit, ...] = ()
    title_year: int | None = None
    title_text: str = ""
    column_units: dict[int, Unit] = field(default_factory=dict)
    start: int = 0  # the first row that may belong to the table: what stands above it belongs to another

    @property
    def marked(self) -> tuple[int, ...]:
        """The columns that an earlier check wrote (marking.py)."""
        return tuple(column for column, meaning in enumerate(self.meanings) if meaning and meaning.reason == "status")

    @property
    def known(self) -> int:
        """How many columns were recognised as something."""
        return sum(meaning is not None for meaning in self.meanings)


def with_surroundings(sheet: RawSheet, table: Table) -> Table:
    """The table with what the lines above and the unit row below its header say."""
    sheet = without_status(sheet, table)
    units: list[Unit] = []
    title_year, title_text = None, ""
    for text in lines_above(sheet, table.top, table.start):
        units += units_in(text)
        year = None if any(word in text for word in ("日期", "时间")) else year_in(text)
        if year:
            title_year, title_text = year, text
    first, column_units = _unit_row(sheet, table.first)
    return replace(
        table,
        first=first + _is_numbering(sheet, first),
        units=tuple(units),
        title_year=title_year,
        title_text=title_text,
        column_units=column_units,
    )


def without_status(sheet: RawSheet, table: Table) -> RawSheet:
    """The sheet as if nobody had marked it: the columns of an earlier check are blank under their heads."""
    columns = list(sheet.columns)
    for position in table.marked:
        head = columns[position][: table.first]
        columns[position] = [*head, *[""] * (sheet.height - len(head))]
    return replace(sheet, columns=columns) if table.marked else sheet


def lines_above(sheet: RawSheet, top: int, start: int = 0) -> Iterator[str]:
    """The texts above a row, counted from 0."""
    for row in range(start, top):
        yield from (cell for cell in sheet.row(row) if isinstance(cell, str) and cell.strip())


def _unit_row(sheet: RawSheet, row: int) -> tuple[int, dict[int, Unit]]:
    """The first data row and the units of the row before it, where that row holds nothing but units and asides."""
    if row >= sheet.height:
        return row, {}
    cells = {column: plain(shown(cell)).strip("()") for column, cell in enumerate(sheet.row(row)) if cell != ""}
    units = {column: unit for column, text in cells.items() if (unit := find_unit(text.removeprefix("单位:")))}
    asides = [text for column, text in cells.items() if column not in units]
    if cells and all(text in words().header_noise or text in words().missing for text in asides):
        return (row + 1, units) if units or asides else (row, {})
    return row, {}


def _is_numbering(sheet: RawSheet, row: int) -> bool:
    """Whether a row only numbers the columns: 甲, 乙, 1, 2, 3."""
    if row >= sheet.height:
        return False
    texts = [shown(cell).strip() for cell in sheet.row(row) if cell != ""]
    numbers = [text for text in texts if text not in ("甲", "乙", "丙", "丁", "A", "B", "C")]
    if len(numbers) < 3 or not all(text.isdecimal() and len(text) < 5 for text in numbers):
        return False
    return [int(text) for text in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
