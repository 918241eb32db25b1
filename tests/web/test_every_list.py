"""What every list of the day can do, asked of each that is registered: a list without a page, or without one of these, fails."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.services.lists import every  # noqa: F401 - it registers the lists
from registry.services.lists.kept import kept_list, kept_lists
from registry.store.database import transaction
from registry.store.journal import JournalEntry
from tests.databases import Databases
from tests.web.conftest import PASSWORD, fill_office
from tests.web.full_lists import FORMULA, OUTSIDE, fill_lists
from tests.web.pages import PageReader, text_of

# The page of each list, with as much of a filter as its rows need, and whether its rows are firms that a scope can hide.
PAGES = {
    "firms": ("/firms", True),
    "titles": ("/titles", True),
    "pools": ("/pools", True),
    "service": ("/service", True),
    "tasks": ("/tasks?within=all", True),
    "missing": ("/missing", True),
    "institutions": ("/institutions", True),
    "restrictions": ("/restrictions", True),
    "financing": ("/financing", True),
    "rounds": ("/rounds", False),
    "round": ("/rounds/1", True),
    "groupings": ("/groupings?kind=chain", False),
    "grouping": ("/groupings/100", True),
    "targets": ("/targets", False),
    "imports": ("/imports", False),
}
SHORT = {"rounds"}  # a bureau runs a few of them


@pytest.fixture
def database_template(databases: Databases, catalogue: Catalogue) -> str:
    return databases.keep("full lists", lambda engine: _fill(engine, catalogue))


def _fill(engine: Engine, catalogue: Catalogue) -> None:
    fill_office(engine, catalogue)
    with transaction(engine) as session:
        fill_lists(session, catalogue)


@pytest.fixture
def admin(page: PageReader) -> PageReader:
    page.sign_in("admin", PASSWORD)
    return page


def test_every_registered_list_has_a_page() -> None:
    assert {kept.code for kept in kept_lists()} == set(PAGES)


def test_every_column_has_a_code_of_its_own_and_every_usual_order_a_head() -> None:
    for kept in kept_lists():
        codes = [column.code for column in kept.columns]
        assert len(codes) == len(set(codes)), kept.code
        assert any(column.is_fixed for column in kept.columns), kept.code
        assert kept.usual_sort.removeprefix("-") in {"", *(column.sort for column in kept.columns)}, kept.code


@pytest.mark.parametrize("code", PAGES)
def test_the_list_can_do_what_every_list_can(admin: PageReader, engine: Engine, code: str) -> None:
    path, _ = PAGES[code]
    reader = _owner(admin, code)
    page = reader.get(path)
    total = _total(page)
    assert total > 50 or code in SHORT
    assert page.select_one(".saved-views form[action='/views']")
    assert page.select_one("form[role=search] [name=text]")
    few = _with(path, "text=1" if code in SHORT else "text=101")  # a short page says the same sooner
    _walk_heads(reader, few, page, code)
    _walk_pages(reader, path, code)
    _walk_columns(reader, few, code)
    _take_file(reader, path, code, engine)
    _ask_for_nonsense(reader, few, page)
    _go_to_layouts(reader, page, path, code)
    empty = reader.get(_with(path, "text=没有这样的")).select_one(".empty")
    assert empty.select_one("a, button"), "an empty list says what to do"


@pytest.mark.parametrize("code", [code for code, (_, has_firms) in PAGES.items() if has_firms])
def test_firms_of_another_park_are_neither_listed_nor_taken_out(page: PageReader, code: str) -> None:
    page.sign_in("park", PASSWORD)
    listed = page.get(_with(PAGES[code][0], "text=十堰"))
    assert OUTSIDE not in text_of(listed)
    answer = page.client.get(_file_url(page.get(PAGES[code][0]), code))
    assert answer.status_code == 200
    assert OUTSIDE not in {cell for row in load_workbook(BytesIO(answer.data)).active.values for cell in row}


def test_an_enterprise_takes_no_list_away_and_nobody_one_that_does_not_exist(page: PageReader) -> None:
    page.sign_in("firm", PASSWORD)
    assert {page.client.get(f"/lists/{code}.xlsx").status_code for code in PAGES} == {403}
    page.client.delete_cookie("tidu")
    page.sign_in("park", PASSWORD)
    page.get("/lists/nothing.xlsx", 404)
    assert page.client.get("/lists/round.xlsx?round_id=99").status_code == 404
    assert page.client.get("/lists/grouping.xlsx?grouping_id=x").status_code == 404


def _owner(page: PageReader, code: str) -> PageReader:
    """Tasks are those of whoever looks."""
    if code == "tasks":
        page.client.delete_cookie("tidu")
        page.sign_in("bureau", PASSWORD)
    return page


def _total(page: BeautifulSoup) -> int:
    told = next(text_of(each) for each in page.select(".list-head [role=status]"))
    return int("".join(each for each in told.split(" · ")[0].split("，")[0] if each.isdecimal()))


def _walk_heads(reader: PageReader, few: str, page: BeautifulSoup, code: str) -> None:
    """Every head that sorts is a link, says so once it does, and turns round."""
    keys = {column.sort for column in kept_list(code).columns if column.sort}
    links = page.select("thead a.sort-head")
    assert links
    assert {parse_qs(urlsplit(link["href"]).query).get("sort", [""])[0].removeprefix("-") for link in links} <= keys | {
        ""
    }
    for key in keys:
        for order, word in ((key, "ascending"), (f"-{key}", "descending")):
            heads = reader.get(_with(few, f"sort={order}")).select("thead th[aria-sort]")
            shown = [head["aria-sort"] for head in heads]
            assert shown in ([word], []), f"{code} sorted by {order}: {shown}"


def _walk_pages(reader: PageReader, path: str, code: str) -> None:
    """The next page keeps what the list was narrowed to; a page beyond the last is the last."""
    links = reader.get(_with(path, "text=示例")).select(".paging a")
    assert links or code in SHORT
    for link in links:
        assert parse_qs(urlsplit(link["href"]).query)["text"] == ["示例"]
    assert reader.get(_with(path, "page=99999")).select("tbody tr")


def _walk_columns(reader: PageReader, path: str, code: str) -> None:
    """A chosen column is the only one beside those that always come along, and a filter keeps it chosen."""
    one = next(column for column in kept_list(code).columns if not column.is_fixed)
    page = reader.get(_with(path, f"column={one.code}"))
    shown = [box["value"] for box in page.select("input[name=column][checked]")]
    assert shown == [one.code]
    assert page.select_one(f"form[role=search] input[type=hidden][name=column][value='{one.code}']")


def _take_file(reader: PageReader, path: str, code: str, engine: Engine) -> None:
    """All rows as narrowed, codes as text, no cell a formula, and a note of it with the filter and the number of rows."""
    page = reader.get(_with(path, "text=1"))
    answer = reader.client.get(_file_url(page, code))
    assert answer.status_code == 200
    head, *rows = load_workbook(BytesIO(answer.data)).active.iter_rows()
    assert len(rows) == _total(page) > 0
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    assert any(FORMULA in str(cell.value) for row in rows for cell in row)
    codes = [cell for cell in head if cell.value == "统一社会信用代码"]
    assert all(isinstance(row[cell.column - 1].value, str) for row in rows for cell in codes)
    with Session(engine) as session:
        entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.id).desc())).first()
    assert entry.action == kept_list(code).noted
    assert "text=1" in entry.note
    assert entry.note.endswith(f"rows={len(rows)}")


def _ask_for_nonsense(reader: PageReader, path: str, usual: BeautifulSoup) -> None:
    """What the address says wrongly is as if it had not been said."""
    page = reader.get(_with(path, "sort=nonsense&column=nonsense&page=x&year=0&since=x"))
    assert [text_of(head) for head in page.select("thead th")] == [text_of(head) for head in usual.select("thead th")]
    reader.get(_with(path, "division=%25&state=x&tier=x&park=x&level=x&officer=x&status=x&kind=x"))


def _go_to_layouts(reader: PageReader, page: BeautifulSoup, path: str, code: str) -> None:
    """A list of firms leads to the layouts of the office with all of its rows, and they lead back."""
    links = page.select(".list-tools a[href^='/layouts/export']")
    assert bool(links) == (kept_list(code).layout is not None)
    for link in links:
        chosen = reader.get(link["href"])
        assert [back for back in chosen.select("main a") if back["href"].startswith(path.partition("?")[0])]


def _file_url(page: BeautifulSoup, code: str) -> str:
    return next(link["href"] for link in page.select(".list-tools a") if f"/lists/{code}.xlsx" in link["href"])


def _with(path: str, more: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{more}"
