"""The rejected rows of an import as a workbook: which sheet, row and cell, what stands there, what is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

from xlsxwriter import Workbook

from importers.issues import Issue
from registry.domain.indicators import Text
from registry.services.wording import CHINESE, Wording

HEADS = (
    (Text("工作表", "Sheet"), 16),
    (Text("行", "Row"), 8),
    (Text("单元格", "Cell"), 10),
    (Text("列名", "Column"), 24),
    (Text("原内容", "Value"), 28),
    (Text("问题", "Fault"), 80),
)


def write_report(issues: Iterable[Issue], stream: BinaryIO, wording: Wording = CHINESE) -> None:
    """One line per fault, in the order of the file; every cell is text or a number, none a formula."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with Workbook(buffer, options) as book:
        sheet = book.add_worksheet(wording.text(Text("退回", "Rejected")))
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        for position, (head, width) in enumerate(HEADS):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, wording.text(head), bold)
        for number, issue in enumerate(sorted(issues, key=lambda issue: (issue.sheet, issue.row)), start=1):
            cell = f"{issue.column}{issue.row}" if issue.column and issue.row else issue.column
            sheet.write_string(number, 0, issue.sheet)
            sheet.write_number(number, 1, issue.row)
            for position, text in enumerate((cell, issue.header, issue.value), start=2):
                sheet.write_string(number, position, str(text))
            sheet.write_string(number, 5, issue.sentence(translate=wording.translate))
    stream.write(buffer.getvalue())
