"""What holds on every page: no serious fault for assistive technology, fits a phone, works without script and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import OFFICE, PHONE, sign_in
from tests.browser.ledger import write_ledger

PAGES = (
    "/",
    "/ladder",
    "/views",
    "/groupings",
    "/groupings/new?kind=park",
    "/firms/1/institutions",
    "/institutions",
    "/missing",
    "/firms",
    "/firms?text=none",
    "/firms/1",
    "/firms/1/edit",
    "/firms/1/figures/2025",
    "/firms/1/sources",
    "/firms/1/sources?year=2025",
    "/firms/new",
    "/imports",
    "/imports/heads",
    "/imports/heads?tab=heads",
    "/imports/templates",
    "/firms/export",
    "/firms/export?text=none",
    "/firms/1?tier=gazelle&as_of=2026-03-31",
    "/candidates/hnte",
    "/candidates/moose",
    "/candidates/little_giant?class=near",
    "/firms/1/plan",
    "/firms/1/service",
    "/tasks",
    "/service",
    "/service/officers",
    "/policy",
    "/policy/versions/little_giant/CN/2026-04-01",
    "/policy/compare?before=little_giant/CN/2026-01-01&after=little_giant/CN/2026-04-01",
    "/policy/drafts",
    "/policy/drafts/1",
    "/policy/drafts/1/conditions/revenue",
    "/policy/drafts/1/impact",
    "/policy/drafts/1/sensitivity?code=revenue",
    "/policy/drafts/1/publish",
    "/policy/freshness",
    "/policy/checklist",
    "/policy/scores",
    "/targets",
    "/targets/1",
    "/targets/3",
    "/targets/new",
    "/targets/1/parts",
    "/targets/1/close",
    "/submissions",
    "/submissions/1",
    "/submissions/corrections",
    "/firms/1/accounts",
    "/firms/1/evidence",
    "/targets/3/firms/no",
    "/pools",
    "/pools?state=all",
    "/pools/funnel",
    "/dashboards",
    "/dashboards/areas",
    "/dashboards/trend",
    "/dashboards/endings",
    "/dashboards/gaps",
    "/dashboards/figures",
    "/dashboards/firms/held?tier=hnte",
    "/pools/funnel?by=area",
    "/pools/enter/hnte?firm=1",
    "/pools/leave?all=1",
    "/pools/stays/1",
    "/pools/stays/1/remove",
    "/rounds",
    "/rounds/new",
    "/rounds/1",
    "/rounds/1?tab=timeline",
    "/rounds/1/draw",
    "/rounds/1/firms/1",
    "/account/password",
    "/no-such-page",
)
SERIOUS = ("serious", "critical")
NAMES_AND_LANGUAGE = ("cat.text-alternatives", "cat.name-role-value", "cat.forms", "cat.language")


@pytest.fixture(scope="module")
def state(browser: Browser, server: str) -> str:
    """The cookies of the administrator, so that each test need not sign in again."""
    context = browser.new_context(base_url=server, locale="zh-CN")
    sign_in(context.new_page(), "admin")
    kept = context.storage_state()
    context.close()
    return kept  # type: ignore[return-value]


@pytest.fixture
def reader(browser: Browser, server: str, state: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server, locale="zh-CN", storage_state=state)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_every_page_is_without_serious_accessibility_fault_and_fits_a_phone(reader: Page) -> None:
    assert {path: found for path in PAGES if (found := faults(reader, path) + too_wide(reader))} == {}


def test_every_page_is_without_fault_in_english_where_language_makes_a_difference(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("button", name="English").click()
    assert {path: found for path in PAGES if (found := faults(reader, path, NAMES_AND_LANGUAGE))} == {}


def test_the_sign_in_page_has_no_serious_accessibility_fault(page: Page) -> None:
    assert faults(page, "/account/sign-in") == []


def test_the_import_preview_has_no_serious_accessibility_fault(page: Page, tmp_path: Path) -> None:
    sign_in(page, "bureau")
    page.goto("/imports")
    page.get_by_label("台账文件").set_input_files(write_ledger(tmp_path / "台账.xlsx"))
    page.get_by_role("button", name="上传并识别").click()
    for tab in ("new", "changed", "held", "unchanged", "conflicts", "issues", "effects", "columns"):
        assert faults(page, page.url.partition("?")[0] + f"?tab={tab}") == []


def test_a_slash_moves_to_the_search_box(page: Page) -> None:
    sign_in(page, "park")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("示例")
    page.keyboard.press("Enter")
    page.wait_for_url("**/firms?text=*")


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    sign_in(page, "park")
    page.goto("/firms")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_everything_works_without_script(browser: Browser, server: str, tmp_path: Path) -> None:
    context: BrowserContext = browser.new_context(base_url=server, java_script_enabled=False, locale="zh-CN")
    page = sign_in(context.new_page(), "bureau")
    page.get_by_label("查找企业").fill("whsl")
    page.get_by_label("查找企业").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("家企业")
    page.get_by_label("持有称号").select_option("hnte")
    page.get_by_role("button", name="查询").click()
    page.locator("tbody th a").first.click()
    page.locator("details.tier summary").first.click()
    page.goto("/imports")
    page.get_by_label("台账文件").set_input_files(write_ledger(tmp_path / "台账.xlsx"))
    page.get_by_role("button", name="上传并识别").click()
    page.get_by_role("button", name="放弃").click()
    expect(page.locator(".notice-done")).to_contain_text("已放弃")
    context.close()


def test_a_file_beyond_the_limit_is_answered_in_words_by_the_real_server(
    context: BrowserContext, tmp_path: Path
) -> None:
    page = sign_in(context.new_page(), "bureau")
    large = tmp_path / "扫描件.xlsx"
    large.write_bytes(b"x" * 6_000_000)
    page.goto("/imports")
    page.get_by_label("台账文件").set_input_files(large)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_role("heading", name="文件太大")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("文件不能超过 2 MB")


def test_a_printed_firm_shows_no_navigation(page: Page) -> None:
    sign_in(page, "bureau")
    page.goto("/firms/1")
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def faults(page: Page, path: str, tags: tuple[str, ...] = ()) -> list[str]:
    """Serious faults that axe finds on the page, each with the element; by the rules with one of the tags, or by all."""
    page.set_viewport_size(OFFICE)
    page.goto(path)
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": tags} if tags else {})
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Where the open page is wider than a phone's screen."""
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > PHONE["width"] else []
