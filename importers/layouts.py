"""The layout of somebody's blank workbook: which sheet and rows are the head of its table, what each column means, and
what stands under it. Nothing of its cells is taken over.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from importers.assignment import assign
from importers.errors import NoHeaderFound, NotXlsx
from importers.foots import foot_row
from importers.limits import Limits
from importers.mapping import ColumnMapping
from importers.process import read_sheets
from importers.raw import RawSheet, shown
from importers.surroundings import lines_above
from importers.tables import SEARCHED_ROWS, find_table
from importers.vocabulary import Vocabulary
from registry.domain.indicators import Indicators

SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class LayoutColumn:
    """One column of the layout; `offset` counts years after the data year where the head says 上年 and the like."""

    mapping: ColumnMapping
    offset: int | None = None


@dataclass(frozen=True)
class SheetLayout:
    """Where the table of a sheet is, rows from 1: `header_row` is the last row above the data, `foot_row` the first below
    it (0: nothing stands there). `titles` are the lines above the header."""

    sheet: str
    header_top: int
    header_row: int
    foot_row: int
    titles: tuple[str, ...]
    columns: tuple[LayoutColumn, ...]

    @property
    def known(self) -> int:
        """How many columns were recognised as an indicator."""
        return sum(column.mapping.indicator is not None for column in self.columns)


def read_layout(
    content: bytes, filename: str, *, indicators: Indicators, sheet: str | None = None, limits: Limits | None = None
) -> SheetLayout:
    """The table of the sheet named, or of the sheet whose columns say most.

    Raises NotXlsx for files that cannot be written back, NoHeaderFound, and whatever reading raises.
    """
    if PurePath(filename).suffix.lower() not in SUFFIXES:
        raise NotXlsx(file=filename)
    vocabulary = Vocabulary(indicators)
    raw = read_sheets(content, filename, sheet=sheet, limits=limits or Limits())
    found = [layout for one in raw if (layout := _layout(one, vocabulary))]
    if not found:
        raise NoHeaderFound(file=filename, rows=SEARCHED_ROWS)
    return max(found, key=lambda layout: layout.known)


def _layout(sheet: RawSheet, vocabulary: Vocabulary) -> SheetLayout | None:
    table = find_table(sheet, vocabulary)
    if table is None:
        return None
    assigned, _ = assign(sheet, table, vocabulary)
    rows = [[shown(cell) for cell in sheet.row(number)] for number in range(sheet.height)]
    return SheetLayout(
        sheet=sheet.name,
        header_top=table.top + 1,
        header_row=table.first,
        foot_row=foot_row(rows, sheet.merged, table.first) + 1,
        titles=tuple(dict.fromkeys(text.strip() for text in lines_above(sheet, table.top))),
        columns=tuple(LayoutColumn(column.mapping, column.offset) for column in assigned),
    )
