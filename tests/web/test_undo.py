"""Taking an import back in the browser: what it would do, doing it, and what it did."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from registry.store.imports import ImportPayload
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of
from tests.web.test_imports import CHANGED, CODE, GOOD, marked, statuses, upload, workbook

UNDO = "/imports/1/undo"


def committed(officer: PageReader, *rows: tuple[object, ...]) -> None:
    officer.send(officer.get(upload(officer, workbook(*rows))), {}, action="/commit")


def counts(page: BeautifulSoup) -> dict[str, str]:
    return {text_of(one.dt): text_of(one.dd) for one in page.select(".tally div")}


def revenue(officer: PageReader) -> str:
    rows = officer.get("/firms/1").select(".figures tbody tr")
    return next(text_of(row) for row in rows if text_of(row).startswith("营业收入"))


def test_an_import_is_taken_back_after_the_counts_were_shown(officer: PageReader) -> None:
    committed(officer, GOOD, CHANGED)
    assert "6,500.00" in revenue(officer)
    done = officer.get("/imports/1")
    link = done.find("a", href=UNDO)
    assert link is not None
    page = officer.get(UNDO)
    assert "要撤销这次导入吗" in text_of(page.h1)
    found = counts(page)
    assert (found["保留现值"], found["无法恢复"], found["删除新增的企业"]) == ("0", "0", "1")
    assert int(found["恢复原值"]) > 1
    assert "6,500.00" in revenue(officer)  # asking changes nothing
    officer.client_path = UNDO
    page = officer.follow(officer.send(page, {}, action="/undo"))
    assert f"恢复原值 {found['恢复原值']} 个" in text_of(page.select_one(".notice-done"))
    assert "6,230.00" in revenue(officer)
    assert "没有符合条件的企业" in text_of(officer.get(f"/firms?text={CODE}"))


def test_an_undone_import_says_so_wherever_it_is_shown(officer: PageReader) -> None:
    committed(officer, CHANGED)
    officer.send(officer.get(UNDO), {}, action="/undo")
    page = officer.get("/imports/1")
    assert "由 示例park 撤销" in text_of(page.select_one(".notice-note"))
    assert page.find("a", href=UNDO) is None
    assert "已撤销" in text_of(officer.get("/imports").select_one("tbody"))
    result = officer.get(UNDO)
    assert "这次导入已撤销" in text_of(result.h1)
    assert result.select_one("form[action$='/undo']") is None
    assert "撤销导入" in text_of(officer.get("/firms/1").select_one(".timeline"))


def test_what_was_edited_since_is_kept_and_listed_with_its_reason(officer: PageReader) -> None:
    committed(officer, (*CHANGED[:5], 700, ""))
    officer.send(officer.get("/firms/1/figures/2025"), {"revenue": "7000"})
    page = officer.get(UNDO)
    assert (counts(page)["恢复原值"], counts(page)["保留现值"]) == ("1", "1")
    row = text_of(page.select_one(".undo-left tbody tr"))
    for part in (
        "武汉示例光电有限公司",
        "营业收入",
        "2025 年",
        "6,500.00 万元",
        "7,000.00 万元",
        "又被修改过",
        "2025年 第 2 行",
    ):
        assert part in row
    officer.send(page, {}, action="/undo")
    assert "7,000.00" in revenue(officer)
    done = officer.get("/imports/1")
    assert done.find("a", string="看没有恢复的值和原因") is not None
    assert "7,000.00 万元" in text_of(officer.get(UNDO).select_one(".undo-left"))


def test_a_value_verified_since_is_kept_until_that_is_withdrawn(officer: PageReader) -> None:
    committed(officer, CHANGED)
    sources = officer.get("/firms/1/sources?year=2025")
    sources = officer.follow(officer.send(sources, {"code": "revenue"}, action="/verify"))
    assert "已核实" in text_of(officer.get(UNDO).select_one(".undo-left tbody tr"))
    officer.send(sources, {"code": "revenue"}, action="/withdraw")
    assert counts(officer.get(UNDO))["恢复原值"] == "1"


def test_an_import_that_wrote_nothing_offers_no_undo(officer: PageReader) -> None:
    officer.send(officer.get(upload(officer, workbook(CHANGED))), {"accept": "clean"}, action="/commit")
    page = officer.get(UNDO)
    assert "没有写入任何值" in text_of(page.select_one(".empty"))
    assert page.select_one("form[action$='/undo']") is None
    assert officer.get("/imports/1").find("a", href=UNDO) is None


def test_only_who_imported_and_administrators_may_ask(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    committed(page, CHANGED)
    for account, status in (("bureau", 404), ("firm", 403), ("admin", 200)):
        token = page.get("/firms/1").select_one("input[name=csrf_token]")["value"]
        page.client.post("/account/sign-out", data={"csrf_token": token})
        page.sign_in(account, PASSWORD)
        token = page.get("/firms/1").select_one("input[name=csrf_token]")["value"]
        page.get(UNDO, status)
        if status != 200:
            assert page.client.post(UNDO, data={"csrf_token": token}).status_code == status
    page.send(page.get(UNDO), {}, action="/undo")
    assert "6,230.00" in revenue(page)


def test_what_was_not_stored_or_is_undone_already_cannot_be_taken_back(officer: PageReader) -> None:
    upload(officer, workbook(CHANGED))
    assert "没有入库，或者已经撤销" in text_of(officer.get(UNDO, 409))
    officer.send(officer.get("/imports/1"), {}, action="/commit")
    page, other = officer.get(UNDO), officer.get(UNDO)
    officer.send(page, {}, action="/undo")
    officer.send(other, {}, 409, action="/undo")


def test_an_import_without_the_values_before_is_refused_in_words(officer: PageReader, engine: Engine) -> None:
    committed(officer, CHANGED)
    with Session(engine) as session:
        session.get_one(ImportPayload, 1).written = None
        session.commit()
    assert "没有保存原来的数据" in text_of(officer.get(UNDO, 409))


def test_the_marked_file_of_an_undone_import_can_still_be_had(officer: PageReader) -> None:
    committed(officer, GOOD, CHANGED)
    officer.send(officer.get(UNDO), {}, action="/undo")
    book, _ = marked(officer, "/imports/1")
    assert statuses(book) == ["新增", "变更"]  # what the file would do now, for it can be uploaded again


def test_taking_back_many_rows_becomes_a_job(officer: PageReader, app: Flask) -> None:
    committed(officer, CHANGED)
    object.__setattr__(app.extensions["tidu"].settings, "background_rows", 0)
    answer = officer.send(officer.get(UNDO), {}, action="/undo")
    assert answer.headers["Location"].startswith("/jobs/")
    assert officer.client.get(UNDO).headers["Location"] == answer.headers["Location"]
