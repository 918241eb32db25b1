"""A large file in a real browser: the page follows the work and goes on to the preview by itself."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.ledger import write_ledger
from tests.browser.test_every_page import faults

PATIENCE = 120_000  # milliseconds, on a busy machine


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """The usual ledger beside a sheet of noise that makes the file larger than a request takes."""
    path = write_ledger(tmp_path / "大台账.xlsx")
    book = load_workbook(path)
    noise = book.create_sheet("附件")
    for _ in range(1000):
        noise.append([secrets.token_hex(1100)])
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    page.goto("/imports")
    page.get_by_label("台账文件").set_input_files(path)
    page.get_by_role("button", name="上传并识别").click()
    page.wait_for_url(re.compile(r"/jobs/\d+$"))


def test_a_large_file_is_followed_to_its_preview(page: Page, large: Path) -> None:
    sign_in(page, "bureau")
    upload(page, large)
    page.wait_for_url(re.compile(r"/imports/\d+$"), timeout=PATIENCE)
    expect(page.get_by_role("heading", name="大台账.xlsx")).to_be_visible()


def test_the_page_of_a_job_has_no_serious_accessibility_fault(context: BrowserContext, large: Path) -> None:
    page = context.new_page()
    page.route("**/js/jobs.js*", lambda route: route.abort())  # or it would leave while it is looked at
    sign_in(page, "bureau")
    upload(page, large)
    assert faults(page, page.url) == []
    expect(page.get_by_role("progressbar")).to_be_visible()


def test_without_script_the_page_asks_again_by_itself(context: BrowserContext, large: Path) -> None:
    page = sign_in(context.new_page(), "bureau")
    upload(page, large)
    plain = context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False,
        storage_state=context.storage_state(),  # type: ignore[arg-type]
    )
    waiting = plain.new_page()
    waiting.goto(page.url)
    waiting.wait_for_url(re.compile(r"/imports/\d+$"), timeout=PATIENCE)
    plain.close()
