"""What workbooks of our own making are made of: firms that do not exist, plain rows, a list of those that are tried."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter

CODES = ("91420100MA4KXXXX01", "91429005093008211W", "9142900566545527XF", "91429005722015255A")
NAMES = ("武汉示例光电有限公司", "潜江虚构宾馆有限公司", "潜江样板支行有限公司", "江汉假想农牧有限公司")
Rows = list[list[Any]]
Made = tuple[str, bytes]
CASES: dict[str, Callable[[], Made]] = {}


def case(function: Callable[[], Made]) -> Callable[[], Made]:
    CASES[function.__name__] = function
    return function


def book(sheets: dict[str, Rows], **options: Any) -> bytes:
    """An .xlsx of plain rows, each beginning in A1."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", **options}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(index, column, value)
    return stream.getvalue()


def text_file(rows: Rows, separator: str = ",") -> str:
    return "\r\n".join(separator.join(str(cell) for cell in row) for row in rows) + "\r\n"
