"""Cells as people write them: what is a value, what is a blank, what is refused and why."""

from __future__ import annotations

from datetime import date

from tests.importers.golden.registry import golden
from tests.importers.workbooks import CODES, NAMES, Made, Rows, book

MISSING = ["-", "--", "—", "/", "无", "不详", "未标明", "N/A", " ", "暂无", "…", "null"]


def column(head: str, cells: list[object], sheet: str = "2025年") -> Made:
    rows: Rows = [["企业名称", head], *([f"第{index}示例有限公司", cell] for index, cell in enumerate(cells, 1))]
    return "台账.xlsx", book({sheet: rows}, strings_to_formulas=False)


@golden()
def what_stands_for_missing_is_never_zero() -> Made:
    return column("营业收入（万元）", [*MISSING, 0, "0"])


@golden()
def missing_words_where_they_are_values() -> Made:
    head = ["企业名称", "是否上市", "研发机构级别", "市场占有率（%）"]
    rows = [[f"第{index}示例有限公司", word, word, word] for index, word in enumerate(["无", "-", "不详", "N/A"], 1)]
    return "台账.xlsx", book({"2025年": [head, *rows]})


@golden()
def people_in_every_dress() -> Made:
    cells = [
        "120人",
        "１２０",
        "1,200 人",
        "1.2万人",
        "100-499人",
        "小于50人",
        "约120",
        "50人以上",
        2.5,
        -3,
        "十二",
        "12万元",
        0,
    ]
    return column("职工总数", list(cells))


@golden()
def amounts_in_every_unit() -> Made:
    units = [
        "元",
        "千元",
        "万元",
        "百万元",
        "亿元",
        "万",
        "亿",
        "人民币元",
        "万元人民币",
        "万美元",
        "万港元",
        "人",
        "%",
    ]
    return column("营业收入", [f"12{unit}" for unit in units])


@golden()
def amounts_with_signs_and_separators() -> Made:
    cells = [
        "￥1,500",
        "¥ 1 500.5",
        "1，500",
        "（1,500）",
        "-1500",
        "+15",
        "1.5E3",
        "$15",
        "USD 15",
        "15'000",
        "1,5",
        "十五万",
    ]
    return column("净利润（万元）", list(cells))


@golden()
def shares_by_sign_and_by_head() -> Made:
    return column("市场占有率（%）", ["35", 35, "35%", 0.35, "３５％", "约35%", "30%-40%", 120, -1, "0"])


@golden()
def flags_of_every_kind() -> Made:
    cells = ["是", "否", "有", "无", "√", "×", "Y", "n", "已上市", "✓", 1, 0, True, "-", "不详", "部分", 2]
    return column("是否上市", list(cells), "名单")


@golden()
def dates_of_every_kind() -> Made:
    cells: list[object] = [
        "2018.5",
        "2018年5月",
        "20180501",
        "2018-05-03 00:00:00",
        date(2018, 5, 3),
        43221,
        2018,
        2018.5,
    ]
    cells += [
        "2018/5/3",
        "２０１８年５月",
        "至今",
        "2018-13-01",
        "5月3日",
        "2027-01-01",
        "1850-01-01",
        "不详",
        "03/05/2018",
    ]
    return column("成立日期", cells, "名单")


@golden()
def validity_until_now_and_for_ever() -> Made:
    head = ["企业名称", "统一社会信用代码", "称号", "发证日期", "有效期起", "有效期止"]
    ends = ["至今", "长期", "2027.10.31", "永久", "2020-01-01", "以后"]
    rows = [[f"第{index}示例有限公司", None, "高企", "2024-11-01", "2024-11-01", end] for index, end in enumerate(ends)]
    return "称号.xlsx", book({"称号": [head, *rows]})


@golden()
def codes_with_look_alikes_and_lost_digits() -> Made:
    cells = ["91371626MA3NOLHN7H", "9l429005093008211W", "91429005093008211A", "370786610043937", 914290050930082112]
    cells += [
        "9.1E+17",
        "9.14290050930082E+17",
        "914290050930082",
        "91429005093008211W。",
        "统一代码",
        CODES[1] + "\n",
        "#N/A",
    ]
    rows: Rows = [
        ["企业名称", "统一社会信用代码"],
        *([f"第{index}示例有限公司", code] for index, code in enumerate(cells, 1)),
    ]
    return "代码.xlsx", book({"名单": rows})


@golden()
def texts_with_spaces_and_of_great_length() -> Made:
    cells = ["  示例 园区\n（北区） ", "长" * 2001, "=1+1", "示例园区", 420100, 3.5, date(2025, 1, 1), "#REF!"]
    return column("所属园区", list(cells), "名单")


@golden()
def a_code_in_two_dresses_is_one_firm() -> Made:
    rows: Rows = [["企业名称", "统一社会信用代码", "所属园区"]]
    rows += [[NAMES[1], code, None] for code in (CODES[1], CODES[1].lower(), f"{CODES[1][:4]} {CODES[1][4:]}")]
    return "代码.xlsx", book({"名单": rows})
