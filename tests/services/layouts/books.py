"""A blank official workbook: title, unit line, a header of two rows with merged cells, bordered rows, a total, a signature."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "申报汇总表"
HEADS = {
    "A3": "序号",
    "B3": "企业名称",
    "C3": "统一社会信用代码",
    "D3": "营业收入",
    "D4": "2025年",
    "E4": "2024年",
    "F3": "研发费用占比（%）",
    "G3": "成立日期",
    "H3": "专精特新有效期至",
    "I3": "差距说明",
    "J3": "分管领导意见",
}
FIRST, TOTAL, SIGNED = 5, 8, 9
DAY = 'yyyy"年"m"月"d"日"'


def official(unit: str = "亿元", *, foot: bool = True) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    sheet["A1"], sheet["A2"] = "专精特新“小巨人”企业申报汇总表", f"单位：{unit}"
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    for address, text in HEADS.items():
        sheet[address] = text
        sheet[address].fill = PatternFill("solid", fgColor="DDEBF7")
    sides = Border(*[Side("thin")] * 4)
    for row in range(FIRST, TOTAL):
        for column in "ABCDEFGHIJ":
            sheet[f"{column}{row}"].border = sides
        sheet[f"D{row}"].number_format, sheet[f"G{row}"].number_format = "0.0000", DAY
    if foot:
        sheet[f"A{TOTAL}"], sheet[f"D{TOTAL}"] = "合计", f"=SUM(D{FIRST}:D{TOTAL - 1})"
        sheet[f"A{SIGNED}"] = "填表人：            审核人："
        sheet.merge_cells(f"A{SIGNED}:J{SIGNED}")
    for area in ("A1:J1", "A2:J2", "D3:E3", *(f"{letter}3:{letter}4" for letter in "ABCFGHIJ")):
        sheet.merge_cells(area)
    sheet.row_dimensions[FIRST].height = 28
    sheet.column_dimensions["B"].width = 41
    sheet.print_area = f"A1:J{SIGNED}"
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def opened(content: bytes, name: str = SHEET, **how: Any) -> Worksheet:
    sheet = load_workbook(BytesIO(content), **how)[name]
    assert isinstance(sheet, Worksheet)
    return sheet
