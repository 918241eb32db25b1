"""Lines that people copy out of their tables: what they mean for the form, and what is told about those that mean nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from importers.vocabulary import Vocabulary
from registry.catalogue.reader import Catalogue
from registry.services.assessing.pasted import Reader, cut, is_table, read_lines

TODAY = date(2026, 6, 30)
CASES: list[tuple[str, dict[tuple[str, int | None], Any], list[str]]] = [
    ("营业收入\t5200", {("revenue", 2025): 5200.0}, []),
    ("营业收入（元）\t52000000\t2024", {("revenue", 2024): 5200.0}, []),
    ("营业收入\t万元\t5,200\n职工总数\t人\t62", {("revenue", 2025): 5200.0, ("staff", 2025): 62}, []),
    ("2024年营业收入：4300万元", {("revenue", 2024): 4300.0}, []),
    ("成立日期\t2015年3月", {("founded_on", None): date(2015, 3, 1)}, []),
    (
        "指标\t2025年\t2024年\n营收\t5200\t4300\n成立日期\t2015-3-1\t",
        {
            ("revenue", 2025): 5200.0,
            ("revenue", 2024): 4300.0,
            ("founded_on", None): date(2015, 3, 1),
        },
        [],
    ),
    ("指标\t单位\t2025年度\n市场占有率\t%\t12.5", {("market_share", 2025): 0.125}, []),
    ("研发费用\t约30万", {}, ["第 1 行「研发费用」是文字“约30万”，不是确定的数，请填写数字（单位：万元）"]),
    ("\n神秘指标\t3", {}, ["第 2 行「神秘指标」没有对应的指标，未导入"]),
    ("标题\n\n营业收入\t—", {}, []),
    ("", {}, []),
]


@pytest.mark.parametrize(("text", "values", "told"), CASES)
def test_pasted_lines_are_read_as_people_write_them(
    catalogue: Catalogue, text: str, values: dict[tuple[str, int | None], Any], told: list[str]
) -> None:
    lines = cut(text)
    assert not is_table(lines, catalogue.indicators)
    found = read_lines(lines, Reader(Vocabulary(catalogue.indicators), 2025, TODAY))
    assert found.values == values
    assert [issue.sentence() for issue in found.issues] == told


def test_a_head_of_several_names_is_a_table_of_firms(catalogue: Catalogue) -> None:
    assert is_table(cut("企业名称\t2025年营业收入（万元）\n示例公司\t5200"), catalogue.indicators)
