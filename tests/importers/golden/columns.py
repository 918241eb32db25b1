"""Which column means what: names, synonyms, what is remembered and learned, what is similar, what is asked."""

from __future__ import annotations

import io

import xlsxwriter

from tests.importers.golden.registry import golden
from tests.importers.workbooks import CODES, NAMES, Made, Rows, book

HEAD = ["企业名称", "统一社会信用代码"]
FIRM = [NAMES[1], CODES[1]]


def ledger(head: list[str], *cells: object, sheet: str = "2025年") -> Made:
    rows: Rows = [[*HEAD, *head], [*FIRM, *cells]]
    return "台账.xlsx", book({sheet: rows})


def shares() -> Made:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet, percent = workbook.add_worksheet("2025年"), workbook.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["企业名称", "市场占有率（%）"])
        for row, (value, style) in enumerate([(0.35, percent), (35, None), (0.4, None), ("12%", None)], 1):
            sheet.write(row, 0, f"第{row}示例有限公司")
            sheet.write(row, 1, value, style)
    return "占有率.xlsx", stream.getvalue()


@golden()
def names_synonyms_and_variants() -> Made:
    head = ["营业收入（万元）", "营收合计（万元）", "公司员工人数", "研发经费支出（万元）", "Ⅰ类知识产权数量"]
    return ledger(head, 1, 2, 3, 4, 5)


@golden(
    remembered={"主打收入": "main_revenue", "营业收入": None, "备注": "title:batch", "数据期": "year", "往日": "gone"}
)
def what_a_person_confirmed() -> Made:
    return ledger(
        ["主打收入（万元）", "营业收入（万元）", "备注", "数据期", "往日"], 7, 9, "第一批", 2024, 1, sheet="台账"
    )


@golden(remembered={"营收": "revenue", "营收#2": "main_revenue"}, units={"营收": "元", "营收#2": "亿元"})
def heads_that_repeat_and_their_units() -> Made:
    return ledger(["营收", "营收"], 20_000, 1.5)


@golden(remembered={"审定数": "revenue"})
def a_confirmed_column_behind_one_of_that_name() -> Made:
    return ledger(["营业收入（万元）", "审定数（万元）"], 1, 2)


@golden(learned={"开票额": "revenue", "净利润": "revenue"})
def heads_an_office_has_learned() -> Made:
    return ledger(["开票额（万元）", "净利润（万元）"], 3, 4)


@golden()
def similar_heads_taken_and_offered() -> Made:
    return ledger(["主导产品的市场占有率（%）", "研发费用支出总额（万元）", "备忘"], 35, 7, "好")


@golden()
def two_columns_of_one_name() -> Made:
    return ledger(["营业收入（万元）", "营业收入（万元）", "2024年营业收入（万元）", "营业收入同比增长"], 1, 2, 3, "5%")


@golden()
def mixed_percentages_ask() -> Made:
    return shares()


@golden(units={"市场占有率": "%"})
def mixed_percentages_answered_as_percent() -> Made:
    return shares()


@golden(units={"市场占有率": "1"})
def mixed_percentages_answered_as_fractions() -> Made:
    return shares()


@golden()
def units_that_do_not_fit() -> Made:
    return ledger(["营业收入（人）", "职工总数（万元）", "净利润（万美元）", "市场占有率（件）"], 1, 2, 3, 4)
