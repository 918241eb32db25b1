"""One firm, one plan in a browser: proposed, taken in, done, printed on one page; a request from the log to its answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OFFICE, sign_in

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize(
    ("has_script", "tier", "wanted"), [(True, "hnte", "review"), (False, "srdi_sme", "incomplete")]
)
def test_proposals_become_actions_and_are_done(
    browser: Browser, server: str, has_script: bool, tier: str, wanted: str
) -> None:
    context = browser.new_context(base_url=server, viewport=OFFICE, locale="zh-CN", java_script_enabled=has_script)  # type: ignore[arg-type]
    page = sign_in(context.new_page(), "park")
    page.goto(f"/candidates/{tier}?class={wanted}")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="一企一策").click()
    page.get_by_label("目标层级").select_option(tier)
    page.get_by_role("button", name="查看").click()
    row = page.get_by_role("region", name="拟定的措施").locator("tbody tr").first
    row.get_by_label(re.compile("^措施：")).fill("请企业补报上年数据")
    row.get_by_label(re.compile("^负责人：")).fill("园区专员（演示）")
    page.get_by_role("button", name="加入计划").click()
    expect(page.get_by_role("status")).to_contain_text("已加入")
    actions = page.get_by_role("region", name="措施", exact=True)
    expect(actions).to_contain_text("请企业补报上年数据")
    actions.get_by_role("button", name="完成：请企业补报上年数据").click()
    expect(actions.get_by_role("row").filter(has_text="请企业补报上年数据")).to_contain_text("已完成")
    context.close()


def test_a_plan_of_eight_actions_prints_on_one_page(page: Page) -> None:
    sign_in(page, "park")
    page.goto("/tasks?within=all")
    page.locator("tbody td.name a").first.click()
    actions = page.get_by_role("region", name="措施", exact=True).locator("tbody tr")
    form = page.locator("form.own-action")
    for number in range(actions.count(), 8):
        form.get_by_label("措施").fill(f"第 {number} 项：整理近两年研发项目立项、费用归集和成果转化材料，每月核对一次")
        form.get_by_label("负责人").fill("企业财务部")
        form.get_by_label("完成期限").fill("2026-09-30")
        form.get_by_role("button", name="添加").click()
    expect(actions).to_have_count(8)
    assert len(PAGE_OF_PDF.findall(page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    for hidden in (".side", ".tabs", "form", ".actions"):
        assert not page.locator(f"{hidden}:visible").count(), hidden
    paper = page.get_by_role("main")
    for told in ("目标层级", "服务专员", "条件与差距", "完成期限", "依据：", "不是认定决定", "打印日期"):
        expect(paper).to_contain_text(told)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_request_reaches_the_tasks_of_the_officer_and_is_answered(page: Page) -> None:
    sign_in(page, "bureau")
    page.goto("/tasks")
    page.get_by_role("link", name="服务专员").click()
    page.get_by_role("region", name="工作量").get_by_role("link").first.click()
    page.locator(".name a").first.click()
    name = page.locator("h1").inner_text().partition(" · ")[2]
    page.get_by_label("种类").select_option("request")
    page.get_by_label("对接人").fill("示例财务")
    page.get_by_label("内容").fill("希望辅导加计扣除")
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.locator(".timeline")).to_contain_text("待答复")
    page.context.clear_cookies()
    sign_in(page, "park")
    page.goto("/tasks")
    row = page.locator(".request-list li").filter(has_text="希望辅导加计扣除")
    expect(row).to_contain_text(name)
    row.get_by_role("link", name="答复").click()
    page.get_by_label("答复", exact=True).fill("下周上门辅导")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".timeline")).to_contain_text("下周上门辅导")
