"""A condition that only a person can judge: judged, shown, and taken back after being asked, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import OFFICE, sign_in


@pytest.mark.parametrize("has_script", [True, False])
def test_an_officer_judges_a_condition_and_takes_it_back(browser: Browser, server: str, has_script: bool) -> None:
    context = browser.new_context(base_url=server, viewport=OFFICE, locale="zh-CN", java_script_enabled=has_script)  # type: ignore[arg-type]
    page = sign_in(context.new_page(), "bureau")
    page.goto("/candidates/little_giant?class=review")
    page.locator("tbody th a").first.click()
    panel = page.locator("#tier-little_giant")
    panel.locator(".decision summary").first.click()
    panel.get_by_label("判断说明").first.fill("查看了产品目录")
    panel.get_by_role("button", name="符合", exact=True).first.click()
    expect(page.get_by_role("status")).to_contain_text("判断已记录")
    expect(panel).to_contain_text("已人工判断：符合")
    panel.get_by_role("link", name="撤回").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("要撤回这项人工判断吗？")
    page.get_by_role("button", name="撤回判断").click()
    expect(page.get_by_role("status")).to_contain_text("判断已撤回")
    expect(panel).not_to_contain_text("已人工判断")
    context.close()
