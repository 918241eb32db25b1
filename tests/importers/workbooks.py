"""Ugly workbooks of our own making that are read, marked and read again: one function per oddity, each returns the file's
name and bytes. Those that are only read are in golden/.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter
from openpyxl import Workbook

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


@case
def plain_ledger() -> Made:
    head = ["企业名称", "统一社会信用代码", "年度", "营业收入（万元）", "研发费用（元）", "职工总数", "研发人员数"]
    return "台账.xlsx", book(
        {
            "台账": [
                head,
                [NAMES[1], CODES[1], 2025, 6230.5, 4_820_000, 120, 35],
                [NAMES[1], CODES[1], 2024, 5000, "3,900,000.00", "１１０", 130],
                [NAMES[2], CODES[2], "2025年", "-", None, "不详", 0],
            ]
        }
    )


@case
def three_sheets() -> Made:
    return "企业.xlsx", book(
        {
            "企业": [
                ["统一社会信用代码", "企业名称", "成立日期", "所属园区", "是否上市"],
                [CODES[1], NAMES[1], date(2012, 5, 1), "示例园区", "否"],
                [CODES[2], NAMES[2], "2018年5月", "示例园区", "√"],
            ],
            "2025年": [
                ["统一社会信用代码", "营业收入（亿元）", "资产总额(万元)"],
                [CODES[1], 1.2, 5000],
                [CODES[2], 0.5, 800],
            ],
            "2024": [["信用代码", "营收（千元）"], [CODES[1], 98000]],
            "称号": [
                ["统一社会信用代码", "企业名称", "称号", "批次", "证书编号", "认定日期", "有效期起", "有效期止"],
                [CODES[1], NAMES[1], "高企", "2024年第一批", "GR202442000001", "2024-11-01", "2024.11.1", 20271031],
                [CODES[1], NAMES[1], "专精特新“小巨人”企业", "第六批", None, "2024年9月", None, "长期"],
                [CODES[2], NAMES[2], "小巨人", None, None, None, None, None],
                [CODES[2], NAMES[2], "最佳企业", None, None, None, "2025-01-01", "2024-01-01"],
            ],
        }
    )


@case
def title_unit_line_totals_and_notes() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        sheet.merge_range("A1:F1", "示例高新区2025年度企业经营情况表")
        rows: Rows = [
            ["填报单位：示例高新区管委会", None, None, None, "单位：元", None],
            ["序号", "企业名称", "统一社会信用代码", "营业收入", "净利润", "职工总数（人）"],
            [1, NAMES[1], CODES[1], 62_305_000, "(1,200,000)", 120],
            [2, NAMES[2], CODES[2], 8_000_000, 500_000, 20],
            [None, "合计", None, 70_305_000, -700_000, 140],
            ["数据来源：企业填报", None, None, None, None, None],
        ]
        for index, row in enumerate(rows, 1):
            sheet.write_row(index, 0, [cell if cell is not None else "" for cell in row])
    return "经营情况.xlsx", stream.getvalue()


@case
def years_across_two_header_rows() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("对比表")
        sheet.merge_range("A1:A2", "企业名称")
        sheet.merge_range("B1:B2", "统一社会\n信用代码")
        sheet.merge_range("C1:D1", "2024年")
        sheet.merge_range("E1:F1", "2025年")
        sheet.write_row("C2", ["营业收入(万元)", "研发费用(万元)"] * 2)
        sheet.write_row("A3", [NAMES[1], CODES[1], 100, 5, 120, 6])
        sheet.write_row("A4", [NAMES[2], CODES[2], 200, 20, "", 25])
    return "对比.xlsx", stream.getvalue()


@case
def years_across_the_top_of_one_firm() -> Made:
    return "主要指标.xlsx", book(
        {
            "主要指标": [
                ["武汉示例光电有限公司近三年主要指标"],
                [None, None, None, None, None, None, "单位：元"],
                ["序号", "指标名称", "计量单位", "2023年", "2024年", "2025年1-6月", date(2025, 12, 31)],
                [1, "营业收入", None, 80_000_000, 90_000_000, 50_000_000, "约1亿"],
                [2, "研发费用", "万元", 400, "--", 200, 600],
                [3, "职工总数", "人", 100, 110, 112, 120],
                [4, "研发人员", "人", 120, 30, 31, 36],
                [5, "研发经费支出", "万元", 400, 1, 1, 600],
                [6, "员工满意度", "%", 80, 82, 83, 90],
            ]
        }
    )


@case
def years_across_the_top_without_a_firm() -> Made:
    head = ["指标", "2024-12-31", "2025-06-30", "2025-12-31", "2027-12-31"]
    lines: Rows = [["营业收入(万元)", "1,000", "600", "12,000", "9"], ["净利润(万元)", "-5", "--", "7", "9"]]
    return "2025年报.csv", text_file([head, *([f'"{cell}"' for cell in line] for line in lines)]).encode()


@case
def three_header_rows() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("汇总")
        sheet.merge_range("A1:B1", "基本信息")
        sheet.merge_range("C1:F1", "经营指标")
        sheet.merge_range("A2:A3", "单位名称")
        sheet.merge_range("B2:B3", "税号")
        sheet.merge_range("C2:D2", "营业收入（万元）")
        sheet.merge_range("E2:F2", "从业人员数（人）")
        sheet.write_row("C3", ["2024年", "2025年", "2024年", "2025年"])
        sheet.write_row("A4", [NAMES[1], CODES[1], 100, 120, 10, 12])
    return "汇总.xlsx", stream.getvalue()


@case
def unit_row_and_numbered_columns() -> Made:
    return "统计表.xlsx", book(
        {
            "2025年": [
                ["*企 业\n名 称", "统一社会信用代码（必填）", "资产总计", "负债合计", "所有者权益", "Ⅰ类知识产权数量"],
                [None, None, "万元", "万元", "千元", "件"],
                ["甲", "乙", 1, 2, 3, 4],
                [NAMES[1], CODES[1], 1000, 400, 6000, 3],
                [NAMES[2], CODES[2], 1000, 400, 9000, 2.5],
            ]
        }
    )


@case
def relative_years() -> Made:
    return "年报.xlsx", book(
        {
            "2025年": [
                [
                    "企业名称",
                    "统一社会信用代码",
                    "上年度营业收入（万元）",
                    "本年营业收入（万元）",
                    "2023年营业收入/万元",
                ],
                [NAMES[1], CODES[1], 100, 120, 1_000_000],
            ]
        }
    )


@case
def amounts_in_every_dress() -> Made:
    cells = [
        "30(万元)",
        "150（万元人民币）",
        "20(万美元)",
        "1.2亿",
        "３，０００元",
        "约30万",
        "100-499万元",
        "小于50万",
        "41万港币",
        "N/A",
        "--",
        "壹佰万",
        "1,234.5",
        "-5",
        True,
        "#N/A",
        "=B2*2",
        date(2025, 1, 1),
    ]
    rows: Rows = [["企业名称", "统一社会信用代码", "注册资本"]]
    rows += [[f"第{index}示例有限公司", None, cell] for index, cell in enumerate(cells)]
    return "注册资本.xlsx", book({"名单": rows}, strings_to_formulas=False)


@case
def percentages_by_format() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        percent = workbook.add_format({"num_format": "0.0%"})
        for name, head, cells in (
            ("格式", "市场占有率", [(0.35, percent), (1.2, percent), ("35%", None), ("３５％", None)]),
            ("表头", "市场占有率（%）", [(35, None), (0.5, None), (120, None)]),
            ("混用", "市场占有率（%）", [(0.35, percent), (35, None), (0.4, None)]),
            ("小数", "市场占有率", [(0.35, None), (0.02, None), ("不详", None)]),
        ):
            sheet = workbook.add_worksheet(f"2025年{name}")
            sheet.write_row(0, 0, ["企业名称", head])
            for row, (value, style) in enumerate(cells, 1):
                sheet.write(row, 0, f"第{row}示例有限公司")
                sheet.write(row, 1, value, style)
    return "占有率.xlsx", stream.getvalue()


@case
def dates_flags_and_choices() -> Made:
    head = ["企业名称", "成立时间", "是否上市", "研发机构级别", "企业类型", "国家级科技奖励年度", "数字化水平等级"]
    rows: Rows = [
        ["甲示例有限公司", date(2018, 5, 3), "是", "省级", "民营企业", 2024, 3],
        ["乙示例有限公司", "2018.5", "√", "无", "有限责任公司", "2023年", "4级"],
        ["丙示例有限公司", "2018年5月", "×", "国家", "国企", 2027, 5],
        ["丁示例有限公司", 20180501, "无", "部级", "-", "九五", None],
        ["戊示例有限公司", 43221, "-", "不详", None, None, None],
        ["己示例有限公司", "2018-13-01", "也许", None, None, None, None],
        ["庚示例有限公司", "2027-01-01", "Y", None, None, None, None],
    ]
    return "属性.xlsx", book({"属性": [head, *rows]})


@case
def credit_codes() -> Made:
    cells = [
        CODES[1].lower(),
        "９１４２９００５０９３００８２１１Ｗ",
        "9142 9005 0930 0821 1W",
        914290050930082112,
        "9.14290050930082E+17",
        "370786610043937",
        "91371626MA3NOLHN7H",
        "9I429005722015255A",
        "91420100MA4K",
        None,
        "无",
        "９１４２９００５０９３００８２１１号",
    ]
    rows = [
        ["同一示例有限公司" if index < 3 else f"第{index}示例有限公司" if index != 10 else None, code, "示例园区"]
        for index, code in enumerate(cells)
    ]
    return "代码.xlsx", book({"名单": [["企业名称", "统一社会信用代码", "所属园区"], *rows]})


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


@case
def repeats_and_conflicts() -> Made:
    head = ["企业名称", "统一社会信用代码", "年度", "所属园区", "营业收入(万元)"]
    rows: Rows = [
        [NAMES[1], CODES[1], 2025, "示例园区", 100],
        [NAMES[1], CODES[1], 2025, "", 100],
        [NAMES[1], CODES[1], 2024, "旧园区", 80],
        [NAMES[2], CODES[2], 2025, None, 100],
        [NAMES[2], CODES[2], 2025, None, 120],
        [NAMES[3], None, 2025, None, 10],
        [NAMES[3], CODES[3], 2025, "示例园区", None],
    ]
    return "重复.xlsx", book({"台账": [head, *rows]})


@case
def names_merged_over_their_years() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("台账")
        sheet.write_row(0, 0, ["企业名称", "统一社会信用代码", "年度", "营业收入(万元)"])
        sheet.merge_range("A2:A4", NAMES[1])
        sheet.merge_range("B2:B4", CODES[1])
        for row, (year, revenue) in enumerate([(2023, 80), (2024, 90), (2025, 100)], 1):
            sheet.write_row(row, 2, [year, revenue])
    return "合并.xlsx", stream.getvalue()


@case
def hidden_and_explaining_sheets() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        note = workbook.add_worksheet("填表说明")
        note.write(0, 0, "请如实填写")
        sheet = workbook.add_worksheet("2025年")
        sheet.write_row(0, 0, ["企业名称", "统一社会信用代码", "净资产（万元）"])
        sheet.write_row(1, 0, [NAMES[1], CODES[1], -20])
        hidden = workbook.add_worksheet("字典")
        hidden.write(0, 0, "国有")
        hidden.hide()
    return "模板.xlsx", stream.getvalue()


@case
def no_year_anywhere() -> Made:
    return "台账.xlsx", book(
        {"Sheet1": [["企业名称", "统一社会信用代码", "营业收入（万元）"], [NAMES[1], CODES[1], 100]]}
    )


@case
def repeated_header_and_second_table() -> Made:
    head = ["企业名称", "统一社会信用代码", "营业收入（万元）"]
    return "两表.xlsx", book(
        {
            "2025年": [
                head,
                [NAMES[1], CODES[1], 100],
                head,
                [NAMES[2], CODES[2], 200],
                [None],
                ["企业名称", "统一社会信用代码", "净利润（万元）"],
                [NAMES[1], CODES[1], 10],
            ]
        }
    )


@case
def stacked_blocks_under_titles_of_their_own() -> Made:
    head = ["企业名称", "统一社会信用代码", "营业收入"]
    return "分年.xlsx", book(
        {
            "台账": [
                ["一、2024年经营情况"],
                ["单位：元"],
                head,
                [NAMES[1], CODES[1], 1_000_000],
                [NAMES[2], CODES[2], 2_000_000],
                [None],
                ["一、2024年经营情况"],
                ["单位：元"],
                head,
                [NAMES[3], CODES[3], 3_000_000],
                ["合计", None, 6_000_000],
                [None],
                ["二、2025年经营情况"],
                ["单位：万元"],
                head,
                [NAMES[1], CODES[1], 120],
                ["三、人员"],
                ["企业名称", "职工总数", "研发人员"],
                [NAMES[1], 12, 3],
            ]
        }
    )


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
def cross_checks() -> Made:
    head = [
        "统一社会信用代码",
        "年度",
        "营业收入(万元)",
        "主营业务收入(万元)",
        "研发费用(万元)",
        "职工总数",
        "研发人员",
        "资产总额(万元)",
        "负债总额(万元)",
        "净资产(万元)",
    ]
    return "检查.xlsx", book(
        {
            "台账": [
                head,
                [CODES[1], 2025, 100, 120, 150, 10, 12, 1000, 400, 500],
                [CODES[2], 2025, 5_000_000, 100, 5, 10, 2, 1000, 400, 600],
                [CODES[2], 2024, 480, 100, 5, 10, 2, 1000, 400, 602],
                [CODES[3], 2027, 100, 100, 5, 10, 2, 1000, 400, 600],
            ]
        }
    )
