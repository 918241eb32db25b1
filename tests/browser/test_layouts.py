"""A blank official workbook goes up once; the candidates come down in it, and what stands in the file is what the page shows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_every_page import faults
from tests.services.layouts.books import DAY, FIRST, SHEET, official

LIST = "/candidates/little_giant?class=review"


def upload(page: Page, folder: Path) -> None:
    file = folder / "小巨人申报汇总表.xlsx"
    file.write_bytes(official())
    page.goto("/layouts")
    page.get_by_label("空白表").set_input_files(file)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("小巨人申报汇总表")


def test_candidates_come_down_in_the_uploaded_workbook(page: Page, tmp_path: Path) -> None:
    sign_in(page, "park")
    upload(page, tmp_path)
    expect(page.get_by_text("导出时留空：研发费用占比（%）、分管领导意见")).to_be_visible()
    page.get_by_label("“研发费用占比（%）”由什么填写").select_option("market_share")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("导出时留空：分管领导意见")).to_be_visible()
    page.goto(LIST)
    shown = [row.inner_text() for row in page.locator("tbody th.name a").all()]
    codes = [code.inner_text() for code in page.locator("tbody th .code").all()]
    page.get_by_role("link", name="按表样导出").click()
    page.get_by_label("附“依据”表").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载").click()
    waiting.value.save_as(tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    sheet, blank = book[SHEET], load_workbook(tmp_path / "小巨人申报汇总表.xlsx")[SHEET]
    last = FIRST + len(shown) - 1
    assert [sheet[f"B{row}"].value for row in range(FIRST, last + 1)] == shown
    assert [sheet[f"C{row}"].value for row in range(FIRST, last + 1)] == codes
    assert isinstance(sheet[f"D{FIRST}"].value, float)
    assert isinstance(sheet[f"G{FIRST}"].value, datetime)
    assert {sheet[f"G{row}"].number_format for row in range(FIRST, last + 1)} == {DAY}
    assert sheet[f"A{last + 1}"].value == "合计"
    assert sheet[f"D{last + 1}"].value == f"=SUM(D{FIRST}:D{last})"
    for row in range(1, FIRST):
        assert [cell.value for cell in sheet[row]] == [cell.value for cell in blank[row]]
        assert [cell.fill.fgColor.rgb for cell in sheet[row]] == [cell.fill.fgColor.rgb for cell in blank[row]]
    assert sheet.column_dimensions["B"].width == blank.column_dimensions["B"].width
    assert {row[0] for row in book["依据"].iter_rows(min_row=2, values_only=True)} == set(shown)


def test_the_pages_of_layouts_have_no_serious_fault_and_fit_a_phone(page: Page, tmp_path: Path) -> None:
    sign_in(page, "bureau")
    upload(page, tmp_path)
    pages = ("/layouts", "/layouts/new", page.url, f"{page.url}/retire", "/layouts/export?list=firms")
    assert {path: found for path in pages if (found := faults(page, path))} == {}
    page.set_viewport_size(PHONE)
    for path in pages:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_a_column_set_is_made_without_script_or_mouse(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False, locale="zh-CN")
    page = sign_in(context.new_page(), "park")
    page.goto("/layouts/new")
    page.get_by_label("名称", exact=True).fill("短表")
    page.get_by_label("“1”由什么填写").select_option("name")
    page.get_by_label("“2”由什么填写").select_option("revenue")
    page.get_by_role("button", name="保存").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("“营业收入”的年度")).to_have_value("0")
    page.goto("/firms")
    page.get_by_role("link", name="按表样导出").press("Enter")
    page.get_by_label("短表").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载").press("Enter")
    assert waiting.value.suggested_filename.startswith("短表-")
    context.close()
