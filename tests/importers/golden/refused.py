"""Files that cannot be read as tables; what is expected is the sentence that says why and what to do."""

from __future__ import annotations

import io

import xlsxwriter

from importers.limits import Limits
from tests.importers.binary import compound
from tests.importers.golden.registry import golden
from tests.importers.workbooks import CODES, NAMES, Made, book

LEDGER = book({"2025年": [["企业名称", "营业收入（万元）"], [NAMES[1], 1], [NAMES[2], 2]]})


@golden()
def protected_by_a_password() -> Made:
    return "加密.xlsx", compound("EncryptedPackage", b"\0" * 5000)


@golden()
def a_picture_called_a_workbook() -> Made:
    return "台账.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@golden()
def a_web_page_called_a_workbook() -> Made:
    return "导出.xls", "<html><table><tr><td>企业名称</td></tr></table></html>".encode()


@golden()
def a_workbook_called_text() -> Made:
    return "台账.csv", LEDGER


@golden()
def a_new_workbook_called_an_old_one() -> Made:
    return "台账.xls", LEDGER


@golden()
def another_extension() -> Made:
    return "台账.docx", LEDGER


@golden()
def half_of_a_workbook() -> Made:
    return "台账.xlsx", LEDGER[: len(LEDGER) // 2]


@golden()
def nothing_at_all() -> Made:
    return "台账.xlsx", b""


@golden()
def sheets_without_a_value() -> Made:
    return "台账.xlsx", book({"空": [], "也空": []})


@golden()
def hidden_sheets_with_all_the_data() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("封面")
        hidden = workbook.add_worksheet("数据")
        hidden.write_row(0, 0, ["企业名称", "营业收入（万元）"])
        hidden.hide()
    return "台账.xlsx", stream.getvalue()


@golden()
def numbers_without_a_header() -> Made:
    return "数.xlsx", book({"数": [[1, 2, 3], [4, 5, 6]]})


@golden(sheet="2026年")
def a_sheet_that_is_not_there() -> Made:
    return "台账.xlsx", LEDGER


@golden(limits=Limits(rows=2))
def more_rows_than_are_allowed() -> Made:
    return "台账.xlsx", LEDGER


@golden(limits=Limits(columns=1))
def more_columns_than_are_allowed() -> Made:
    return "台账.xlsx", LEDGER


@golden(limits=Limits(unpacked_megabytes=1))
def more_than_is_allowed_once_unpacked() -> Made:
    return "台账.xlsx", book({"台账": [["企业名称"], *([f"{index:020d}" * 5] for index in range(20_000))]})


@golden(limits=Limits(seconds=0))
def a_reader_that_takes_too_long() -> Made:
    return "台账.xlsx", book({"台账": [["企业名称", "统一社会信用代码"], [NAMES[1], CODES[1]]]})
