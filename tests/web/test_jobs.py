"""Large files and long commits become jobs: a page that says how far they are, cancelling, failing, and whose they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.services.jobs import claims
from registry.services.jobs.claims import Claim
from registry.services.jobs.ending import fail
from registry.services.jobs.states import Interrupted
from registry.store.database import reading, transaction
from registry.store.jobs import Job
from registry.worker.running import carry_out
from tests.factories import TODAY
from tests.web.conftest import PASSWORD, make_app
from tests.web.pages import PageReader, check_page, text_of
from tests.web.test_imports import GOOD, NAME, upload, workbook


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """Every upload and every commit is too large for a request."""
    settings = Settings(
        data_dir=tmp_path,
        database_url=database_url,
        demo=True,
        today=TODAY,
        background_kilobytes=0,
        background_rows=0,
    )
    return make_app(settings)


def take(engine: Engine) -> Claim:
    with transaction(engine) as session:
        held = claims.claim(session, claims.waiting(session)[0], now=datetime.now(UTC))
    assert held is not None
    return held


def do_waiting(engine: Engine, app: Flask) -> None:
    """What a worker does."""
    here = app.extensions["tidu"]
    carry_out(engine, here.settings, here.fresh_catalogue(), take(engine))


def test_a_large_file_is_read_and_committed_by_a_worker(officer: PageReader, engine: Engine, app: Flask) -> None:
    address = upload(officer, workbook(GOOD))
    page = officer.get(address)
    assert "排队等待" in text_of(page.select_one("#job-step"))
    assert "台账.xlsx" in text_of(officer.get("/imports").select_one("table"))
    do_waiting(engine, app)
    done = officer.client.get(address)
    assert (done.status_code, done.headers["Location"]) == (303, "/imports/1")
    commit = officer.client.post("/imports/1/commit", data={"csrf_token": token(officer, "/imports")})
    assert commit.headers["Location"] == "/jobs/2"
    assert officer.client.get("/imports/1").headers["Location"] == "/jobs/2"
    do_waiting(engine, app)
    assert officer.client.get("/jobs/2").headers["Location"] == "/imports/1"
    assert NAME in text_of(officer.get("/firms"))


def test_the_marked_file_of_a_large_import_is_made_by_a_worker(officer: PageReader, engine: Engine, app: Flask) -> None:
    upload(officer, workbook(GOOD))
    do_waiting(engine, app)
    page = officer.get("/imports/1")
    assert officer.client.get("/imports/1/marked").headers["Location"] == "/imports/1"
    asked = officer.send(page, {}, action="/imports/1/marked")
    assert asked.headers["Location"] == "/jobs/2"
    do_waiting(engine, app)
    assert officer.client.get("/jobs/2").headers["Location"] == "/imports/marked/2"
    ready = officer.get("/imports/marked/2")
    check_page(ready)
    assert "台账-已标注.xlsx" in text_of(ready.select_one("h1"))
    made = officer.client.get("/imports/marked/2/file")
    assert load_workbook(BytesIO(made.data)).active["A1"].value is not None
    assert officer.client.get("/imports/marked/1").status_code == 404
    assert officer.client.get("/imports/marked/1/file").status_code == 404


def token(page: PageReader, path: str) -> str:
    return str(page.get(path).select_one("input[name=csrf_token]")["value"])


def test_the_page_says_how_far_it_is_and_the_script_gets_the_same(officer: PageReader, engine: Engine) -> None:
    address = upload(officer, workbook(GOOD))
    held = take(engine)
    with transaction(engine) as session:
        claims.change(session, held, step="columns", done=15, total=30)
    page = officer.get(address)
    bar = page.select_one("progress")
    assert (bar["value"], bar["max"]) == ("21", "100")
    assert text_of(page.select_one("#job-step")) == "识别和检查各列"
    assert text_of(page.select_one("li[aria-current=step]")) == "识别和检查各列"
    assert page.select_one("noscript meta[http-equiv=refresh]")
    fragment = officer.client.get(address, headers={"X-Fragment": "1"}).text
    assert fragment.lstrip().startswith("<section")
    assert BeautifulSoup(fragment, "html.parser").select_one("progress")["value"] == "21"


def test_a_waiting_file_is_cancelled_and_not_kept(officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD))
    ended = officer.follow(officer.send(officer.get(address), {}, action="/cancel"))
    assert "已取消，没有写入任何内容" in text_of(ended)
    assert not ended.select("noscript")
    assert "已放弃" in text_of(officer.get("/imports").select_one("tbody"))


def test_what_is_being_written_cannot_be_cancelled(officer: PageReader, engine: Engine) -> None:
    address = upload(officer, workbook(GOOD))
    page = officer.get(address)
    held = take(engine)
    with transaction(engine) as session:
        assert claims.enter_writing(session, held)
    assert "不能再取消" in text_of(officer.refused(page, {}, 409, action="/cancel"))
    page = officer.get(address)
    assert not page.select("form[action$='/cancel']")
    assert "要么全部写入，要么什么也不写" in text_of(page)
    assert text_of(page.select_one(".side [aria-current]")) == "导入"


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(officer: PageReader, engine: Engine, app: Flask) -> None:
    address = upload(officer, BytesIO(b"%PDF-1.7 nothing"), "plan.xlsx")
    do_waiting(engine, app)
    page = officer.get(address)
    assert "不是电子表格" in text_of(page.select_one(".lead-line"))
    assert page.find("a", string="重新上传") is not None


def test_a_commit_that_broke_off_is_started_again(officer: PageReader, engine: Engine, app: Flask) -> None:
    upload(officer, workbook(GOOD))
    do_waiting(engine, app)
    officer.client.post("/imports/1/commit", data={"csrf_token": token(officer, "/imports")})
    with transaction(engine) as session:
        held = claims.claim(session, 2, now=datetime.now(UTC))
        assert held is not None
        fail(session, held, Interrupted(attempts=3), now=datetime.now(UTC))
    page = officer.get("/jobs/2")
    assert "处理中断了 3 次" in text_of(page)
    assert officer.send(page, {}, action="/again").headers["Location"] == "/jobs/3"
    do_waiting(engine, app)
    assert NAME in text_of(officer.get("/firms"))


def test_a_preview_that_the_register_overtook_is_planned_anew_by_a_worker(
    officer: PageReader, engine: Engine, app: Flask
) -> None:
    upload(officer, workbook(GOOD))
    do_waiting(engine, app)
    officer.get("/imports/1")
    officer.send(officer.get("/firms/1/edit"), {"name": "武汉示例改名有限公司"})
    assert officer.client.get("/imports/1").headers["Location"] == "/jobs/2"
    do_waiting(engine, app)
    after = officer.client.get("/jobs/2").headers["Location"]
    assert after == "/imports/1?planned=1"
    officer.get(after)
    officer.get("/imports/1")


def test_without_a_worker_the_page_says_so_after_a_while(officer: PageReader, engine: Engine) -> None:
    address = upload(officer, workbook(GOOD))
    assert "还没有后台进程接手" not in text_of(officer.get(address))
    with transaction(engine) as session:
        job = session.exec(select(Job)).one()
        job.created_at -= timedelta(minutes=1)
        session.add(job)
    assert "还没有后台进程接手" in text_of(officer.get(address))


def test_a_job_of_somebody_else_is_not_found(app: Flask, officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD))
    for name, status in (("bureau", 404), ("firm", 404), ("admin", 200)):
        other = PageReader(app.test_client())
        other.sign_in(name, PASSWORD)
        other.get(address, status)
        if status == 404:
            data = {"csrf_token": token(other, "/account/password")}
            assert other.client.post(f"{address}/cancel", data=data).status_code == 404
    with reading(app.extensions["tidu"].engine) as session:
        assert not session.exec(select(Job)).one().cancel_requested


def test_waking_a_worker_that_cannot_be_reached_costs_nothing(
    officer: PageReader, tmp_path: Path, catalogue: Catalogue
) -> None:
    (tmp_path / "queue.sqlite3").mkdir()
    assert upload(officer, workbook(GOOD)) == "/jobs/1"
