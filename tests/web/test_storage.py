"""A full disk and a read-only one: a page that says what to do, nothing half-written, and all is well once it is mended."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from psycopg.errors import CheckViolation, UniqueViolation
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from registry.config import Settings
from registry.store.database import make_engine
from tests.databases import ON_POSTGRES
from tests.factories import TODAY
from tests.web.conftest import PASSWORD, make_app
from tests.web.pages import PageReader, text_of

FIGURES = "/firms/1/figures/2025"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of a few megabytes, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("no file system of our own may be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture
def on_small_disk(office: None, database_url: str, small_disk: Path) -> Iterator[PageReader]:
    """The office with database and files on the small disk; the officer is signed in."""
    if ON_POSTGRES:
        pytest.skip("the small disk holds a file of SQLite")
    database = small_disk / "tidu.sqlite3"
    shutil.copyfile(make_engine(database_url).url.database or "", database)
    settings = Settings(data_dir=small_disk, database_url=f"sqlite:///{database}", demo=True, today=TODAY)
    app = make_app(settings)
    page = PageReader(app.test_client())
    page.sign_in("park", PASSWORD)
    yield page
    app.extensions["tidu"].engine.dispose()


def fill(disk: Path) -> Path:
    """Use up what room is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while stream.write(b"x" * 4096):
                pass
        except OSError:
            pass
    return filler


def revenue(page: PageReader) -> str:
    return str(page.get(FIGURES).select_one("#revenue")["value"])


def test_a_full_disk_is_told_and_nothing_is_lost(on_small_disk: PageReader, small_disk: Path) -> None:
    page = on_small_disk
    form, upload = page.get(FIGURES), page.get("/firms/1/evidence")
    before = revenue(page)
    filler = fill(small_disk)
    page.client_path = FIGURES
    told = text_of(page.refused(form, {"revenue": "7000"}, 507))
    assert "磁盘已满" in told
    assert "编号" in told
    paper = {"file": (BytesIO(b"%PDF-1.4 " + b"x" * 200_000), "材料.pdf")}
    token = upload.select_one("[name=csrf_token]")["value"]
    assert page.client.post("/firms/1/evidence", data={"csrf_token": token, **paper}).status_code in (507, 422)
    assert revenue(page) == before
    filler.unlink()
    page.client_path = FIGURES
    page.send(form, {"revenue": "7000"})  # the very form that was refused
    assert revenue(page) == "7000"


def test_a_read_only_disk_is_told(on_small_disk: PageReader, small_disk: Path) -> None:
    page = on_small_disk
    form = page.get(FIGURES)
    page.client.application.extensions["tidu"].engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    page.client_path = FIGURES
    told = text_of(page.refused(form, {"revenue": "7000"}, 503))
    assert "只读" in told or "连不上数据库" in told
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    page.client_path = FIGURES
    page.send(form, {"revenue": "7000"})


def test_a_database_that_may_not_grow_is_told(officer: PageReader, app: Flask, engine: Engine) -> None:
    """Where no file system can be mounted, SQLite itself refuses to grow."""
    if ON_POSTGRES:
        pytest.skip("a limit of SQLite")
    site_engine = app.extensions["tidu"].engine
    form = officer.get("/imports")
    site_engine.dispose()
    limit = lambda driver, _: driver.execute("PRAGMA max_page_count = 1")  # noqa: E731 - never less than there is
    event.listen(site_engine, "connect", limit)
    ledger = "企业名称,统一社会信用代码,主导产品\n" + "".join(f"示例{n},{n},{'光' * 200}\n" for n in range(300))
    told = officer.refused(form, {"file": (BytesIO(ledger.encode()), "台账.csv")}, 507)
    assert "磁盘已满" in text_of(told)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM import_batch")).scalar_one() == 0


def test_what_somebody_else_stored_in_the_same_moment_is_a_conflict(app: Flask) -> None:
    error = IntegrityError("INSERT", {}, UniqueViolation("duplicate key: Key (credit_code)=(91420100MA4KTEXT0X)"))
    with app.test_request_context("/firms"):
        page, status = app.handle_user_exception(error)
        assert (status, "他人刚刚存入了同样的记录" in page, "91420100MA4KTEXT0X" in page) == (409, True, False)
        with pytest.raises(IntegrityError):
            app.handle_user_exception(IntegrityError("INSERT", {}, CheckViolation("a fault of the program")))
