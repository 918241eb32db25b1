"""The cells of the finished export, ready as frames, written by openpyxl's write-only mode and by our writer: the same two sheets,
the same values, number formats and styled heads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from bench.exporting import Work, finished
from bench.kept import kept
from importers.plainsheets import FORMATS, plain_book
from registry.services.sheets.cells import SheetColumn, rows_xml
from registry.services.sheets.packing import Filling, Sample, pack

AT_ONCE = 5_000
KINDS = {form: kind for kind, form in FORMATS.items()}
HEADS = {"list": 2, "evidence": 1}  # rows above the first row of values
GENERAL = "General"


def openpyxl(rows: int) -> Work:
    """openpyxl write-only: a styled cell of each column is used again for each of its values, the cheapest way it offers."""
    folder = cells(rows)

    def work() -> None:
        book = Workbook(write_only=True)
        for name in HEADS:
            sheet, frame = book.create_sheet(name), pl.read_parquet(folder / f"{name}.parquet")
            heads, forms = _heads(folder, name)
            sheet.append([_head(sheet, head) for head in heads])
            styled = [_cell(sheet, form) for form in forms]
            for row in frame.iter_rows():
                sheet.append([_holding(cell, value) for cell, value in zip(styled, row, strict=True)])
        with tempfile.TemporaryFile() as stream:
            book.save(stream)

    return work


def streamed(rows: int) -> Work:
    """Our writer, which makes whole columns to cells at once."""
    folder = cells(rows)

    def work() -> None:
        frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in HEADS}
        wishes = []
        for name in HEADS:
            columns = [
                {"head": head, "kind": KINDS.get(form, ""), "width": 12}
                for head, form in zip(*_heads(folder, name), strict=True)
            ]
            wishes.append({"name": name, "columns": columns})
        content, parts = plain_book(wishes)
        fillings = {
            part: Filling(2, partial(_pieces, frame)) for part, frame in zip(parts, frames.values(), strict=True)
        }
        with tempfile.TemporaryFile() as stream:
            pack(BytesIO(content), stream, fillings)  # type: ignore[arg-type]

    return work


def cells(rows: int) -> Path:
    """A folder with a frame for each sheet, and the heads and number formats of its columns."""

    def make(folder: Path) -> None:
        path = finished(rows)
        read, styled = CalamineWorkbook.from_path(str(path)), load_workbook(path, read_only=True)
        for place, (name, above) in enumerate(HEADS.items()):
            table = read.get_sheet_by_index(place).to_python()
            letters = [get_column_letter(number) for number in range(1, len(table[0]) + 1)]
            columns = zip(*table[above:], strict=True)
            pl.DataFrame([_series(*each) for each in zip(letters, columns, strict=True)]).write_parquet(
                folder / f"{name}.parquet"
            )
            (first,) = styled.worksheets[place].iter_rows(min_row=above + 1, max_row=above + 1)
            forms = [getattr(cell, "number_format", None) or GENERAL for cell in first]
            heads = pl.DataFrame({"head": map(str, table[above - 1]), "form": forms})
            heads.write_parquet(folder / f"{name}.heads.parquet")
        styled.close()

    return kept(f"cells-{rows}", make)


def _series(letter: str, values: tuple[Any, ...]) -> pl.Series:
    """A column of the sheet, blank cells as nothing; texts where it has any."""
    held = [None if value == "" else value for value in values]
    if any(isinstance(value, str) for value in held):
        return pl.Series(letter, [None if value is None else str(value) for value in held], dtype=pl.String)
    if any(isinstance(value, datetime) for value in held):
        return pl.Series(letter, held).cast(pl.Date)
    return pl.Series(letter, held, dtype=pl.Float64)


def _heads(folder: Path, name: str) -> tuple[list[str], list[str]]:
    frame = pl.read_parquet(folder / f"{name}.heads.parquet")
    return frame["head"].to_list(), frame["form"].to_list()


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
    return cell


def _cell(sheet: Any, form: str) -> Any:
    if form == GENERAL:
        return None
    cell = WriteOnlyCell(sheet)
    cell.number_format = form
    return cell


def _holding(cell: Any, value: Any) -> Any:
    if cell is None:
        return value
    cell.value = value
    return cell


def _pieces(frame: pl.DataFrame, sample: Sample) -> Iterator[bytes]:
    columns = [SheetColumn(letter, sample.styles.get(letter, 0), letter) for letter in frame.columns]
    for start in range(0, frame.height, AT_ONCE):
        yield from rows_xml(frame.slice(start, AT_ONCE), columns, sample.row + start)
