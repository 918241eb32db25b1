"""Writes ledgers: a guide and sheets with drop-downs, prompts and units, row by row, so that memory stays constant.

Every text is written as a text, whatever it begins with; a blank stays a blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from importers.template_columns import TemplateColumn

ROWS = 5000  # rows with drop-downs and prompts, below those that are filled in
FIRST_DAY = date(1900, 3, 1)  # spreadsheets count the days before in two ways
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NUMBER_FORMATS = {"text": "@", "number": "General", "amount": "#,##0.00####", "percent": "0.00%", "date": "yyyy-mm-dd"}
GREY = {"font_color": "#808080", "bg_color": "#F2F2F2", "italic": True}
HEAD = {"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "vcenter"}
Formats = Mapping[str, Any]


@dataclass(frozen=True)
class LedgerSheet:
    """A sheet: its columns and either a grey example row or rows, in frames one after the other, whose columns bear the codes."""

    columns: Sequence[TemplateColumn]
    rows: Iterable[pl.DataFrame] | None = None


@dataclass(frozen=True)
class Guide:
    """What the first sheet says: a line each, then a prompt per column; beside them the names that a drop-down offers."""

    name: str
    lines: Sequence[str]
    heads: tuple[str, str]
    names_head: str = ""
    names: Sequence[str] = ()

    @property
    def source(self) -> str:
        """The range of the names, as a drop-down refers to it."""
        return f"='{self.name}'!$E$2:$E${len(self.names) + 1}"


def write_ledger(stream: BinaryIO, guide: Guide, sheets: Mapping[str, LedgerSheet]) -> None:
    """Write the workbook; the first sheet after the guide is the one that opens."""
    with xlsxwriter.Workbook(stream, dict(OPTIONS)) as book:
        formats = make_formats(book)
        every = {column.head: column.prompt for sheet in sheets.values() for column in sheet.columns}
        write_guide(book.add_worksheet(guide.name), guide, every, formats)
        tables = [(book.add_worksheet(name), sheet) for name, sheet in sheets.items()]
        for table, sheet in tables:
            write_sheet(table, sheet, formats)
        tables[0][0].activate()


def make_formats(book: Any) -> Formats:
    """The looks of cells by form, with "example …" in grey, "head" and "wrapped"."""
    formats = {name: book.add_format({"num_format": shown}) for name, shown in NUMBER_FORMATS.items()}
    formats |= {
        f"example {name}": book.add_format({"num_format": shown, **GREY}) for name, shown in NUMBER_FORMATS.items()
    }
    formats["head"] = book.add_format(HEAD)
    formats["wrapped"] = book.add_format({"text_wrap": True, "valign": "top"})
    return formats


def write_guide(sheet: Any, guide: Guide, columns: Mapping[str, str], formats: Formats) -> None:
    """The guide from the top down: lines, a blank row, then head and prompt of every column."""
    for position, width in {0: 34, 1: 90, 4: 28}.items():
        sheet.set_column(position, position, width)
    table = [guide.heads, *columns.items()]
    start = len(guide.lines) + 1
    names = [guide.names_head, *guide.names]
    for row in range(max(start + len(table), len(names))):
        if row < len(guide.lines):
            sheet.write_string(row, 0, guide.lines[row])
        elif row >= start and row - start < len(table):
            form = formats["head" if row == start else "wrapped"]
            for position, text in enumerate(table[row - start]):
                sheet.write_string(row, position, text, form)
        if row < len(names) and guide.names:
            sheet.write_string(row, 4, names[row], *([formats["head"]] if row == 0 else []))


def write_cell(sheet: Any, row: int, position: int, value: object, form: Any) -> None:
    """One value in its type; None writes nothing."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, position, value, form)
    elif isinstance(value, bool):
        sheet.write_string(row, position, "是" if value else "否", form)
    elif not isinstance(value, date):
        sheet.write_number(row, position, value, form)
    elif value < FIRST_DAY:
        sheet.write_string(row, position, value.isoformat(), form)
    else:
        sheet.write_datetime(row, position, datetime(value.year, value.month, value.day), form)


def write_sheet(sheet: Any, content: LedgerSheet, formats: Formats, *, spare: int = ROWS) -> None:
    """Heads, rows or an example row, and `spare` rows with drop-downs and prompts to fill in."""
    columns, filled = content.columns, 0
    first = 2 if content.rows is None else 1
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 36)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, 26 if position < 2 else 15, formats[column.form])
        sheet.write_string(0, position, column.head, formats["head"])
    if content.rows is None:
        for position, column in enumerate(columns):
            write_cell(sheet, 1, position, column.example, formats[f"example {column.form}"])
    else:
        looks = [formats[column.form] for column in columns]
        for filled, row in enumerate(_values(columns, content.rows), 1):
            for position, value in enumerate(row):
                if value is not None:
                    write_cell(sheet, filled, position, value, looks[position])
        sheet.autofilter(0, 0, max(1, filled), len(columns) - 1)
    _blank_shares(sheet, columns, range(first + filled, filled + spare + 1), formats)
    for position, column in enumerate(columns):
        prompt = {"input_title": column.title, "input_message": column.prompt, "ignore_blank": True}
        sheet.data_validation(first, position, filled + spare, position, {**column.check, **prompt})


def _values(columns: Sequence[TemplateColumn], frames: Iterable[pl.DataFrame]) -> Iterator[tuple[object, ...]]:
    for rows in frames:
        held = [pl.col(c.code) if c.code in rows.columns else pl.lit(None).alias(c.code) for c in columns]
        yield from rows.select(held).iter_rows()


def _blank_shares(sheet: Any, columns: Sequence[TemplateColumn], rows: Iterable[int], formats: Formats) -> None:
    """Percent formats for the cells still to fill: programs that write into them do not look at the format of a column."""
    shares = [position for position, column in enumerate(columns) if column.form == "percent"]
    for row in rows if shares else ():
        for position in shares:
            sheet.write_blank(row, position, None, formats["percent"])
