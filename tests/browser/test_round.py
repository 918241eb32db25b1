"""One whole round with four people of four levels: drawn, passed up and returned, frozen, noticed, recognised, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from registry.domain.access import SYSTEM
from registry.domain.names import name_key
from registry.services.accounts import NewAccount, add_account
from registry.services.demo.accounts import PASSWORD
from registry.store.database import make_engine, transaction
from registry.store.firms import FirmRecord, FormerName
from tests.browser.conftest import OFFICE, sign_in
from tests.browser.test_every_page import SERIOUS
from tests.factories import make_workbook

NAME, OLD_NAME = "2026 年小巨人申报第一批", "武汉老牌示例厂"
Open = Callable[[str], Page]


@pytest.fixture
def people(browser: Browser, server: str, database: str) -> Iterator[Open]:
    """Opens a window for somebody: the park and the province of the demo, a county and a city beside them."""
    add_offices(database)
    windows: dict[str, Page] = {}

    def window(name: str) -> Page:
        if name not in windows:
            context = browser.new_context(base_url=server, viewport=OFFICE, locale="zh-CN", accept_downloads=True)
            windows[name] = sign_in(context.new_page(), name)
        return windows[name]

    yield window
    for page in windows.values():
        page.context.close()


def add_offices(database: str) -> None:
    engine = make_engine(database)
    with transaction(engine) as session:
        for name, division, title in (("round-county", "420111", "示例区局"), ("round-city", "4201", "示例市局")):
            new = NewAccount(name, "bureau", division=division, display_name=title, password=PASSWORD)
            add_account(session, SYSTEM, new, now=datetime.now(UTC))
    engine.dispose()


def give_old_name(database: str, name: str) -> None:
    engine = make_engine(database)
    with transaction(engine) as session:
        firm = session.exec(select(FirmRecord).where(FirmRecord.name == name)).one()
        session.add(FormerName(firm_id=firm.id, name=OLD_NAME, name_key=name_key(OLD_NAME)))
    engine.dispose()


def look(page: Page) -> None:
    """What an officer sees: nothing that keeps anybody from using the page, nothing cut off, and no navigation in print."""
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in SERIOUS] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= OFFICE["width"], page.url
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.emulate_media(media="screen")


def test_one_round_goes_from_draw_to_titles_with_four_people_of_four_levels(
    people: Open, database: str, tmp_path: Path
) -> None:
    province, park, county, city = (people(name) for name in ("bureau", "park", "round-county", "round-city"))
    address = draw(province)
    names = submit_from_park(park, address)
    give_old_name(database, names[0])
    returned = return_one(county, address, names)
    submit_all_but_one(county, address, names, returned)
    answer_return(park, address, returned)
    submit_rest(county, address)
    freeze(province, address)
    amend(city, province, address)
    submit_rest(city, address)
    submit_rest(province, address)
    publish(province, address)
    object_and_close(park, province, address, names)
    recognise(province, address, names, tmp_path)
    read_timeline(province, park, address, names)
    read_workbook(province, address, tmp_path, names)
    read_titles(park, names)


def draw(page: Page) -> str:
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="批次").click()
    look(page)
    page.get_by_role("link", name="新建批次").first.click()
    look(page)
    page.get_by_label("批次名称").fill(NAME)
    page.get_by_label("申报开始").fill("2026-06-01")
    page.get_by_label("申报截止").fill("2026-05-30")
    page.get_by_label("范围：地区").select_option("420111")
    page.get_by_label("范围：园区").select_option("东湖高新区")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".error-summary")).to_contain_text("早于申报开始")
    page.get_by_label("申报截止").fill("2026-06-30")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="选入企业", level=1)).to_be_visible()
    look(page)
    page.get_by_role("button", name="选入勾选的类别").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("草稿")
    page.get_by_role("button", name="开始申报").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("申报中")
    look(page)
    return page.url


def submit_from_park(page: Page, address: str) -> list[str]:
    page.goto("/")
    page.get_by_role("link", name=NAME).click()
    page.goto(address)
    expect(page.get_by_role("note")).to_contain_text("在您这一级等待审核")
    names = [name.strip() for name in page.locator("tbody th.name a").all_inner_texts()]
    assert len(names) > 2
    look(page)
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


def submit_all_but_one(page: Page, address: str, names: list[str], returned: str) -> None:
    """All of the filter at once: the one that lies at the park is told, not passed over in silence."""
    page.goto(address)
    page.get_by_label("不只勾选的").check()
    page.get_by_role("button", name="同意并上报").click()
    expect(page.get_by_role("status").first).to_contain_text(f"已处理 {len(names) - 1} 家企业")
    expect(page.get_by_role("alert")).to_contain_text("1 家不在您这一级")
    expect(page.locator(".refused")).to_contain_text(returned)
    look(page)


def answer_return(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("main")).to_contain_text("请补研发费用台账")
    look(page)
    page.get_by_label("意见或理由").fill("已补")
    page.get_by_role("button", name="同意并上报").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待审核")
    page.get_by_label("意见或理由").fill("再报")
    page.get_by_role("button", name="同意并上报").click()
    expect(page.get_by_role("alert")).to_contain_text("没有处理")


def freeze(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="冻结").click()
    look(page)
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
    asker.goto(f"{address}?tab=amendments")
    expect(asker.get_by_role("button", name="批准")).to_have_count(0)
    approver.goto(f"{address}?tab=amendments")
    look(approver)
    approver.get_by_role("button", name="批准").click()
    expect(approver.get_by_role("main")).to_contain_text("已批准")
    approver.locator("tbody th.name a").last.click()
    expect(approver.locator(".conditions")).to_contain_text("9,876.50 万元")
    look(approver)


def publish(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="公示", exact=True).click()
    look(page)
    page.get_by_label("公示开始").fill("2026-06-20")
    page.get_by_label("公示截止").fill("2026-06-26")
    page.get_by_label("公示内容").fill("现将拟推荐名单予以公示。")
    page.get_by_role("button", name="开始公示").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("公示")


def object_and_close(teller: Page, closer: Page, address: str, names: list[str]) -> None:
    """One objection within the notice about a firm, one after its end about the whole list."""
    for firm, day, text in ((names[1], "2026-06-22", "对收入有疑问"), ("", "2026-06-29", "对排序有疑问")):
        teller.goto(f"{address}?tab=notice")
        teller.get_by_label("提出人").fill("李某")
        teller.get_by_label("提出日期").fill(day)
        teller.get_by_label("针对的企业").fill(firm)
        teller.get_by_label("异议内容").fill(text)
        teller.get_by_role("button", name="登记异议").click()
    expect(teller.get_by_role("main")).to_contain_text("公示期满后提出")
    expect(teller.get_by_role("main")).to_contain_text("尚未办结")
    closer.goto(f"{address}/result")
    expect(closer.get_by_role("main")).to_contain_text("还有 2 件异议没有办结")
    closer.goto(f"{address}?tab=notice")
    look(closer)
    for _ in range(2):
        closer.get_by_label("处理说明").first.fill("经核实不影响推荐")
        closer.get_by_role("button", name="不成立，办结").first.click()
    expect(closer.get_by_role("main")).to_contain_text("不成立 · 经核实不影响推荐")


def recognise(page: Page, address: str, names: list[str], folder: Path) -> None:
    """The official list says an old name, one firm twice, a firm that nobody knows; the last firm of the round is not in it."""
    listed = folder / "公布名单.xlsx"
    rows = [
        [number, name] for number, name in enumerate([OLD_NAME, *names[1:-1], names[1], "荆门完全陌生实业有限公司"])
    ]
    listed.write_bytes(make_workbook({"名单": [["序号", "企业名称"], *rows]}))
    page.goto(address)
    page.get_by_role("link", name="登记认定结果").click()
    page.get_by_label("认定名单").set_input_files(listed)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator(".tally")).to_contain_text(f"批次里的企业{len(names) - 1}")
    expect(page.get_by_role("row").filter(has_text=OLD_NAME)).to_contain_text(names[0])
    expect(page.get_by_role("main")).to_contain_text("前面已有这家企业，没有重复采用")
    look(page)
    page.get_by_label("都不是，库中没有这家企业").check()
    page.get_by_role("button", name="保存选定的企业").click()
    page.get_by_label("认定文号").fill("工信部企业〔2026〕9号")
    page.get_by_label("认定日期").fill("2027-06-30")
    page.get_by_role("button", name="写入").click()
    expect(page.locator(".error-summary")).to_contain_text("晚于今天")
    page.get_by_label("认定日期").fill("2026-06-30")
    page.get_by_role("button", name="写入").click()
    expect(page.get_by_role("status").first).to_contain_text(f"写入了 {len(names) - 1} 项称号")
    page.get_by_role("link", name="办结").click()
    look(page)
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已办结")
    expect(page.get_by_role("row").filter(has_text=names[-1])).to_contain_text("未认定")
    look(page)


def read_timeline(organiser: Page, other: Page, address: str, names: list[str]) -> None:
    """Every step, the newest first; firms are named to whoever runs the round only."""
    organiser.goto(f"{address}?tab=timeline")
    look(organiser)
    told = organiser.get_by_role("main").inner_text()
    steps = (
        "办结批次", "写入称号", "上传认定名单", "办结异议", "登记异议", "公示", "同意并上报", "更正获批", "申请更正",
        "冻结", "退回下级", "开始申报", "按类别选入企业", "新建批次",
    )  # fmt: skip
    places = [told.index(step, told.index("时间线")) for step in steps]
    assert places == sorted(places), [*zip(steps, places, strict=True)]
    assert names[0] in told
    other.goto(f"{address}?tab=timeline")
    expect(other.get_by_role("listitem").filter(has_text="退回下级")).not_to_contain_text(names[0])


def read_titles(page: Page, names: list[str]) -> None:
    """The title stands with its term at the firm, and in the batch that has the round's name."""
    page.goto("/titles/batches?tier=little_giant")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text(str(len(names) - 1))
    page.goto("/titles?tier=little_giant")
    page.get_by_role("link", name=names[0]).first.click()
    expect(page.get_by_role("main")).to_contain_text("2029-06-29")
    expect(page.get_by_role("main")).to_contain_text("工信部企业〔2026〕9号")


def read_workbook(page: Page, address: str, folder: Path, names: list[str]) -> None:
    page.goto(address)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="整批工作簿").click()
    waiting.value.save_as(folder / "批次.xlsx")
    book = load_workbook(folder / "批次.xlsx")
    assert column(book, "名单", 1) == names
    assert {"园区", "区县", "市州", "省级"} == {*column(book, "审核意见", 2)}
    assert column(book, "异议", 4).count("是") == 1
    assert column(book, "数据更正", 9) == ["已批准"]
    assert len(column(book, "逐条证据", 2)) > len(names)
    assert "写入称号" in column(book, "时间线", 2)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def column(book: Workbook, sheet: str, place: int) -> list[str]:
    return [row[place] for row in book[sheet].iter_rows(min_row=2, values_only=True)]  # type: ignore[misc]
