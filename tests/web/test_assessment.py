"""A firm assesses itself without an account: the form, the answer, what moves it, and what is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

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
    refused = page.refused(english, {"niche_years-2025": "2020"}, action="/assess")
    assert "年" not in text_of(refused.select_one(".error-summary"))
    answer = assess(page, NEAR, english)
    assert "This is a pre-check" in text_of(answer.select_one(".precheck"))


def test_the_enter_key_asks_for_the_result(page: PageReader) -> None:
    for shown in (page.get("/assess"), assess(page, NEAR)):
        first = next(button for button in shown.select("button") if button.get("form") == "assessment")
        assert not first.get("name")
        assert not first.get("formaction")


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


def read_in(page: PageReader, values: dict[str, Any], status: int = 200) -> BeautifulSoup:
    """The form after pasting or uploading."""
    form = page.get("/assess")
    token = form.select_one("#assessment input[name=csrf_token]")["value"]
    answer = page.client.post("/assess/fill", data={"csrf_token": token} | values)
    assert answer.status_code == status, answer.text[:2000]
    return check_page(BeautifulSoup(answer.text, "html.parser"))


def test_pasted_lines_fill_the_form_and_what_was_not_understood_is_told_by_cell(page: PageReader) -> None:
    form = read_in(page, {"pasted": "营业收入\t5200\n研发费用\t约30万\t2024\n神秘指标\t1", "staff-2025": "62"})
    assert form.select_one("#revenue-2025")["value"] == "5200"
    assert form.select_one("#staff-2025")["value"] == "62"
    told = text_of(form.select_one(".read-in"))
    assert "读入了 1 个数" in told
    assert "第 2 行「研发费用」是文字“约30万”，不是确定的数，请填写数字（单位：万元）（B2）" in told
    assert "第 3 行「神秘指标」没有对应的指标，未导入" in told


def test_the_firms_own_sheet_fills_the_form_without_questions(page: PageReader) -> None:
    blank = page.client.get("/assess/form.xlsx")
    book = load_workbook(BytesIO(blank.data))
    facts, figures = book["企业信息"], book["年度数据"]
    facts.cell(2, [cell.value for cell in facts[1]].index("成立日期") + 1, "2015年3月")
    row = next(row for row in figures.iter_rows(min_row=5) if row[0].value == "营业收入")
    row[3].value, row[4].value = 5200, 4300
    filled = BytesIO()
    book.save(filled)
    form = read_in(page, {"sheet": (BytesIO(filled.getvalue()), "自测表.xlsx")})
    assert form.select_one("#founded_on")["value"] == "2015-03-01"
    assert [form.select_one(f"#revenue-{year}")["value"] for year in (2025, 2024)] == ["5200", "4300"]
    assert "没有读懂的" not in text_of(form.select_one(".read-in"))


SEVERAL = "企业名称\t2025年营业收入（万元）\n甲示例公司\t5200\n乙示例公司\t100"
UNREADABLE = (
    ({}, "请先粘贴内容，或选择一个文件。"),
    ({"pasted": SEVERAL}, "表里有 2 家企业"),
    ({"pasted": "x" * 100_001}, "太长"),
    ({"sheet": (BytesIO(b"%PDF-1.7 ..."), "报告.xlsx")}, "不是电子表格"),
)


@pytest.mark.parametrize(("values", "said"), UNREADABLE)
def test_what_cannot_be_read_is_told_and_nothing_typed_is_lost(
    page: PageReader, values: dict[str, Any], said: str
) -> None:
    form = read_in(page, values | {"staff-2025": "62"}, 422)
    assert said in text_of(form.select_one(".read-in"))
    assert form.select_one("#staff-2025")["value"] == "62"


def test_of_several_firms_the_named_one_is_taken(page: PageReader) -> None:
    form = read_in(page, {"pasted": SEVERAL, "name": "乙示例公司"})
    assert form.select_one("#revenue-2025")["value"] == "100"
