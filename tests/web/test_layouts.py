"""The pages of layouts: a blank workbook taken in, its columns changed, a set by hand, a list taken out at once or later."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.config import Settings
from registry.services import list_files
from registry.services.jobs import claims
from registry.services.jobs.steps import FILLING
from registry.services.jobs.working import Work
from registry.services.layouts.results import result_path
from registry.services.lists import asking
from registry.store.database import transaction
from registry.store.jobs import Job
from registry.store.journal import JournalEntry
from registry.worker.running import carry_out
from tests.services.layouts.books import FIRST, SHEET, official, opened
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

RIPE = "武汉示例光电有限公司"
EXPORT = "/layouts/export?list=candidates&tier=little_giant"


def upload(page: PageReader, content: bytes | None = None, filename: str = "汇总表.xlsx", status: int = 303) -> str:
    sent = {"file": (BytesIO(official() if content is None else content), filename), "name": "", "sheet": ""}
    answer = page.send(page.get("/layouts"), sent, status)
    return answer.headers.get("Location", "") if status == 303 else answer.text


def row_of(page: BeautifulSoup, head: str) -> BeautifulSoup:
    return next(row for row in page.select("tbody tr") if row.th and row.th.get_text(strip=True) == head)


def chosen(page: BeautifulSoup, head: str, part: str) -> str:
    option = row_of(page, head).select_one(f"select[name$='{part}'] option[selected]")
    return option.get_text(strip=True) if option else ""


def test_a_blank_workbook_is_recognised_and_says_why(officer: PageReader) -> None:
    page = officer.get(upload(officer))
    assert "第 5 行起填写" in text_of(page)
    assert [chosen(page, "营业收入 2025年", part) for part in ("meaning", "year", "unit")] == [
        "营业收入",
        "固定 2025 年",
        "亿元",
    ]
    assert [chosen(page, "专精特新有效期至", part) for part in ("meaning", "field")] == ["专精特新中小企业", "有效期止"]
    assert "没有认出，留空" in text_of(row_of(page, "分管领导意见"))
    assert "导出时留空：研发费用占比（%）、分管领导意见" in text_of(page)
    assert "汇总表" in text_of(officer.get("/layouts"))


def test_a_person_changes_what_fills_a_column(officer: PageReader) -> None:
    address = upload(officer)
    page = officer.get(address)
    name = row_of(page, "分管领导意见").select_one("select")["name"].partition("-")[0]
    officer.send(page, {f"{name}-meaning": "revenue"})
    page = officer.get(address)
    assert [chosen(page, "分管领导意见", part) for part in ("meaning", "year", "unit")] == [
        "营业收入",
        "数据年",
        "亿元",
    ]
    officer.send(page, {f"{name}-year": "-1", f"{name}-unit": "万元"})
    page = officer.get(address)
    assert [chosen(page, "分管领导意见", part) for part in ("year", "unit")] == ["数据年前 1 年", "万元"]
    officer.send(page, {f"{name}-meaning": ""})
    assert row_of(officer.get(address), "分管领导意见").select_one("input")["value"] == ""
    officer.send(officer.get(address), {f"{name}-text": "同意上报"})
    assert row_of(officer.get(address), "分管领导意见").select_one("input")["value"] == "同意上报"


def test_the_second_of_two_who_change_a_layout_is_told(officer: PageReader) -> None:
    address = upload(officer)
    page = officer.get(address)
    name = row_of(page, "分管领导意见").select_one("select")["name"].partition("-")[0]
    officer.send(page, {"name": "甲", f"{name}-text": "同意上报"})
    met = officer.refused(page, {"name": "乙"}, 409)
    told = text_of(met)
    assert all(
        text in told for text in ("他人刚刚修改过", "对方：甲", "您：乙", "“分管领导意见”的固定文字", "对方：同意上报")
    )
    officer.send(met, {}, action=address)
    page = officer.get(address)
    assert text_of(page.h1) == "乙"
    assert row_of(page, "分管领导意见").select_one("input")["value"] == "同意上报"


def test_the_second_of_two_who_change_a_set_of_columns_is_told(officer: PageReader) -> None:
    made = officer.send(officer.get("/layouts/new"), {"name": "两列", "c0-meaning": "revenue", "c1-meaning": "staff"})
    page = officer.get(made.headers["Location"])
    officer.send(page, {"c0-head": "收入"})
    met = officer.refused(page, {"c1-head": "人数"}, 409)
    assert ("对方：收入" in text_of(met), "人数" in text_of(met)) == (True, False)
    page = officer.get(officer.send(met, {}, action="/layouts/1").headers["Location"])
    assert [page.select_one(f"[name=c{number}-head]")["value"] for number in (0, 1)] == ["收入", "人数"]


def test_a_list_downloads_in_the_layout(officer: PageReader, engine: Engine) -> None:
    upload(officer)
    link = officer.get("/candidates/little_giant?class=review").find("a", string="按表样导出")
    page = officer.get(link["href"])
    assert "会留空：研发费用占比（%）、分管领导意见" in text_of(page)
    answer = officer.send(page, {"evidence": "yes", "layout": "1"}, 200, "/layouts/export")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = opened(answer.data)
    assert (sheet[f"B{FIRST}"].value, sheet[f"D{FIRST}"].value) == (RIPE, 0.623)
    assert opened(answer.data, "依据")["A2"].value == RIPE
    with Session(engine) as session:
        notes = session.exec(select(JournalEntry.note).where(JournalEntry.action == "layouts.export")).all()
    assert notes == ["list=candidates layout=1 tier=little_giant class=review rows=1 evidence=yes personal=no"]


def test_firms_download_in_the_layout_too(officer: PageReader) -> None:
    upload(officer)
    page = officer.get(officer.get("/firms?text=示例").select_one(".list-tools a[href^='/layouts']")["href"])
    assert "差距说明" in text_of(page), "a list of no tier leaves it blank"
    assert not page.select("#evidence")
    sheet = opened(officer.send(page, {"layout": "1"}, 200, "/layouts/export").data)
    assert [sheet[f"B{FIRST}"].value, sheet[f"B{FIRST + 1}"].value] == [RIPE, None]


def test_an_empty_list_and_no_layout_say_what_to_do(officer: PageReader) -> None:
    assert "去添加表样" in text_of(officer.get(EXPORT))
    assert "没有符合条件" in text_of(officer.get(f"{EXPORT}&class=eligible"))
    officer.get("/layouts/export?list=unheard", 404)


def test_a_file_that_is_no_blank_workbook_is_refused_in_words(officer: PageReader) -> None:
    assert "另存为" in upload(officer, b"x", "表.xls", 422)
    assert "error-summary" in upload(officer, b"hello", "表.xlsx", 422)
    assert "还没有表样" in text_of(officer.get("/layouts"))


def test_a_set_is_put_together_by_hand(officer: PageReader) -> None:
    page = officer.get("/layouts/new")
    assert "请填写 1 到 60 个字" in text_of(officer.refused(page, {"name": "", "c0-meaning": "name"}))
    sent = {"name": "短表", "c0-meaning": "revenue", "c0-order": "2", "c1-meaning": "name", "c1-head": "企业"}
    answer = officer.send(page, {**sent, "c1-order": "1", "c2-meaning": "fact:class", "c3-text": "固定"})
    page = officer.follow(answer)
    heads = [field["value"] for field in page.select("input[name$=head]")]
    assert heads[:3] == ["企业", "营业收入", "候选类别"]
    officer.send(page, {"c0-order": "9"})
    heads = [field["value"] for field in officer.follow(answer).select("input[name$=head]")]
    assert heads[:4] == ["营业收入", "候选类别", "固定", "企业"]


def test_retiring_asks_first_and_can_be_undone(officer: PageReader) -> None:
    upload(officer)
    officer.send(officer.get("/layouts/1/retire"), {}, action="/retire")
    page = officer.get("/layouts")
    assert "已停用 1 份" in text_of(page)
    assert "去添加表样" in text_of(officer.get(EXPORT))
    officer.send(page, {}, action="/layouts/1/back")
    assert "已停用 1 份" not in text_of(officer.get("/layouts"))


def listed(page: PageReader) -> list[tuple[str, str, str]]:
    """One's own exports on the page of layouts: name, address and progress."""
    rows = page.get("/layouts").select("[aria-labelledby=results] tbody tr")
    return [(text_of(row.a), str(row.a["href"]), text_of(row.select("td")[1])) for row in rows]


@pytest.fixture
def in_background(app: Flask) -> Settings:
    """Every export is a long one."""
    here = app.extensions["tidu"]
    settings = Settings(**{**here.settings.__dict__, "background_rows": 0})
    app.extensions["tidu"] = type(here)(settings, here.engine)
    return settings


def test_a_long_list_is_written_by_a_job_for_its_owner_only(
    in_background: Settings, officer: PageReader, app: Flask, engine: Engine
) -> None:
    upload(officer)
    page = officer.get(EXPORT)
    assert "后台导出" in text_of(page)
    address = officer.send(page, {"layout": "1"}, 303, "/layouts/export").headers["Location"]
    with Session(engine) as session:
        job = session.exec(select(Job)).one()
        assert (job.kind, address) == ("export.layout", f"/jobs/{job.id}")
        job_id = job.id or 0
    officer.get(f"/layouts/results/{job_id}", 404)
    waiting = officer.get(address)
    assert "在“表样”页面可以再找到它" in text_of(waiting)
    assert text_of(waiting.select_one(".side [aria-current]")) == "表样"
    assert listed(officer) == [("汇总表 · 专精特新“小巨人”", address, "排队等待")]
    with transaction(engine) as session:
        held = claims.claim(session, job_id, now=datetime.now(UTC))
    assert held is not None
    carry_out(engine, in_background, app.extensions["tidu"].fresh_catalogue(), held)
    page = officer.follow(officer.client.get(address))
    assert "共 1 行" in text_of(page)
    ((_, link, progress),) = listed(officer)
    assert (link, progress.startswith("可以下载（")) == (f"/layouts/results/{job_id}", True)
    answer = officer.client.get(page.find("a", download=True)["href"])
    assert opened(answer.data, SHEET)[f"B{FIRST}"].value == RIPE
    other = PageReader(app.test_client())
    other.sign_in("bureau", PASSWORD)
    other.get(f"/layouts/results/{job_id}", 404)
    assert listed(other) == []
    assert other.client.get(f"/layouts/results/{job_id}/file").status_code == 404
    result_path(in_background, job_id).unlink()
    assert listed(officer) == []
    assert "已经清除" in text_of(officer.get(f"/layouts/results/{job_id}", 404))


def test_a_cancelled_export_leads_back_to_where_it_was_asked_for(in_background: Settings, officer: PageReader) -> None:
    upload(officer)
    page = officer.get(EXPORT)
    address = officer.send(page, {"layout": "1"}, 303, "/layouts/export").headers["Location"]
    ended = officer.follow(officer.send(officer.get(address), {}, action="/cancel"))
    back = ended.find("a", string="返回")["href"]
    assert (back, text_of(officer.get(back).h1)) == (EXPORT, "按表样导出")
    assert listed(officer) == []


def test_a_long_list_as_shown_is_written_by_a_job_too(
    in_background: Settings, officer: PageReader, app: Flask, engine: Engine
) -> None:
    address = "/candidates/little_giant.xlsx?class=review"
    first, again = (officer.client.get(address) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (303, again.headers["Location"])
    with Session(engine) as session:
        job = session.exec(select(Job)).one()
        assert (job.kind, job.arguments["rows"]) == ("export.list", 1)
        job_id = job.id or 0
    with transaction(engine) as session:
        held = claims.claim(session, job_id, now=datetime.now(UTC))
    assert held is not None
    carry_out(engine, in_background, app.extensions["tidu"].fresh_catalogue(), held)
    page = officer.get(f"/layouts/results/{job_id}")
    assert "“晋级候选”已经写好" in text_of(page)
    content = officer.client.get(f"/layouts/results/{job_id}/file").get_data()
    values = list(load_workbook(BytesIO(content)).worksheets[0].values)
    assert any(RIPE in row for row in values[1:])
    with Session(engine) as session:
        noted = session.exec(select(JournalEntry).where(JournalEntry.action == "candidates.export")).all()
    assert len(noted) == 1


def test_a_list_longer_than_a_sheet_is_refused_and_not_cut(
    officer: PageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(officer)
    page = officer.get(EXPORT)
    monkeypatch.setattr(list_files, "MOST_ROWS", 0)
    told = "名单有 1 行，一张工作表最多放 0 行"
    assert told in text_of(officer.refused(page, {"layout": "1"}, 422, action="/layouts/export"))
    for address in ("/candidates/little_giant.xlsx", "/lists/firms.xlsx", "/firms/ledger.xlsx"):
        assert told in text_of(officer.get(address, 422)), address


def test_a_long_ledger_is_written_by_a_job_with_its_years(
    in_background: Settings, officer: PageReader, app: Flask, engine: Engine
) -> None:
    page = officer.get("/firms/export?text=光电")
    assert "在后台写出" in text_of(page)
    address = "/firms/ledger.xlsx?text=光电&year=2025&year=2024"
    location = officer.client.get(address).headers["Location"]
    with transaction(engine) as session:
        held = claims.claim(session, claims.waiting(session)[0], now=datetime.now(UTC))
    assert held is not None
    carry_out(engine, in_background, app.extensions["tidu"].fresh_catalogue(), held)
    page = officer.follow(officer.client.get(location))
    assert "“企业台账”已经写好" in text_of(page)
    book = load_workbook(BytesIO(officer.client.get(page.find("a", download=True)["href"]).data))
    assert [name for name in ("企业名录", "2025年", "2024年", "2023年") if name in book.sheetnames] == [
        "企业名录",
        "2025年",
        "2024年",
    ]
    assert any(RIPE in row for row in book["企业名录"].values)
    with Session(engine) as session:
        (note,) = session.exec(select(JournalEntry.note).where(JournalEntry.action == "firms.export")).all()
    assert note.startswith("text=光电 years=2025,2024 firms=1")


@pytest.mark.parametrize(
    ("address", "last"),
    [
        ("/candidates/little_giant.xlsx?class=review", (1, 1)),
        ("/lists/firms.xlsx?text=光电", (1, 1)),
        ("/firms/ledger.xlsx?text=光电&year=2025&year=2024", (4, 4)),  # the firm, two years, a title
    ],
)
def test_a_job_that_writes_a_list_says_how_many_rows_are_written(
    in_background: Settings,
    officer: PageReader,
    app: Flask,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    last: tuple[int, int],
) -> None:
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(asking, "TOLD_EVERY", 1)
    monkeypatch.setattr(Work, "report", lambda _, step, done=0, total=0: told.append((step, done, total)))
    assert officer.client.get(address).status_code == 303
    with transaction(engine) as session:
        held = claims.claim(session, claims.waiting(session)[0], now=datetime.now(UTC))
    assert held is not None
    carry_out(engine, in_background, app.extensions["tidu"].fresh_catalogue(), held)
    assert (told[0], told[-1]) == ((FILLING, 0, 0), (FILLING, *last))


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_long_list_of_another_kind_is_written_by_a_job_too(
    in_background: Settings, officer: PageReader, app: Flask, engine: Engine, suffix: str
) -> None:
    address = f"/candidates/little_giant.{suffix}?class=review"
    here = app.extensions["tidu"]
    app.extensions["tidu"] = type(here)(Settings(**{**here.settings.__dict__, "background_rows": 9}), here.engine)
    at_once = officer.client.get(address)
    app.extensions["tidu"] = here
    location = officer.client.get(address).headers["Location"]
    with transaction(engine) as session:
        held = claims.claim(session, claims.waiting(session)[0], now=datetime.now(UTC))
    assert held is not None
    carry_out(engine, in_background, here.fresh_catalogue(), held)
    page = officer.follow(officer.client.get(location))
    answer = officer.client.get(page.find("a", download=True)["href"])
    assert answer.data == at_once.data
    assert answer.mimetype == at_once.mimetype
    assert answer.headers["Content-Disposition"].endswith(f".{suffix}")


def test_a_link_to_a_long_list_leads_to_its_job_and_is_no_bare_download(
    in_background: Settings, officer: PageReader
) -> None:
    """A browser would save the page of the job under the name of the list."""
    for page in ("/firms", "/candidates/little_giant", "/titles", "/missing?year=1990"):
        links = officer.get(page).select("main a[href*='.xlsx'], main a[href*='.csv']")
        assert links, page
        for link in links:
            assert officer.client.get(link["href"]).status_code == 303, link
            assert not link.has_attr("download"), link


def test_every_long_list_goes_to_a_job(in_background: Settings, officer: PageReader) -> None:
    for address in (
        "/lists/firms.xlsx",
        "/candidates/little_giant.xlsx",
        "/candidates/little_giant.csv",
        "/lists/titles.xlsx",
        "/firms/ledger.xlsx",
        "/lists/missing.xlsx?year=1990",
    ):
        answer = officer.client.get(address)
        assert answer.status_code == 303, address
        assert answer.headers["Location"].startswith("/jobs/"), address
