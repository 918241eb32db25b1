"""Tables that do not begin in A1, and what stands above, below and beside them."""

from __future__ import annotations

import io

import xlsxwriter

from tests.importers.golden.registry import golden
from tests.importers.workbooks import CODES, NAMES, Made, Rows, book

HEAD = ["企业名称", "统一社会信用代码"]


def firm(index: int, *cells: object) -> list[object]:
    return [NAMES[index], CODES[index], *cells]


@golden()
def notes_above_and_below() -> Made:
    rows: Rows = [
        ["附件2"],
        ["示例高新区重点企业主要指标（2025年度）"],
        ["填表说明：1. 金额单位为万元；2. 请勿改动表头。"],
        [None],
        [None, *HEAD, "营业收入", "净利润"],
        [None, *firm(1, 100, 5)],
        [None, *firm(2, 200, 8)],
        [None],
        ["注：1.营业收入为不含税收入"],
        ["数据来源：企业填报，示例高新区管委会汇总"],
        ["填表人：某某", None, None, "审核人：某某"],
        ["以上数据未经审计"],
    ]
    return "附件2.xlsx", book({"Sheet1": rows})


@golden()
def totals_of_every_kind() -> Made:
    rows: Rows = [
        ["序号", *HEAD, "营业收入（万元）"],
        [1, *firm(1, 100)],
        [None, "小计", None, 100],
        [2, *firm(2, 200)],
    ]
    rows += [
        ["本页合计", None, None, 300],
        ["合 计：", None, None, 300],
        [None, None, "总计", 300],
        [None, None, None, 300],
    ]
    return "合计.xlsx", book({"2025年": rows})


@golden()
def serial_numbers_in_several_columns() -> Made:
    rows: Rows = [["序号", "No.", *HEAD, "编号", "职工总数"], [1, "A-1", *firm(1, 7, 12)], ["2", None, *firm(2, 8, 3)]]
    return "序号.xlsx", book({"2025年": rows})


@golden()
def spaces_stars_and_line_breaks_in_heads() -> Made:
    head = [
        "*企 业 名 称",
        "统一社会\n信用代码（18位）",
        "营 业 收 入\n（单位：万元）",
        "“净利润”［万元］",
        "职工总数／人 ",
    ]
    return "表头.xlsx", book({"2025年": [head, firm(1, 100, 5, 12)]})


@golden()
def units_in_the_head_above() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("2025年")
        sheet.merge_range("A1:A2", "企业名称")
        sheet.merge_range("B1:B2", "统一社会信用代码")
        sheet.merge_range("C1:D1", "经营（万元）")
        sheet.merge_range("E1:F1", "人员（人）")
        sheet.write_row("C2", ["营业收入", "净利润", "职工总数", "研发人员"])
        sheet.write_row("A3", firm(1, 100, 5, 12, 3))
    return "分组.xlsx", stream.getvalue()


@golden()
def a_unit_line_for_money_and_people() -> Made:
    rows: Rows = [
        ["经营情况", None, "金额单位：千元，人员单位：人"],
        [*HEAD, "营业收入", "净利润（万元）", "职工总数"],
        firm(1, 100, 5, 12),
    ]
    return "单位.xlsx", book({"2025年": rows})


@golden()
def years_down_a_column_and_merged() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("台账")
        sheet.write_row(0, 0, ["年度", *HEAD, "营业收入（万元）"])
        sheet.write_row(1, 0, ["2024年度", *firm(1, 80)])
        sheet.write_row(2, 0, [2025, *firm(1, 100)])
        sheet.write_row(3, 0, ["2025", *firm(2, 90)])
        sheet.write_row(4, 0, ["", *firm(3, 70)])
    return "年度.xlsx", stream.getvalue()


@golden()
def years_in_three_places() -> Made:
    rows: Rows = [
        ["2023年度经营情况"],
        [*HEAD, "营业收入（万元）", "2024年净利润（万元）", "2022年末资产总额（万元）"],
        firm(1, 1, 2, 3),
    ]
    return "年份.xlsx", book({"Sheet1": rows})


@golden(table=2)
def the_second_of_two_tables() -> Made:
    rows: Rows = [
        ["一、收入"],
        [*HEAD, "营业收入（万元）"],
        firm(1, 100),
        [None],
        ["二、人员"],
        [*HEAD, "职工总数"],
        firm(2, 12),
    ]
    return "两表.xlsx", book({"2025年": rows})


@golden()
def two_tables_side_by_side() -> Made:
    head: list[object] = [*HEAD, "营业收入（万元）"]
    rows: Rows = [[*head, None, *head], [*firm(1, 100), None, *firm(2, 200)], [*firm(3, 300)]]
    return "并排.xlsx", book({"2025年": rows})


@golden(table=2)
def the_right_one_of_two_tables_side_by_side() -> Made:
    head: list[object] = ["序号", *HEAD, "营业收入（万元）"]
    rows: Rows = [["2025年台账"], [*head, *head, "状态", "说明"], [1, *firm(1, 100), 2, *firm(2, 200), "通过", ""]]
    return "并排.xlsx", book({"Sheet1": [*rows, [3, *firm(3, 300)]]})


@golden()
def a_firm_written_twice_in_each_row() -> Made:
    return "两遍.xlsx", book(
        {"2025年": [[*HEAD, "营业收入（万元）", *HEAD], [*firm(1, 100), *firm(1)], [*firm(2, 200), *firm(2)]]}
    )


@golden()
def a_header_on_every_page() -> Made:
    head = [*HEAD, "营业收入（万元）"]
    rows: Rows = [["2025年台账"], head, firm(1, 100), ["第1页"], ["2025年台账"], head, firm(2, 200), ["第2页"]]
    return "分页.xlsx", book({"Sheet1": rows})


@golden()
def figures_merged_downwards_are_said_once() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("2025年")
        sheet.write_row(0, 0, [*HEAD, "所属园区", "营业收入（万元）"])
        for row in (1, 2):
            sheet.write_row(row, 0, firm(row))
        sheet.merge_range("C2:C3", "示例园区")
        sheet.merge_range("D2:D3", 100)
    return "合并.xlsx", stream.getvalue()


@golden(firm="91429005093008211W")
def years_across_the_top_of_a_firm_that_is_named_by_the_caller() -> Made:
    rows: Rows = [
        ["项目", "2023年", "2024年", "2025年"],
        ["营业收入（万元）", 80, 90, 100],
        ["净利润（万元）", 1, -2, 3],
        ["职工总数", 9, 9, 9],
    ]
    return "主要指标.xlsx", book({"Sheet1": rows})


@golden()
def no_known_head_at_all() -> Made:
    rows: Rows = [["品名", "规格", "单价"], ["螺钉", "M4", 0.1]]
    return "价目.xlsx", book({"价目": rows, "2025年": [[*HEAD, "营业收入（万元）"], firm(1, 100)]})
