"""The mapping page in a real browser: accessible, narrow enough, and usable with neither script nor mouse."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_every_page import faults
from tests.factories import make_workbook

HEADS = ["统一社会信用代码", "企业名称", "营业收入总计", "市占率", "年用水量（吨）"]
ROWS = [["91420111MA49BRWQ7X", "武汉示例甲有限公司", 7000, "12%", 90], ["91420111MA49BRWQ8X", "乙有限公司", 1, 0.35, 3]]


def mapping_page(page: Page, folder: Path) -> str:
    """Upload a ledger with open questions and open its mapping page; its address."""
    file = folder / "台账.xlsx"
    file.write_bytes(make_workbook({"2025年": [HEADS, *ROWS]}))
    page.goto("/imports")
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_role("button", name="上传并识别").click()
    page.get_by_role("link", name="核对列的识别").click()
    return page.url


def test_the_mapping_page_has_no_serious_accessibility_fault_and_fits_a_phone(page: Page, tmp_path: Path) -> None:
    address = mapping_page(sign_in(page, "bureau"), tmp_path)
    assert faults(page, address) == []
    page.get_by_role("button", name="新增指标").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("新增指标")
    page.get_by_role("button", name="不新增，返回").click()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_columns_are_decided_about_without_script_or_mouse(browser: Browser, server: str, tmp_path: Path) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False, locale="zh-CN")
    page = sign_in(context.new_page(), "park")
    mapping_page(page, tmp_path)
    page.get_by_label("“营业收入总计”导入为").select_option("revenue")
    page.get_by_label("“市占率”的单位").select_option("1")
    page.get_by_role("button", name="按这样重新识别").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("列名对照已记住")
    expect(page.get_by_text("需要您确认")).to_have_count(0)
    page.goto("/imports/heads")
    page.get_by_role("link", name="忘记").first.press("Enter")
    page.get_by_role("button", name="忘记").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已忘记")
    context.close()
