"""One whole round with four people of four levels: drawn, passed up and returned, frozen, noticed, recognised, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from registry.domain.access import SYSTEM
from registry.services.accounts import NewAccount, add_account
from registry.services.demo.accounts import PASSWORD
from registry.store.database import make_engine, transaction
from tests.browser.conftest import OFFICE, sign_in
from tests.browser.test_every_page import faults
from tests.factories import make_workbook

NAME = "2026 年小巨人申报第一批"
Open = Callable[[str], Page]


@pytest.fixture
def people(browser: Browser, server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Opens a window for somebody: the park and the province of the demo, a county and a city beside them."""
    add_offices(next(tmp_path_factory.getbasetemp().glob("data*/tidu.sqlite3")))
    windows: dict[str, Page] = {}

    def window(name: str) -> Page:
        if name not in windows:
            context = browser.new_context(base_url=server, viewport=OFFICE, locale="zh-CN", accept_downloads=True)
            windows[name] = sign_in(context.new_page(), name)
        return windows[name]

    yield window
    for page in windows.values():
        page.context.close()


def add_offices(database: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    with transaction(engine) as session:
        for name, division, title in (("round-county", "420111", "示例区局"), ("round-city", "4201", "示例市局")):
            new = NewAccount(name, "bureau", division=division, display_name=title, password=PASSWORD)
            add_account(session, SYSTEM, new, now=datetime.now(UTC))
    engine.dispose()


def test_a_round_goes_from_draw_to_titles(people: Open, tmp_path: Path) -> None:
    province, park, county, city = (people(name) for name in ("bureau", "park", "round-county", "round-city"))
    address = draw(province)
    names = submit_from_park(park, address)
    returned = return_one(county, address, names)
    answer_return(park, address, returned)
    submit_rest(county, address)
    freeze(province, address)
    amend(city, province, address)
    submit_rest(city, address)
    submit_rest(province, address)
    publish(province, address)
    object_and_close(park, province, address)
    recognise(province, address, names, tmp_path)
    read_workbook(province, address, tmp_path, names)
    no_page_has_a_fault(province, address)


def draw(page: Page) -> str:
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="批次").click()
    page.get_by_role("link", name="新建批次").first.click()
    page.get_by_label("批次名称").fill(NAME)
    page.get_by_label("申报开始").fill("2026-06-01")
    page.get_by_label("申报截止").fill("2026-06-30")
    page.get_by_label("范围：地区").select_option("420111")
    page.get_by_label("范围：园区").select_option("东湖高新区")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="选入企业", level=1)).to_be_visible()
    page.get_by_role("button", name="选入勾选的类别").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("草稿")
    page.get_by_role("button", name="开始申报").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("申报中")
    return page.url


def submit_from_park(page: Page, address: str) -> list[str]:
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="批次").click()
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("note")).to_contain_text("在您这一级等待审核")
    names = [name.strip() for name in page.locator("tbody th.name a").all_inner_texts()]
    assert names
    submit_rest(page, address)
    return names


def submit_rest(page: Page, address: str) -> None:
    page.goto(f"{address}?state=waiting")
    for box in page.locator("input[name=row]").all():
        box.check()
    page.get_by_label("意见或理由").fill("同意推荐")
    page.get_by_role("button", name="同意并上报").click()
    expect(page.get_by_role("status").first).to_contain_text("已处理")


def return_one(page: Page, address: str, names: list[str]) -> str:
    page.goto(address)
    page.get_by_label(f"选择 {names[0]}").check()
    page.get_by_role("button", name="退回下级").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明理由")
    page.get_by_label(f"选择 {names[0]}").check()
    page.get_by_label("意见或理由").fill("请补研发费用台账")
    page.get_by_role("button", name="退回下级").click()
    row = page.get_by_role("row").filter(has_text=names[0])
    expect(row).to_contain_text("园区")
    expect(row).to_contain_text("已退回")
    return names[0]


def answer_return(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("main")).to_contain_text("请补研发费用台账")
    page.get_by_label("意见或理由").fill("已补")
    page.get_by_role("button", name="同意并上报").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待审核")
    page.get_by_label("意见或理由").fill("再报")
    page.get_by_role("button", name="同意并上报").click()
    expect(page.get_by_role("alert")).to_contain_text("没有处理")


def freeze(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="冻结").click()
    page.get_by_role("main").get_by_role("button", name="冻结").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已冻结")


def amend(asker: Page, approver: Page, address: str) -> None:
    asker.goto(address)
    asker.locator("tbody th.name a").first.click()
    asker.get_by_label("数据项").select_option("revenue@2025")
    asker.get_by_label("更正为").fill("9876.5")
    asker.get_by_label("更正理由").fill("审计报告更正")
    asker.get_by_role("button", name="申请更正").click()
    expect(asker.get_by_role("status").first).to_contain_text("等待另一人审批")
    approver.goto(f"{address}?tab=amendments")
    approver.get_by_role("button", name="批准").click()
    expect(approver.get_by_role("main")).to_contain_text("已批准")
    approver.locator("tbody th.name a").last.click()
    expect(approver.locator(".conditions")).to_contain_text("9,876.50 万元")


def publish(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="公示", exact=True).click()
    page.get_by_label("公示开始").fill("2026-06-20")
    page.get_by_label("公示截止").fill("2026-06-26")
    page.get_by_label("公示内容").fill("现将拟推荐名单予以公示。")
    page.get_by_role("button", name="开始公示").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("公示")


def object_and_close(teller: Page, closer: Page, address: str) -> None:
    teller.goto(f"{address}?tab=notice")
    teller.get_by_label("提出人").fill("李某")
    teller.get_by_label("异议内容").fill("对排序有疑问")
    teller.get_by_role("button", name="登记异议").click()
    expect(teller.get_by_role("main")).to_contain_text("尚未办结")
    closer.goto(f"{address}?tab=notice")
    closer.get_by_label("处理说明").fill("名单不分先后")
    closer.get_by_role("button", name="不成立，办结").click()
    expect(closer.get_by_role("main")).to_contain_text("不成立 · 名单不分先后")


def recognise(page: Page, address: str, names: list[str], folder: Path) -> None:
    listed = folder / "公布名单.xlsx"
    rows = [[number, name] for number, name in enumerate(names, start=1)]
    listed.write_bytes(make_workbook({"名单": [["序号", "企业名称"], *rows, [99, "荆门完全陌生实业有限公司"]]}))
    page.goto(address)
    page.get_by_role("link", name="登记认定结果").click()
    page.get_by_label("认定名单").set_input_files(listed)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator(".tally")).to_contain_text(f"批次里的企业{len(names)}")
    page.get_by_label("都不是，库中没有这家企业").check()
    page.get_by_role("button", name="保存选定的企业").click()
    page.get_by_label("认定文号").fill("工信部企业〔2026〕9号")
    page.get_by_label("认定日期").fill("2026-06-30")
    page.get_by_role("button", name="写入").click()
    expect(page.get_by_role("status").first).to_contain_text(f"写入了 {len(names)} 项称号")
    page.get_by_role("link", name="办结").click()
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已办结")
    page.get_by_role("link", name=names[0]).click()
    page.get_by_role("link", name="企业页").click()
    expect(page.get_by_role("main")).to_contain_text("2029")


def read_workbook(page: Page, address: str, folder: Path, names: list[str]) -> None:
    page.goto(address)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="整批工作簿").click()
    waiting.value.save_as(folder / "批次.xlsx")
    book = load_workbook(folder / "批次.xlsx")
    assert [row[1] for row in book["名单"].iter_rows(min_row=2, values_only=True)] == names
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def no_page_has_a_fault(page: Page, address: str) -> None:
    paths = ("", "?tab=amendments", "?tab=notice", "?tab=timeline", "/firms/1")
    pages = ["/rounds", "/rounds/new", *(address + path for path in paths)]
    assert {path: found for path in pages if (found := faults(page, path))} == {}
