"""Formats, encodings and packages that are odd and all the same hold every row."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import xlsxwriter

from tests.importers.binary import Error, Percent, xls, xlsb
from tests.importers.golden.registry import golden
from tests.importers.opendocument import opendocument
from tests.importers.workbooks import CODES, NAMES, Made, Rows, book, text_file

HEAD = ["企业名称", "统一社会信用代码", "2025年营业收入（万元）"]
ROWS: Rows = [HEAD, [NAMES[1], CODES[1], 100], [NAMES[2], CODES[2], "1,234.5"]]
SHARES: list[list[object]] = [
    ["企业名称", "统一社会信用代码", "市场占有率", "营业收入（万元）"],
    [NAMES[1], CODES[1], Percent(0.35), Error(0x2A)],
    [NAMES[2], CODES[2], Percent(1.2), 300],
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"


def changed(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """A workbook with the texts of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return stream.getvalue()


@golden()
def tabs_in_utf16() -> Made:
    return "导出.txt", text_file(ROWS, "\t").encode("utf-16")


@golden()
def commas_and_quotes_in_utf8() -> Made:
    rows = [
        ['"企业\n名称"', "统一社会信用代码", '"2025年营业收入\n（万元）"'],
        [f'"{NAMES[1]}"', CODES[1], '"1,234.5"'],
    ]
    return "导出.csv", text_file(rows).encode()


@golden()
def rows_of_unequal_length_in_text() -> Made:
    text = f"{','.join(HEAD)},,\r\n{NAMES[1]},{CODES[1]},100,,,\r\n\r\n{NAMES[2]},{CODES[2]}\r\n"
    return "导出.csv", text.encode("gb18030")


@golden()
def a_byte_order_mark_and_semicolons_with_commas_in_numbers() -> Made:
    return "导出.csv", text_file(ROWS, ";").encode("utf-8-sig")


@golden()
def opendocument_with_shares_and_errors() -> Made:
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.35"><text:p>35%</text:p></table:table-cell>'
    )
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    head = ["企业名称", "统一社会信用代码", "市场占有率", "营业收入（万元）"]
    return "台账.ods", opendocument([head, [NAMES[1], CODES[1], share, error], [NAMES[2], CODES[2], share, 300]])


@golden()
def old_binary_workbook() -> Made:
    return "台账.xls", xls("2025年", SHARES)


@golden()
def new_binary_workbook() -> Made:
    return "台账.xlsb", xlsb("2025年", SHARES)


@golden()
def workbook_for_macros() -> Made:
    return "台账.xlsm", book({"台账": ROWS})


@golden()
def strict_office_open_xml() -> Made:
    def strict(_: str, text: str) -> str:
        return text.replace(MAIN, f"{STRICT}/spreadsheetml/main").replace(
            OFFICE, f"{STRICT}/officeDocument/relationships"
        )

    return "严格.xlsx", changed(book({"台账": ROWS}), strict)


@golden()
def cells_without_references() -> Made:
    def bare(name: str, text: str) -> str:
        return re.sub(r'<(c|row) r="\w+"', r"<\1", text) if "worksheets/" in name else text

    return "无引用.xlsx", changed(book({"台账": ROWS}), bare)


@golden()
def dimension_of_a_whole_sheet() -> Made:
    def wide(_: str, text: str) -> str:
        return text.replace('<dimension ref="A1:C3"/>', '<dimension ref="A1:XFD1048576"/>')

    return "尺寸.xlsx", changed(book({"台账": ROWS}), wide)


@golden()
def rows_far_below_and_between_blank_ones() -> Made:
    rows: Rows = [*[[None]] * 3, HEAD, [None], ROWS[1], *[[None]] * 40, ROWS[2]]
    return "空行.xlsx", book({"台账": rows})


@golden()
def texts_in_several_formats_and_with_readings() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet, bold = workbook.add_worksheet("台账"), workbook.add_format({"bold": True})
        sheet.write_row(0, 0, HEAD)
        sheet.write_rich_string(1, 0, NAMES[1][:2], bold, NAMES[1][2:])
        sheet.write_row(1, 1, [CODES[1], 100])
    phonetic = f'<t>{CODES[1]}</t><rPh sb="0" eb="2"><t>jiu yi</t></rPh>'

    def read_aloud(name: str, text: str) -> str:
        return text.replace(f"<t>{CODES[1]}</t>", phonetic) if name.endswith("sharedStrings.xml") else text

    return "注音.xlsx", changed(stream.getvalue(), read_aloud)


@golden()
def hidden_rows_and_columns_are_read() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("台账")
        for index, row in enumerate(ROWS):
            sheet.write_row(index, 0, row)
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.autofilter(0, 0, 2, 2)
    return "筛选.xlsx", stream.getvalue()


@golden()
def formulas_with_their_values() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("2025年")
        sheet.write_row(0, 0, ["企业名称", "统一社会信用代码", "营业收入（万元）", "净利润（万元）", "职工总数"])
        sheet.write_row(1, 0, [NAMES[1], CODES[1], 100])
        sheet.write_formula(1, 3, "=C2*0.1", None, 10)
        sheet.write_formula(1, 4, "=NA()", None, "#N/A")
    return "公式.xlsx", stream.getvalue()


@golden()
def dates_counted_from_1904_as_numbers() -> Made:
    rows: Rows = [
        ["企业名称", "成立日期", "注册资本"],
        ["甲示例有限公司", "2018-05-03", 30],
        ["乙示例有限公司", 43223, 30],
    ]
    return "苹果.xlsx", book({"名单": rows}, date_1904=True)
