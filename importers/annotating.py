"""Writes marks into the user's own .xlsx or .xlsm with openpyxl. Runs in the reading process only.

Sheets, formats, widths and formulas stay, and what formulas had come to (computed.py). Cells are coloured and commented;
two columns for status and note are added on the right, or used again where an earlier check has left them.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from importers.computed import computed_values, present, put_back
from importers.errors import HalfWritten
from importers.marks import COLOURS, MOST_COMMENTS, STATUSES, SheetMarks, box
from importers.saving import saved
from importers.widths import add_filter, set_apart

AUTHOR = "梯度"
PARTING = "\n——\n"  # between the user's own comment and ours
WIDTHS = (10, 70)


def annotate(path: Path, filename: str, marks: list[dict[str, Any]], words: dict[str, str]) -> bytes:
    """The workbook with all marks. Raises HalfWritten where openpyxl does not see what was read."""
    is_macro = filename.lower().endswith(".xlsm")
    content = path.read_bytes()  # openpyxl goes by the extension of a path, and this one has none
    book = load_workbook(io.BytesIO(content), keep_vba=is_macro, rich_text=True)
    values = computed_values(book, content)
    for plain in marks:
        sheet = SheetMarks(**plain)
        table = book[sheet.name] if sheet.name in book.sheetnames else None
        if not isinstance(table, Worksheet) or table.max_row < max(sheet.rows, default=sheet.header_row):
            raise HalfWritten(file=filename)
        _mark(table, sheet, words)
    return put_back(saved(book), book, values)


def _mark(table: Worksheet, sheet: SheetMarks, words: dict[str, str]) -> None:
    status = _own_columns(table, sheet, words)
    note = status + 1
    if table.legacy_drawing:
        _resize_comments(table)
    for row, (key, text) in sheet.rows.items():
        _write(table, row, status, words[STATUSES[key]], COLOURS[key])
        _write(table, row, note, text)
    for number, ((row, column), (level, text)) in enumerate(sheet.cells.items()):
        cell = _speaking(table, row, column)
        cell.fill = _fill(COLOURS[level])
        if number < MOST_COMMENTS:
            _comment(cell, text)
    for row in range(sheet.top, sheet.header_row + 1):  # every row of the header, so that no head above reaches over
        for column, head in ((status, words["status"]), (note, words["note"])):
            _write(table, row, column, head, "E7E6E6").font = Font(bold=True)
    if sheet.about:
        _comment(_speaking(table, max(1, sheet.header_row), note), sheet.about)
    for column, width in zip((status, note), WIDTHS, strict=True):
        set_apart(table, column)
        table.column_dimensions[get_column_letter(column)].width = width
    if sheet.header_row:
        add_filter(table, sheet.header_row, note)


def _resize_comments(table: Worksheet) -> None:
    """The user's own comments: openpyxl forgets the size of their boxes."""
    for cell in present(table):
        if cell.comment:
            cell.comment.width, cell.comment.height = box(cell.comment.text)


def _own_columns(table: Worksheet, sheet: SheetMarks, words: dict[str, str]) -> int:
    """The first of the two columns; what an earlier check left in them and in comments is taken away."""
    known = {words[text] for text in STATUSES.values()}
    for column in range(1, sheet.width):
        if sheet.header_row and _heads(table, sheet, column) != [words["status"], words["note"]]:
            continue
        below = (cell for cell in present(table) if cell.column == column and (cell.row or 0) > sheet.header_row)
        values = {cell.value for cell in below} - {None}
        if values <= known and (sheet.header_row or values):
            _wipe(table, sheet, column)
            return column
    return sheet.width + 1


def _heads(table: Worksheet, sheet: SheetMarks, column: int) -> list[Any]:
    return [table.cell(sheet.header_row, column + i).value for i in (0, 1)]


def _wipe(table: Worksheet, sheet: SheetMarks, status: int) -> None:
    for cell in present(table):
        if not isinstance(cell, Cell) or cell.row < sheet.top:
            continue
        if cell.column in (status, status + 1):
            cell.value, cell.fill, cell.comment = None, PatternFill(), None
        elif cell.comment and (cell.comment.author == AUTHOR or PARTING in cell.comment.text):
            own, parting, _ = cell.comment.text.partition(PARTING)
            cell.comment = Comment(own, cell.comment.author) if parting else None
            cell.fill = PatternFill()


def _write(table: Worksheet, row: int, column: int, text: str, colour: str = "") -> Cell:
    cell = table.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = text or None
    if colour:
        cell.fill = _fill(colour)
    return cell


def _speaking(table: Worksheet, row: int, column: int) -> Cell:
    """The cell itself, or the first one of the merged area that it lies in."""
    cell = table.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in table.merged_cells.ranges if cell.coordinate in area)
        cell = table.cell(area.min_row, area.min_col)
    assert isinstance(cell, Cell)
    return cell


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _comment(cell: Cell, text: str) -> None:
    """Adds our words behind the user's own, in a box that shows all of them."""
    before = cell.comment
    whole = f"{before.text}{PARTING}{text}" if before else text
    width, height = box(whole)
    cell.comment = Comment(whole, before.author if before else AUTHOR, height=height, width=width)
