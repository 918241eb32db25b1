"""A three-sheet ledger as a park keeps it: firms, their years, their titles."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from stdnum.cn import uscc

BODY = "91420111MA49BRWQ7"
CODE = BODY + uscc.calc_check_digit(BODY)
NAME = "武汉示例晴川激光有限公司"

SHEETS: dict[str, tuple[tuple[object, ...], ...]] = {
    "企业": (
        ("统一社会信用代码", "企业名称", "所属地区", "所属园区", "行业代码", "成立日期", "从事细分市场起始年份"),
        (CODE, NAME, "武汉市洪山区", "东湖高新区", "C3562", "2012-05-08", 2014),
    ),
    "年度数据": (
        (
            "信用代码",
            "年度",
            "营业收入（万元）",
            "主营业务收入（万元）",
            "资产总额（万元）",
            "负债总额（万元）",
            "研发费用（万元）",
            "职工总数",
            "Ⅰ类知识产权",
            "市场占有率（%）",
            "专精特新发展评价得分",
        ),
        (CODE, 2025, 6230, 6100, 9000, 3600, 700, 130, 6, 12.5, 66),
        (CODE, 2024, 5800, 5600, 8200, 3300, 600, 121, 5, 11.8, 63),
        (CODE, 2023, 5400, 5200, 7600, 3100, 520, 115, 4, 11.0, 60),
    ),
    "称号": (
        ("信用代码", "称号", "批次", "证书编号", "认定日期", "有效期起", "有效期止"),
        (CODE, "专精特新中小企业", "2024年第二批", "鄂专2024-0588", "2024-10-16", "2024-10-16", "2027-10-15"),
    ),
}


def write_ledger(path: Path) -> Path:
    """Save the ledger and return its path."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
