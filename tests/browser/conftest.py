"""The real server in a process of its own, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from registry.services.demo.accounts import PASSWORD
from tests.databases import Databases

TIDU = Path(sys.executable).with_name("tidu")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OFFICE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine; `apt install chromium`"))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the server."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def database(databases: Databases, data: Path) -> Iterator[str]:
    """The address of the database that the server works on."""
    url = databases.empty(data)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def server(data: Path, database: str) -> Iterator[str]:
    """The address of the demo, served as `make run` does."""
    port = _free_port()
    settings = {
        "TIDU_DATA_DIR": str(data),
        "TIDU_DATABASE_URL": database,
        "TIDU_DEMO": "1",
        "TIDU_TODAY": "2026-06-30",
        "TIDU_PORT": str(port),
        "TIDU_WORKERS": "1",
        "TIDU_UPLOAD_MEGABYTES": "2",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDU_")} | settings
    subprocess.run([TIDU, "demo"], env=environment, check=True, timeout=120)
    process = subprocess.Popen([TIDU, "serve"], env=environment)
    try:
        yield _once_it_answers(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server, viewport=OFFICE, locale="zh-CN", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must not complain in its console, least of all about a forbidden script or style."""
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not complaints, complaints


def sign_in(page: Page, name: str) -> Page:
    """Sign in with one of the demo accounts."""
    page.goto("/account/sign-in")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _once_it_answers(address: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{address}/account/sign-in", timeout=2).close()
            return address
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server did not answer")
