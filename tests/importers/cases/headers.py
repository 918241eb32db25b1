"""Heads in one to three rows, years and units in them, above them and beside them."""

from __future__ import annotations

import io

import xlsxwriter

from tests.importers.workbooks import CODES, NAMES, Made, Rows, book, case


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
def no_year_anywhere() -> Made:
    return "台账.xlsx", book(
        {"Sheet1": [["企业名称", "统一社会信用代码", "营业收入（万元）"], [NAMES[1], CODES[1], 100]]}
    )
