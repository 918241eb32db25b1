"""A firm and its park in a browser: what was handed over is compared and accepted; the firm confirms for an open round."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


def test_a_hand_over_is_compared_and_accepted_and_the_firm_confirms_for_its_round(page: Page) -> None:
    sign_in(page, "park")
    page.get_by_role("link", name="企业提交待核对").click()
    page.locator("tbody th a").first.click()
    name = page.get_by_role("heading", level=1).inner_text()
    row = page.locator("tr.is-differs, tr.is-held").first
    expect(row).to_contain_text("营业收入")
    row.get_by_role("checkbox").check()
    page.get_by_label("给企业的说明").fill("已电话核对")
    page.get_by_role("button", name="接收勾选的项").click()
    expect(page.get_by_role("status")).to_contain_text("标为企业自报")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    page.context.clear_cookies()
    sign_in(page, "firm")
    page.get_by_role("link", name="确认申报").click()
    page.get_by_label("以上数据真实、完整").check()
    page.get_by_role("button", name="确认申报").click()
    expect(page.get_by_role("status").first).to_contain_text("已确认")

    page.context.clear_cookies()
    sign_in(page, "park")
    page.goto("/rounds/1")
    expect(page.get_by_role("main")).to_contain_text("企业已确认 1 家")
