"""A page is written once for a visitor and shown again until anything is written; nothing of another opening is left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import Engine, event
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.services.importing.batches import STAGED
from registry.store.database import transaction
from registry.store.firms import FirmRecord
from registry.store.imports import ImportBatch
from registry.web.site import writing
from tests.factories import NOW, make_firm
from tests.journalled import BESIDE_NOTES, NOT_JOURNALLED
from tests.web.conftest import signed_in
from tests.web.pages import PageReader, text_of
from tests.web.walking import INSIDE, arguments_of

READS = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)
RESTS_ON = {"home.index": {"import_batch", "job"}, "dashboards.show": {"dashboard_summary"}}
OF_THE_SIGN_IN = {"account", "sign_in", "journal_seal"}


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tables that are asked meanwhile."""
    found: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        found.update(READS.findall(statement))

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def kept_addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every kept page: its name and an address."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if hasattr(app.view_functions[rule.endpoint], "rests_on"):
            yield rule.endpoint, urls.build(rule.endpoint, arguments_of(rule.endpoint, rule.arguments, INSIDE))


def test_kept_pages_show_what_is_journalled_or_named_and_are_written_once(
    app: Flask, administrator: PageReader
) -> None:
    addresses = list(kept_addresses(app))
    assert {"home.index", "firms.index", "firms.show", "candidates.show"} < {name for name, _ in addresses}
    for name, address in addresses:
        named = RESTS_ON.get(name, set())
        with tables_read() as first:
            administrator.get(address)
        with tables_read() as second:
            administrator.get(address)
        assert not (first - named) & (NOT_JOURNALLED.keys() | BESIDE_NOTES), (address, first)
        assert second <= OF_THE_SIGN_IN | named, (address, second)


def test_each_opening_has_a_token_of_its_own_and_its_forms_work(administrator: PageReader) -> None:
    first, second = (administrator.get("/firms") for _ in range(2))
    assert token_of(first) != token_of(second)
    administrator.send(second, {"name": "常用"})
    assert "常用" in text_of(administrator.get("/firms"))


def test_a_message_is_given_once(administrator: PageReader) -> None:
    answer = administrator.send(administrator.get("/firms"), {"name": "常用"})
    for is_given in (True, False):
        assert (administrator.get(answer.headers["Location"]).select_one(".notice") is not None) is is_given


def test_every_visitor_and_language_has_pages_of_its_own(app: Flask, administrator: PageReader) -> None:
    mine = administrator.get("/firms")
    theirs = signed_in(PageReader(app.test_client()), "park").get("/firms")
    assert ("示例admin" in text_of(mine), "示例admin" in text_of(theirs)) == (True, False)
    assert (len(rows_of(mine)), len(rows_of(theirs))) == (2, 1)
    administrator.send(mine, {"language": "en"}, action="/account/language")
    assert administrator.get("/firms").html["lang"] == "en"  # type: ignore[index]


def test_a_change_is_seen_at_once(engine: Engine, administrator: PageReader) -> None:
    administrator.get("/firms")
    with transaction(engine) as session:
        rename(session, "改名后的示例公司")
    assert "改名后的示例公司" in text_of(administrator.get("/firms"))


def test_a_sign_in_of_somebody_else_leaves_pages_as_they_are(app: Flask, administrator: PageReader) -> None:
    administrator.get("/firms")
    signed_in(PageReader(app.test_client()), "park")
    with tables_read() as found:
        administrator.get("/firms")
    assert found <= OF_THE_SIGN_IN


@pytest.mark.parametrize(("action", "told"), [("", "without an entry"), ("firms.list", "counts as a change")])
def test_a_page_that_writes_and_journals_no_change_would_be_told_of(app: Flask, action: str, told: str) -> None:
    def write() -> None:
        with writing() as session:
            session.add(make_firm())
            if action:
                journal.note(session, SYSTEM, action, now=NOW)

    with app.test_request_context("/firms", method="POST"), pytest.raises(AssertionError, match=told):
        write()


def test_an_upload_is_seen_at_once_though_nothing_is_journalled(engine: Engine, administrator: PageReader) -> None:
    administrator.get("/")
    with transaction(engine) as session:
        told = {"filename": "刚上传.xlsx", "status": STAGED, "created_by": "示例", "created_at": NOW}
        session.add(ImportBatch(**told, sha256="0", size=1, options={}, sheets=[], counts={}))
    assert "刚上传.xlsx" in text_of(administrator.get("/"))


def rename(session: Session, name: str) -> None:
    firm = session.get_one(FirmRecord, 1)
    firm.name = name
    journal.note(session, SYSTEM, "firm.edit", firm_id=1, now=NOW)


def token_of(page: BeautifulSoup) -> str:
    return str(page.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]


def rows_of(page: BeautifulSoup) -> list[Tag]:
    return page.select("table.sheet tbody tr")
