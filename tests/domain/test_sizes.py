"""Which firms are small or medium: every row of the table at its large bound, one indicator below, and the unclear industries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.standards import SHIPPED, condition, judge, requires, rule_set

SME = rule_set(requires(condition("sme", "value: is_sme, is: true")))
WORDS = {True: "sme", False: "large", None: "unknown"}


def size(
    industry: str | None, staff: float | None = None, revenue: float | None = None, assets: float | None = None
) -> str:
    firm = {"industry_code": industry, "staff__0": staff, "revenue__0": revenue, "total_assets__0": assets}
    return WORDS[judge(SME, firm)[0]["is_sme"]]


# 工信部联企业〔2011〕300号: an industry of each row, and the lower bounds of large for staff, revenue and assets
ROWS: list[tuple[str, str, dict[str, float]]] = [
    ("农林牧渔业", "0111", {"revenue": 20000}),
    ("工业", "3912", {"staff": 1000, "revenue": 40000}),
    ("建筑业", "4710", {"revenue": 80000, "assets": 80000}),
    ("批发业", "5111", {"staff": 200, "revenue": 40000}),
    ("零售业", "5211", {"staff": 300, "revenue": 20000}),
    ("交通运输业", "5411", {"staff": 1000, "revenue": 30000}),
    ("仓储业", "5920", {"staff": 200, "revenue": 30000}),
    ("邮政业", "6010", {"staff": 1000, "revenue": 30000}),
    ("住宿业", "6110", {"staff": 300, "revenue": 10000}),
    ("餐饮业", "6210", {"staff": 300, "revenue": 10000}),
    ("信息传输业", "6311", {"staff": 2000, "revenue": 100000}),
    ("软件和信息技术服务业", "6510", {"staff": 300, "revenue": 10000}),
    ("房地产开发经营", "7010", {"revenue": 200000, "assets": 10000}),
    ("物业管理", "7020", {"staff": 1000, "revenue": 5000}),
    ("租赁和商务服务业", "7211", {"staff": 300, "assets": 120000}),
    ("其他未列明行业", "7320", {"staff": 300}),
]
BY_LABEL = pytest.mark.parametrize(("label", "industry", "large"), ROWS, ids=[label for label, _, _ in ROWS])


def test_every_row_of_the_table_is_tested() -> None:
    assert [row.label for row in SHIPPED.size_classes.rows] == [label for label, _, _ in ROWS]


@BY_LABEL
def test_a_firm_at_every_large_bound_of_its_row_is_large(label: str, industry: str, large: dict[str, float]) -> None:
    assert size(industry, **large) == "large"


@BY_LABEL
def test_one_indicator_below_its_bound_is_enough_to_be_an_sme(
    label: str, industry: str, large: dict[str, float]
) -> None:
    for name, bound in large.items():
        step = 1 if name == "staff" else 0.01
        assert size(industry, **{**large, name: bound - step}) == "sme", name


@BY_LABEL
def test_one_known_indicator_below_is_enough_whatever_is_missing(
    label: str, industry: str, large: dict[str, float]
) -> None:
    for name, bound in large.items():
        assert size(industry, **{name: bound - 1}) == "sme", name


@BY_LABEL
def test_large_needs_every_indicator_of_the_row(label: str, industry: str, large: dict[str, float]) -> None:
    for name in large:
        known: dict[str, Any] = {other: bound for other, bound in large.items() if other != name}
        assert size(industry, **known) == "unknown", name


# industry code; staff; revenue; size. 500 people and 50 000 万元 are large in manufacturing only when staff reaches 1000.
CODES = [
    ("C3912", 999, 50000, "sme"),
    ("C3912", 1000, 50000, "large"),
    ("3912", 1000, 50000, "large"),
    ("391", 1000, 50000, "large"),
    ("39", 1000, 50000, "large"),
    ("C39", 1000, 50000, "large"),
    ("C", 1000, 50000, "large"),
    ("c3912", 1000, 50000, "large"),
    (" C3912 ", 1000, 50000, "large"),
    ("A", 10, 20000, "large"),
    ("E", 10, 50000, "sme"),
    ("M", 300, 1, "large"),
    ("591", 500, 50000, "sme"),
    ("5920", 500, 50000, "large"),
    ("I65", 300, 10000, "large"),
]


@pytest.mark.parametrize(("industry", "staff", "revenue", "expected"), CODES)
def test_a_code_is_read_with_or_without_its_letter_and_at_any_length(
    industry: str, staff: float, revenue: float, expected: str
) -> None:
    assert size(industry, staff, revenue) == expected


@pytest.mark.parametrize(
    "industry", ["59", "70", "F", "G", "H", "I", "K", "J66", "66", "53", "83", "84", "P", "", "?", "99", None]
)
def test_a_coarse_unknown_or_uncovered_industry_leaves_the_size_unknown(industry: str | None) -> None:
    assert size(industry, 5000, 500000, 500000) == "unknown"
    assert size(industry, 300, 100) == "unknown"
    assert size(industry, 10, 20000) == "unknown"
    assert size(industry, 10, None) == "unknown"


@pytest.mark.parametrize("industry", ["59", "70", "F", "J66", "84", "", None])
def test_below_the_bounds_of_every_row_a_firm_is_an_sme_in_any_industry(industry: str | None) -> None:
    assert size(industry, 299, 19999.99) == "sme"


def test_without_any_figure_the_size_is_unknown() -> None:
    assert size("3912") == "unknown"
