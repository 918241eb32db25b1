"""Saved views: a list under a name, for oneself or one's office, and nothing but lists of this site."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from registry.domain.errors import InvalidInput
from registry.services.saved_views import kept_query
from registry.store.database import reading, transaction
from registry.store.journal import JournalEntry
from registry.store.pools import PoolMember
from tests.factories import NOW, TODAY
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

LIST = "/firms?park=东湖示例园区&sort=-founded_on&column=area&column=officer&page=1"


def keep(page: PageReader, name: str = "我的园区", path: str = LIST, **more: str):
    return page.send(page.get(path), {"name": name} | more, action="/views")


def test_a_list_is_saved_under_a_name_and_opens_as_it_was(officer: PageReader) -> None:
    saved = officer.follow(keep(officer))
    assert "已保存视图“我的园区”" in text_of(saved)
    link = officer.get("/firms").select_one(".saved-views > a")
    assert link is not None
    opened = officer.get(link["href"])
    assert opened.select_one(".saved-views > a[aria-current]") is not None
    heads = [text_of(head).rstrip(" ↓↑") for head in opened.select("thead th")]
    assert heads == ["企业名称", "地区", "服务专员"]
    assert opened.select_one("#filter-park option[selected]")["value"] == "东湖示例园区"


def test_a_view_belongs_to_its_page(officer: PageReader) -> None:
    keep(officer)
    assert officer.get("/candidates/hnte").select_one(".saved-views > a[href*='东湖']") is None


def visitor(app: Flask, name: str) -> PageReader:
    reader = PageReader(app.test_client())
    reader.sign_in(name, PASSWORD)
    return reader


def test_a_view_is_shared_with_ones_office_and_those_within(office: None, app: Flask) -> None:
    bureau, officer = visitor(app, "bureau"), visitor(app, "park")
    keep(bureau, "全市", "/firms?sort=-name", shared="yes")
    keep(bureau, "私有", "/firms?sort=name")
    words = text_of(officer.get("/firms").select_one(".saved-views"))
    assert "全市" in words
    assert "私有" not in words
    view = officer.get("/views").select_one("tbody th a")
    assert view["href"] == "/firms?sort=-name"
    assert officer.get("/views").select_one("tbody a[href$='/edit']") is None
    officer.get("/views/1/edit", 404)
    officer.get("/views/1/delete", 404)


def test_a_view_of_an_office_is_not_offered_above_it(office: None, app: Flask) -> None:
    keep(visitor(app, "park"), shared="yes")
    assert visitor(app, "bureau").get("/firms").select_one(".saved-views > a[href*='sort']") is None


def test_a_view_is_renamed_and_deleted_after_asking(officer: PageReader) -> None:
    keep(officer)
    page = officer.follow(officer.send(officer.get("/views/1/edit"), {"name": "改名"}))
    assert "改名" in text_of(page)
    asked = officer.get("/views/1/delete")
    assert "删除视图“改名”？" in text_of(asked)
    assert "还没有保存的视图" in text_of(officer.follow(officer.send(asked, {}, action="/views/1/delete")))


def test_a_name_is_needed_and_taken_once(officer: PageReader) -> None:
    keep(officer)
    again = officer.refused(officer.get(LIST), {"name": "我的园区"}, 422, action="/views")
    assert "已有名为“我的园区”的视图" in text_of(again)
    assert "请填写一个名称" in text_of(officer.refused(officer.get(LIST), {"name": " "}, 422, action="/views"))


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/no-such-list", "/static/x", "\\evil"])
def test_only_lists_of_this_site_are_kept(officer: PageReader, path: str) -> None:
    refused = officer.refused(officer.get(LIST), {"name": "x", "page": path}, 422, action="/views")
    assert "只能保存本系统的列表" in text_of(refused)


def test_what_is_no_argument_is_dropped() -> None:
    assert kept_query("text=a&page=2&csrf_token=b") == "text=a"
    with pytest.raises(InvalidInput):
        kept_query("text=" + "长" * 1000)


def test_heads_sort_both_ways_and_keep_the_filter(administrator: PageReader) -> None:
    page = administrator.get("/firms?sort=area&text=示例")
    head = page.select_one("th[aria-sort=ascending] a")
    assert "sort=-area" in head["href"]
    assert "text=" in head["href"]
    down = administrator.get(head["href"])
    assert down.select_one("th[aria-sort=descending]") is not None
    assert text_of(page.select("tbody tr")[0]) == text_of(down.select("tbody tr")[-1])


def test_a_choice_of_columns_keeps_the_rest_of_the_address(administrator: PageReader) -> None:
    page = administrator.get("/candidates/little_giant?class=review&sort=-fixes&column=fixes")
    assert [text_of(head).rstrip(" ↓↑") for head in page.select("thead th:not(.pick)")] == ["企业名称", "要补的条件"]
    form = page.select_one("input[type=checkbox][name=column]").find_parent("form")
    kept = {(field["name"], field["value"]) for field in form.select("input[type=hidden]")}
    assert kept == {("class", "review"), ("sort", "-fixes")}


def test_the_firms_are_exported_as_shown(administrator: PageReader) -> None:
    page = administrator.get("/firms?sort=-name&column=park&column=titles")
    link = page.select_one(".list-tools a[href*='.xlsx']")["href"]
    sheet = load_workbook(BytesIO(administrator.client.get(link).data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["企业名称", "园区", "有效称号"]
    assert [row[0] for row in rows[1:]] == [text_of(row.select_one("th")) for row in page.select("tbody tr")]
    assert "专精特新中小企业" in {row[2] for row in rows[1:]}


def test_candidates_are_exported_with_the_columns_shown(administrator: PageReader) -> None:
    page = administrator.get("/candidates/little_giant?column=park&column=lacks&sort=-name")
    link = next(link["href"] for link in page.select("main a[href]") if ".csv" in link["href"])
    head = administrator.client.get(link).data.decode("utf-8-sig").splitlines()[0]
    assert head == "统一社会信用代码,企业名称,所属园区,差什么"


def test_every_list_can_be_saved_as_a_view(officer: PageReader) -> None:
    for path in ("/titles", "/pools", "/tasks", "/service", "/rounds", "/targets", "/missing", "/institutions"):
        form = officer.get(f"{path}?sort=name").select_one(".saved-views form")
        assert form is not None, path
        assert form.select_one("input[name=page]")["value"] == path


def test_the_titles_show_and_take_out_the_columns_that_were_chosen(officer: PageReader) -> None:
    page = officer.get("/titles?column=area&column=state")
    heads = [text_of(head) for head in page.select("thead th")]
    assert heads == ["企业名称", "地区", "状态"]
    shown = page.select_one(".list-tools a[href*='.xlsx']")["href"]
    content = officer.client.get(shown).get_data()
    head = next(iter(load_workbook(BytesIO(content)).worksheets[0].values))
    assert "批次" not in head
    assert head[:4] == ("企业名称", "统一社会信用代码", "地区", "园区")


def test_the_pools_show_and_take_out_the_columns_that_were_chosen(officer: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(PoolMember(firm_id=1, tier="little_giant", entered_on=TODAY, entered_by="x", created_at=NOW))
    page = officer.get("/pools?column=area&column=entered&text=光电")
    assert [text_of(head) for head in page.select("thead th")] == ["选择", "企业名称", "地区、园区", "入库日期 ↓"]
    kept = {field["name"]: field["value"] for field in page.select(".filters input[type=hidden]")}
    assert kept["column"] == "entered"
    content = officer.client.get(page.select_one(".list-tools a[href*='.xlsx']")["href"]).get_data()
    head, row = load_workbook(BytesIO(content)).worksheets[0].values
    assert head[:5] == ("企业名称", "统一社会信用代码", "所属地区", "所属园区", "产业链/集群")
    assert "培育专员" not in head
    assert row[0] == "武汉示例光电有限公司"


def test_the_newer_lists_are_taken_out_as_shown_and_journalled(officer: PageReader, engine: Engine) -> None:
    for path, head in (
        ("/lists/missing.xlsx?year=1990", "最近有数据的年份"),
        ("/lists/institutions.xlsx?level=省级", "机构名称"),
    ):
        values = list(load_workbook(BytesIO(officer.client.get(path).get_data())).worksheets[0].values)
        assert head in values[0]
    with reading(engine) as session:
        noted = {entry.action: entry.note for entry in session.exec(select(JournalEntry))}
    assert noted["missing.export"] == "year=1990 sort=name rows=1"
    assert noted["institutions.export"] == "level=省级 sort=name rows=0"
