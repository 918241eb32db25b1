"""A firm assesses itself without an account: the form, the answer, what moves it, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.web.pages import PageReader, check_page, text_of

NEAR = {
    "founded_on": "2015-01-01",
    "division_name": "武汉市洪山区",
    "industry_code": "3569",
    "revenue-2025": "5,200 万元",
    "revenue-2024": "4300",
    "revenue-2023": "3900",
    "sales_revenue-2025": "5200",
    "sales_revenue-2024": "4300",
    "sales_revenue-2023": "3900",
    "rd_expense-2025": "130",
    "rd_expense-2024": "180",
    "rd_expense-2023": "150",
    "staff-2025": "62",
    "total_assets-2025": "6000",
}


def assess(page: PageReader, values: dict[str, Any], start: BeautifulSoup | None = None) -> BeautifulSoup:
    """The answer to what was filled in, on top of what the page holds."""
    form = start or page.get("/assess")
    return check_page(BeautifulSoup(page.send(form, values, 200, "/assess").text, "html.parser"))


def state_of(answer: BeautifulSoup, tier: str) -> str:
    return text_of(answer.select_one(f".stairs-of-tiers a[href='#tier-{tier}'] .status"))


def test_an_answer_without_an_account_says_what_is_short_and_what_is_assumed(page: PageReader) -> None:
    assert page.get("/account/sign-in").select_one("a[href='/assess']")
    answer = assess(page, NEAR)
    assert "这是预检，不是认定结论。" in text_of(answer.select_one(".precheck"))
    assert state_of(answer, "hnte") == "临近达标"
    near = text_of(answer.select_one(".nearest"))
    assert "离你最近的一级： 高新技术企业" in near
    assert "研发费用还差 76.00 万元，或占比还差 0.57 个百分点" in near
    assert "系统里没有已公布的时间" in near
    little_giant = answer.select_one("#tier-little_giant")
    assert "已有结论" in text_of(little_giant)
    assert "最省力的做法" in text_of(little_giant)
    assert "假定：没有勾选的称号按没有计算" in text_of(answer)


def test_only_what_could_still_change_an_answer_is_asked_next(page: PageReader) -> None:
    answer = assess(page, NEAR)
    asked = {field["id"] for field in answer.select(".cell.is-asked .control")}
    assert {"main_revenue-2025", "is_above_scale-2025"} <= asked
    assert "srdi_score-2025" not in asked  # 专精特新 has failed for good
    assert answer.select_one(".moot #srdi_score-2025")
    links = {link["href"][1:] for link in answer.select(".tier a[href^='#']")}
    assert links <= {tag["id"] for tag in answer.select("[id]")}


def test_a_changed_figure_moves_the_answer_and_can_be_taken_back(page: PageReader) -> None:
    answer = assess(page, NEAR)
    changed = assess(page, {"rd_expense-2025": "600"}, answer)
    assert "研发费用（2025 年）： 130 万元 → 600 万元" in text_of(changed.select_one(".changes"))
    assert state_of(changed, "hnte") == "待补数据"
    assert "高新技术企业 临近达标 → 待补数据" in text_of(changed.select_one(".moves-list"))
    restored = assess(page, {"restore": "1"}, changed)
    assert restored.select_one("#rd_expense-2025")["value"] == "130"
    assert restored.select_one(".changes") is None


REFUSED = (
    ("revenue-2025", "约五千万", "2025 「营业收入」是文字“约五千万”"),
    ("division_name", "洪山县", "找不到“洪山县”"),
    ("division_name", "朝阳区", "请写完整"),
    ("founded_on", "不久前", "「成立日期」"),
    ("staff-2025", "1" * 600, "职工总数"),
)


@pytest.mark.parametrize(("field", "text", "said"), REFUSED)
def test_what_cannot_be_understood_is_told_at_its_field(page: PageReader, field: str, text: str, said: str) -> None:
    refused = page.refused(page.get("/assess"), NEAR | {field: text}, action="/assess")
    assert said in text_of(refused.select_one(".error-summary"))
    assert refused.select_one(f"#{field}-error")
    assert refused.select_one("#revenue-2024")["value"] == "4300"


def test_changing_the_language_loses_nothing(page: PageReader) -> None:
    english = assess(page, {"revenue-2025": "5200", "language": "en", "form": "1"})
    assert text_of(english.select_one("h1")).startswith("Try it")
    assert english.select_one("#revenue-2025")["value"] == "5200"
    answer = assess(page, NEAR, english)
    assert "This is a pre-check" in text_of(answer.select_one(".precheck"))


def test_a_forged_memory_of_the_page_is_ignored(page: PageReader) -> None:
    for forged in (
        "{",
        "[]",
        '{"texts": 1, "states": 2}',
        '{"texts": {"x": "y"}, "states": {"hnte": "<b>", "x": "met"}}',
    ):
        answer = assess(page, NEAR | {"baseline": forged})
        assert state_of(answer, "hnte") == "临近达标"
        assert "<b>" not in str(answer.select_one("main"))
