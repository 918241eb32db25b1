"""Cells in every dress, and rows that say different things of one firm."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from tests.importers.workbooks import CODES, NAMES, Made, Rows, book, case


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
