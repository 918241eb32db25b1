"""Checks with levels: what refuses a row, what only warns."""

from __future__ import annotations

from tests.importers.golden.registry import golden
from tests.importers.workbooks import CODES, NAMES, Made, Rows, book

HEAD = ["企业名称", "统一社会信用代码"]
FIRM = [NAMES[1], CODES[1]]


@golden()
def values_beyond_their_bounds() -> Made:
    head = ["市场占有率（%）", "营业收入（万元）", "职工总数", "国家级科技奖励年度"]
    rows: Rows = [[*HEAD, *head], [*FIRM, 120, 1, 1, 2024], [NAMES[2], CODES[2], 100, -1, 2_000_000_000, 2030]]
    return "界限.xlsx", book({"2025年": rows})


@golden()
def years_that_have_not_been() -> Made:
    return "年份.xlsx", book(
        {
            "台账": [[*HEAD, "年度", "营业收入（万元）"], [*FIRM, 2030, 1], [*FIRM, 2025, 2], [*FIRM, 1900, 3]],
            "2030年": [[*HEAD, "营业收入（万元）"], [*FIRM, 1]],
            "计划": [[*HEAD, "2025年营业收入（万元）", "2030年营业收入（万元）"], [*FIRM, 1, "约30"]],
        }
    )


@golden(year=2031)
def a_year_of_the_caller_that_has_not_been() -> Made:
    return "台账.xlsx", book({"Sheet1": [[*HEAD, "营业收入（万元）"], [*FIRM, 1]]})


@golden()
def figures_at_odds_with_each_other() -> Made:
    head = ["营业收入", "主营业务收入", "研发费用", "职工总数", "研发人员", "资产总额", "负债总额", "净资产"]
    rows: Rows = [["单位：万元"], [*HEAD, *head]]
    rows += [[*FIRM, 100, 100, 100, 10, 10, 1000, 400, 600]]  # nothing to say
    rows += [[NAMES[2], CODES[2], 100, 101, 102, 10, 11, 1000, 400, 500]]
    rows += [[NAMES[3], CODES[3], None, 101, 102, None, 11, 1000, 400, None]]  # blanks are compared with nothing
    return "检查.xlsx", book({"2025年": rows})


@golden()
def leaps_against_the_year_before() -> Made:
    head = [*HEAD, "2024年营业收入（万元）", "2025年营业收入（万元）", "2024年净利润（万元）", "2025年净利润（万元）"]
    rows: Rows = [
        head,
        [*FIRM, 500, 5_000_000, 100, 999],
        [NAMES[2], CODES[2], 500, 50, 1, 11],
        [NAMES[3], CODES[3], 0, 9999],
    ]
    return "对比.xlsx", book({"台账": rows})


@golden()
def rows_at_odds_with_each_other() -> Made:
    rows: Rows = [
        [*HEAD, "年度", "营业收入（万元）", "所属园区"],
        [*FIRM, 2025, 100, "甲园"],
        [*FIRM, 2025, 120, "甲园"],
    ]
    rows += [[*FIRM, 2024, 90, "乙园"], [NAMES[2], CODES[2], 2025, 7, None], [NAMES[2], CODES[2], 2025, None, "丙园"]]
    return "冲突.xlsx", book({"台账": rows, "2025年": [[*HEAD, "营业收入（万元）"], [NAMES[2], CODES[2], 8]]})
