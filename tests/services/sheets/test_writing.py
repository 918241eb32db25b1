"""Rows streamed into a workbook are what libraries that read Excel files find in it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO

import polars as pl
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from importers.plainsheets import plain_book
from registry.services.sheets.cells import LONGEST, SheetColumn, rows_xml
from registry.services.sheets.packing import Filling, Sample, pack

KINDS = ("text", "number", "whole", "date", "percent")
FRAME = pl.DataFrame(
    {
        "A": ["=1+1", "甲 & <乙>", " spaces ", None, "\x01bell\x0b", "", "'quoted\"", "😀\n换行"],
        "B": [0.1, 1e15, -3.25, None, float("nan"), float("inf"), 1e-9, 123456789.125],
        "C": [1, 0, -5, None, 7, 8, 9, 10],
        "D": [date(2026, 6, 30), date(1999, 12, 31), None, *[date(1900, 3, 1)] * 5],
        "E": [0.125, None, 1.0, 0.0, 0.5, 0.25, 0.75, 0.1],
    }
)
EXPECTED = [
    ("=1+1", 0.1, 1, datetime(2026, 6, 30), 0.125),
    ("甲 & <乙>", 1e15, 0, datetime(1999, 12, 31), None),
    (" spaces ", -3.25, -5, None, 1),
    (None, None, None, datetime(1900, 3, 1), 0),
    ("bell", None, 7, datetime(1900, 3, 1), 0.5),
    (None, None, 8, datetime(1900, 3, 1), 0.25),
    ("'quoted\"", 1e-9, 9, datetime(1900, 3, 1), 0.75),
    ("😀\n换行", 123456789.125, 10, datetime(1900, 3, 1), 0.1),
]


def written(frame: pl.DataFrame, stream: BinaryIO, times: int = 1, columns: str = "ABCDE") -> None:
    heads = [{"head": letter, "kind": kind, "width": 9} for letter, kind in zip("ABCDE", KINDS, strict=True)]
    content, parts = plain_book([{"name": "表", "columns": heads}])

    def rows(sample: Sample) -> Iterator[bytes]:
        for number in range(times):
            shown = [SheetColumn(letter, sample.styles.get(letter, 0), letter) for letter in columns]
            yield from rows_xml(frame, shown, sample.row + number * frame.height)

    pack(BytesIO(content), stream, {parts[0]: Filling(2, rows, 1 + times * frame.height)})


def test_openpyxl_reads_back_what_was_written() -> None:
    stream = BytesIO()
    written(FRAME, stream)
    sheet = load_workbook(stream)["表"]
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == EXPECTED
    assert {cell.data_type for cell in sheet["A"]} <= {"s", "n"}
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert sheet.dimensions == "A1:E9"


def test_calamine_reads_back_what_was_written() -> None:
    stream = BytesIO()
    written(FRAME, stream)
    stream.seek(0)
    _, *rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_name("表").to_python()
    expected = [["" if cell is None else cell for cell in row] for row in EXPECTED]
    days = [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in expected]
    assert rows == days


def test_that_spaces_count_is_said_where_a_text_has_some_at_an_end() -> None:
    frame = pl.DataFrame({"plain": ["甲 乙", "丙"], "spaced": ["甲 ", "丙"]})
    xml = b"".join(rows_xml(frame, [SheetColumn("A", 0, "plain"), SheetColumn("B", 3, "spaced")], 7)).decode()
    assert '<c r="A7" t="inlineStr"><is><t>甲 乙</t>' in xml
    assert '<c r="B7" s="3" t="inlineStr"><is><t xml:space="preserve">甲 </t>' in xml


def test_a_text_is_cut_at_what_a_cell_may_hold() -> None:
    stream = BytesIO()
    written(pl.DataFrame({"A": ["长" * (LONGEST + 5)]}), stream, columns="A")
    assert load_workbook(stream)["表"]["A2"].value == "长" * LONGEST


def test_a_cell_can_be_a_number_here_and_a_text_there() -> None:
    frame = pl.DataFrame({"n": [1.5, None], "t": ["no", "是"], "look": [0, 1]})
    xml = b"".join(rows_xml(frame, [SheetColumn("A", "look", "n", "t")], 7)).decode()
    assert '<c r="A7" s="0"><v>1.5</v></c>' in xml
    assert '<c r="A8" s="1" t="inlineStr">' in xml


@pytest.mark.parametrize("times", [20, 200])
def test_memory_does_not_grow_with_the_rows(times: int, tmp_path: object) -> None:
    frame = pl.concat([FRAME] * 125)
    with open(f"{tmp_path}/book.xlsx", "wb") as stream:
        tracemalloc.start()
        written(frame, stream, times)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8_000_000
