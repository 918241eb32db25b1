"""Sheets that nobody designed: bold heads, a sample row with number formats, widths. For column sets and evidence."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from importers.saving import saved

FORMATS = {"date": "yyyy-mm-dd", "text": "@", "number": "#,##0.00", "percent": "0.0%", "whole": "0", "": "General"}
HEAD_ROW, SAMPLE_ROW = 1, 2
THIN = Side("thin", color="B8C0CC")


def add_plain_sheet(book: Workbook, wish: dict[str, Any]) -> Worksheet:
    """A sheet of `name` whose `columns` have head, kind and width; its second row is the sample.

    A kind that no column has can be shown too: `looks` names kinds whose style stands, each in a cell right of the last
    column, in the sample row.
    """
    sheet: Worksheet = book.create_sheet(wish["name"])
    columns = wish["columns"]
    for position, column in enumerate(columns, start=1):
        head = sheet.cell(HEAD_ROW, position, column["head"])
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
        head.alignment, head.border = Alignment(wrap_text=True, vertical="top"), Border(THIN, THIN, THIN, THIN)
        sheet.column_dimensions[get_column_letter(position)].width = column["width"]
        sheet.cell(SAMPLE_ROW, position).number_format = FORMATS[column["kind"]]
    for position, kind in enumerate(wish.get("looks", ()), start=len(columns) + 1):
        sheet.cell(SAMPLE_ROW, position).number_format = FORMATS[kind]
    sheet.freeze_panes = f"{get_column_letter(min(3, len(columns) + 1))}{SAMPLE_ROW}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    return sheet


def plain_book(wishes: list[dict[str, Any]]) -> tuple[bytes, list[str]]:
    """A workbook of nothing but such sheets, and their parts."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = [add_plain_sheet(book, wish) for wish in wishes]
    return saved(book), [sheet.path.lstrip("/") for sheet in sheets]
