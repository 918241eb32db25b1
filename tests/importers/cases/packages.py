"""Files that lie about themselves, or come from other programs."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from openpyxl import Workbook

from tests.importers.workbooks import CODES, NAMES, Made, book, case, text_file


@case
def dimension_that_lies() -> Made:
    source = book(
        {
            "2025年": [
                ["企业名称", "统一社会信用代码", "营业收入（万元）"],
                *([f"第{i}示例公司", code, i] for i, code in enumerate(CODES[1:])),
            ]
        }
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'<dimension ref="A1:C4"/>', b'<dimension ref="A1"/>'))
    return "尺寸.xlsx", stream.getvalue()


@case
def dates_counted_from_1904() -> Made:
    return "苹果.xlsx", book({"名单": [["企业名称", "成立日期"], ["甲示例有限公司", date(2018, 5, 3)]]}, date_1904=True)


@case
def gb18030_with_stray_bytes() -> Made:
    text = text_file(
        [
            ["企业名称", "统一社会信用代码", "2025年营业收入（万元）"],
            [NAMES[1], CODES[1], "1234.5"],
            ["坏?公司", CODES[2], "2"],
        ]
    )
    return "导出.csv", text.encode("gb18030").replace("坏?".encode("gb18030"), "坏".encode("gb18030") + b"\xff\xff")


@case
def semicolons_and_a_byte_order_mark() -> Made:
    text = text_file(
        [["企业名称", "统一社会信用代码", "2025年营业收入（万元）"], [NAMES[1], CODES[1], '"1,234.5"']], ";"
    )
    return "导出.csv", text.encode("utf-8-sig")


@case
def error_cells_and_uncalculated_formulas() -> Made:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "2025年"
    sheet.append(["企业名称", "统一社会信用代码", "营业收入(万元)", "研发费用(万元)", "备注"])
    sheet.append([NAMES[1], CODES[1], "#N/A", 5, None])
    sheet.append([NAMES[2], CODES[2], "=D3*20", 6, None])
    sheet.append([NAMES[3], CODES[3], 100, 7, "#DIV/0!"])
    stream = io.BytesIO()
    workbook.save(stream)
    return "公式.xlsx", stream.getvalue()
