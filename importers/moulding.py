"""Prepares somebody's blank workbook for rows to be streamed into it. Runs in the reading process only.

Of the table's rows only the first stays, as the sample whose styles all rows get; what stands under the table moves to
below the last row, with its merged cells, heights and the ranges of its formulas. Everything else stays as it is.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from importers.errors import HalfWritten
from importers.foots import foot_row
from importers.plainsheets import add_plain_sheet
from importers.saving import saved
from importers.words import plain, words

FORMATS = {"date": "yyyy-mm-dd", "text": "@", "number": "#,##0.00", "percent": "0.0%", "whole": "0"}
GENERAL, AS_TEXT = "General", "@"
REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")


def mould(path: Path, filename: str, wish: dict[str, Any]) -> dict[str, Any]:
    """`content` of the prepared workbook, `part` of its sheet, the parts of the sheets `beside` it, the `last` row in the
    end, and `percent`: the columns whose sample shows percent. Raises HalfWritten where the sheet is not there."""
    book = load_workbook(io.BytesIO(path.read_bytes()))  # macros stay behind: what comes out is an .xlsx
    table = book[wish["sheet"]] if wish["sheet"] in book.sheetnames else None
    if not isinstance(table, Worksheet):
        raise HalfWritten(file=filename)
    first, count = wish["header_row"] + 1, max(1, wish["rows"])
    foot = foot_row(_texts(table), _areas(table), first - 1) + 1 or max(table.max_row, first) + 1
    _keep_first_row(table, first, foot)
    _move_foot(table, foot, first + count - foot, first)
    percent = _sample(table, first, wish["kinds"])
    _sum_up(table, first, count, wish["sums"])
    _stretch(table, first, max(foot - 1, first), first + count - 1)
    beside = [add_plain_sheet(book, plain_sheet) for plain_sheet in wish["beside"]]
    return {
        "content": saved(book),
        "part": table.path.lstrip("/"),
        "beside": [sheet.path.lstrip("/") for sheet in beside],
        "last": max(table.max_row, first + count - 1),
        "percent": percent,
    }


def _texts(table: Worksheet) -> list[list[str]]:
    return [["" if value is None else str(value) for value in row] for row in table.iter_rows(values_only=True)]


def _areas(table: Worksheet) -> list[tuple[int, int, int, int]]:
    return [
        (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1) for area in table.merged_cells.ranges
    ]


def _sample(table: Worksheet, row: int, kinds: dict[str, str]) -> list[str]:
    """The sample row without values, with a number format where its own cannot show what is to come."""
    percent = []
    table.row_dimensions[row].height = table.row_dimensions[row].height  # a row of plain cells is written too
    for letter, kind in kinds.items():
        cell = table[f"{letter}{row}"]
        form = cell.number_format
        if kind == "date" and not cell.is_date and not _shows_days(form):
            cell.number_format = FORMATS["date"]
        elif kind == "text" and form == GENERAL:
            cell.number_format = FORMATS["text"]
        elif kind in ("number", "percent", "whole") and form in (GENERAL, AS_TEXT):
            cell.number_format = FORMATS[kind] if form == GENERAL and kind == "percent" else GENERAL
        if "%" in cell.number_format:
            percent.append(letter)
    for cell in table[row]:
        if isinstance(cell, Cell):
            cell.value = None
    return percent


def _shows_days(form: str) -> bool:
    return form not in (GENERAL, AS_TEXT) and any(sign in form.lower() for sign in ("y", "d", "年"))


def _keep_first_row(table: Worksheet, first: int, foot: int) -> None:
    for place in [place for place in table._cells if first < place[0] < foot]:
        del table._cells[place]
    for row in [row for row in table.row_dimensions if first < row < foot]:
        del table.row_dimensions[row]


def _move_foot(table: Worksheet, foot: int, distance: int, first: int) -> None:
    """Everything from the foot's first row on, so many rows down or up."""
    moved = {place: table._cells.pop(place) for place in sorted(table._cells) if place[0] >= foot}
    for (row, column), cell in moved.items():
        cell.row = row + distance
        if isinstance(cell, Cell) and cell.data_type == "f" and isinstance(cell.value, str):
            cell.value = _shifted(cell.value, first, foot, distance)
        table._cells[(row + distance, column)] = cell
    heights = {row: table.row_dimensions.pop(row) for row in list(table.row_dimensions) if row >= foot}
    for row, dimension in heights.items():
        dimension.index = row + distance
        table.row_dimensions[row + distance] = dimension
    kept = []
    for area in table.merged_cells.ranges:
        if area.max_row < first:
            kept.append(CellRange(area.coord))
        elif area.min_row >= foot:
            kept.append(_placed(area, distance))
        elif area.min_row == area.max_row == first:
            kept += [_placed(area, step) for step in range(foot + distance - first)]
    table.merged_cells = MultiCellRange(kept)


def _placed(area: CellRange, distance: int) -> CellRange:
    return CellRange(
        min_col=area.min_col, max_col=area.max_col, min_row=area.min_row + distance, max_row=area.max_row + distance
    )


def _shifted(formula: str, first: int, foot: int, distance: int) -> str:
    """A formula of the foot: ranges over the table reach to its new end, what lies in the foot moves along."""

    def moved(row: int, *, is_end: bool) -> int:
        if row >= foot:
            return row + distance
        return foot + distance - 1 if is_end and row >= first else row

    def replaced(found: re.Match[str]) -> str:
        start = moved(int(found[2]), is_end=False)
        end = f":{found[3]}{moved(int(found[4]), is_end=True)}" if found[3] else ""
        return f"{found[1]}{start}{end}"

    return REFERENCE.sub(replaced, formula)


def _sum_up(table: Worksheet, first: int, count: int, letters: list[str]) -> None:
    """Sums in the blank cells of a total row, for the columns that can be added up."""
    row = first + count
    if row > table.max_row:
        return
    texts = [plain(str(cell.value)).strip(":") for cell in table[row] if cell.value is not None]
    if not any(text in words().totals for text in texts):
        return
    for letter in letters:
        cell = table[f"{letter}{row}"]
        if isinstance(cell, Cell) and cell.value is None:
            cell.value = f"=SUM({letter}{first}:{letter}{row - 1})"
            sample = table[f"{letter}{first}"]
            if cell.number_format == GENERAL:
                cell.number_format = sample.number_format


def _stretch(table: Worksheet, first: int, old_last: int, last: int) -> None:
    """Print area, filter, tables and value lists that covered the table cover its new rows."""
    distance = last - old_last

    def stretched(area: str) -> str:
        left, top, right, bottom = range_boundaries(area.replace("$", ""))
        if not (left and top and right and bottom) or bottom < first:
            return area
        bottom = max(bottom + distance, last) if bottom >= old_last or top <= first else bottom
        return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"

    if table.print_area and "," not in table.print_area:
        table.print_area = stretched(table.print_area.rpartition("!")[2])
    if table.auto_filter.ref:
        table.auto_filter.ref = stretched(table.auto_filter.ref)
    for listed in table.tables.values():
        listed.ref = stretched(listed.ref)
        if listed.autoFilter:
            listed.autoFilter.ref = stretched(listed.autoFilter.ref)
    for check in table.data_validations.dataValidation:
        check.sqref = MultiCellRange([stretched(area.coord) for area in check.sqref.ranges])
