"""The main job as a park officer does it: a ledger in, a candidate with its reasons, the list out."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.ledger import CODE, NAME, write_ledger


def test_a_ledger_goes_in_and_the_list_of_candidates_comes_out(page: Page, tmp_path: Path) -> None:
    sign_in(page, "park")
    import_ledger(page, write_ledger(tmp_path / "园区台账.xlsx"))
    open_candidate(page)
    read_reasons(page)
    check_download(page, tmp_path)


def import_ledger(page: Page, ledger: Path) -> None:
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="导入").click()
    page.get_by_label("台账文件").set_input_files(ledger)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_role("heading", name="园区台账.xlsx")).to_be_visible()
    expect(page.locator(".tally")).to_contain_text("新增5")
    page.get_by_role("link", name="新增").click()
    expect(page.get_by_role("rowheader", name=NAME).first).to_be_visible()
    page.get_by_role("button", name="全部入库").click()
    expect(page.get_by_role("status")).to_contain_text("已入库")


def open_candidate(page: Page) -> None:
    page.get_by_role("link", name="看候选").click()
    page.get_by_role("navigation", name="层级").get_by_role("link", name="小巨人").click()
    page.get_by_label("查找", exact=True).fill("晴川激光")
    page.get_by_role("button", name="查询").click()
    row = page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("达标待复核")
    row.locator("summary").click()
    expect(row.get_by_role("link", name="看全部条件")).to_be_visible()
    row.get_by_role("link", name="看全部条件").click()


def read_reasons(page: Page) -> None:
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    panel = page.locator("#tier-little_giant")
    expect(panel).to_contain_text("工信部企业〔2026〕2号")
    row = panel.get_by_role("row").filter(has_text="6,230.00 万元")
    expect(row).to_contain_text("≥ 5,000 万元")
    expect(row).to_contain_text("余 1,230.00 万元")
    expect(panel.get_by_role("row").filter(has_text="待人工").first).to_be_visible()
    expect(page.get_by_role("region", name="变更记录")).to_contain_text("园区台账.xlsx")


def check_download(page: Page, folder: Path) -> None:
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="候选").click()
    page.get_by_role("navigation", name="层级").get_by_role("link", name="小巨人").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 Excel 名单").click()
    waiting.value.save_as(folder / "候选.xlsx")
    sheet = load_workbook(folder / "候选.xlsx").active
    cells = {cell.value: cell for row in sheet.iter_rows(min_row=2) for cell in row}
    assert NAME in cells
    assert cells[CODE].data_type == "s"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
