"""Several sheets, several tables on one of them, years across the top, cells merged over rows."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from tests.importers.workbooks import CODES, NAMES, Made, Rows, book, case, text_file


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
