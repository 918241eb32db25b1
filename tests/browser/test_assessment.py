"""A firm's whole way without an account: in both languages, and once more with the keyboard alone; axe looks at every page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PASTED = """指标\t2025年\t2024年\t2023年
营业收入（万元）\t5200\t4300\t3900
销售收入（万元）\t5200\t4300\t3900
研发费用（万元）\t130\t180\t150
职工总数\t62\t\t
成立日期\t2015-03-01\t\t"""
PHONE = {"width": 390, "height": 844}
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
WAYS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "enter": "不用账号，先测一测",
        "see": "看结果",
        "again": "重新计算",
        "print": "打印报告（两页）",
        "send": "交给园区",
        "near": "临近达标",
        "code": "91420100MA4KXW1A9B",
    },
    "en": {
        "enter": "Try it without an account",
        "see": "See the result",
        "again": "Calculate again",
        "print": "Print the report (two pages)",
        "send": "Hand over to the park",
        "near": "Near",
        "code": "91420100MA4KXW2B8C",
    },
}


@pytest.mark.parametrize("language", WAYS)
def test_the_whole_way_without_an_account(page: Page, language: str, tmp_path: Path) -> None:
    words = WAYS[language]
    page.goto("/account/sign-in")
    if language == "en":
        page.get_by_role("button", name="English").click()
    page.get_by_role("link", name=words["enter"]).click()
    page.locator("#fill > summary").click()
    page.locator("#pasted").fill(PASTED)
    page.locator("button[formaction$='/fill']").click()
    expect(page.locator("#revenue-2025")).to_have_value("5200")
    page.locator("#division_name").fill("武汉市洪山区")
    _press(page, words["see"])
    hnte = page.locator(".stairs-of-tiers a[href='#tier-hnte'] .status")
    expect(hnte).to_contain_text(words["near"])
    page.locator("#rd_expense-2025").fill("600")
    _press(page, words["again"])
    expect(page.locator(".changes")).to_be_visible()
    expect(hnte).not_to_contain_text(words["near"])
    assert _violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    _press(page, words["print"])
    assert _pages_on_paper(page, tmp_path / "report.pdf") <= 2
    page.locator(".report-bar button").first.click()
    page.locator("#name").fill(f"武汉自测{language}有限公司")
    page.locator("#credit_code").fill(words["code"])
    _press(page, words["send"])
    page.wait_for_url("**/receipts/*")
    assert _violations(page) == []


def test_the_keyboard_alone_leads_from_the_form_to_the_answer(page: Page) -> None:
    page.goto("/assess")
    assert _violations(page) == []
    _reach(page, "division_name", "420111")
    _reach(page, "topic-money")
    page.keyboard.press("Enter")
    for name, value in (("revenue-2025", "5200"), ("revenue-2024", "4300"), ("net_profit-2025", "300")):
        _reach(page, name, value)
    page.keyboard.press("Enter")
    expect(page.locator(".nearest")).to_be_visible()
    _reach(page, "net_profit-2025")
    page.keyboard.press("Control+A")
    page.keyboard.type("900")
    page.keyboard.press("Enter")
    expect(page.locator(".changes")).to_be_visible()
    assert _violations(page) == []


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def _reach(page: Page, name: str, text: str = "") -> None:
    """Press Tab until the field, or the head of the topic, has the focus; then type."""
    for _ in range(250):
        found = page.evaluate("[document.activeElement.id, document.activeElement.parentElement?.id]")
        if name in found:
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def _violations(page: Page) -> list[dict[str, Any]]:
    """What axe has against the page, by rule and first place."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return [{"rule": one["id"], "at": [node["html"][:160] for node in one["nodes"][:3]]} for one in found]


def _pages_on_paper(page: Page, path: Path) -> int:
    page.pdf(path=path, format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))
