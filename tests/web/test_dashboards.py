from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import select

from registry.services.dashboards import kept
from registry.services.jobs import claims
from registry.store.database import transaction
from registry.store.journal import JournalEntry
from registry.worker.running import carry_out
from tests.web.pages import PageReader, text_of

RIPE, BOARDS = "武汉示例光电有限公司", ("ladder?year=2024", "areas", "trend", "endings")


def test_a_board_has_a_chart_with_its_table_and_leads_to_firms(officer: PageReader) -> None:
    for board in BOARDS:
        page = officer.get(f"/dashboards/{board}")
        assert page.select_one("svg.board-chart[role=img][aria-label]"), board
        assert not page.select("svg [style], svg script, svg style")
        assert "按现在的登记实时统计" in text_of(page)
        links = [link["href"] for link in page.select(".board-table td a")]
        assert links, board
        for link in links[:3]:
            assert RIPE in text_of(officer.get(link))
    assert "阶梯与流动" in text_of(officer.get("/dashboards"))
    assert "判断不了的条件" in text_of(officer.get("/dashboards/gaps?tier=srdi_sme"))
    lacking = officer.get("/dashboards/figures?year=2024").select_one(".board-table td a")
    assert RIPE in text_of(officer.get(lacking["href"]))


def test_a_board_is_taken_out_as_it_is_shown(officer: PageReader, engine: Engine) -> None:
    shown = officer.get("/dashboards/areas")
    content = officer.client.get(shown.select_one(".board-head a[href*='.xlsx']")["href"]).data
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    cells = [tr.select("th, td") for tr in shown.select(".board-table tr")]
    assert [[str(value) for value in row] for row in rows] == [[text_of(cell) for cell in line] for line in cells]
    listed = officer.client.get("/dashboards/firms/held/list.csv?tier=srdi_sme").data.decode("utf-8-sig")
    assert RIPE in listed
    with transaction(engine) as session:
        notes = [each.note for each in session.exec(select(JournalEntry)) if each.action == "dashboards.export"]
    assert notes == ["board=areas format=xlsx rows=2", "board=firms kind=held tier=srdi_sme format=csv rows=1"]


def test_a_large_registry_is_counted_by_a_job_that_leads_back(
    officer: PageReader, app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "COUNTED_LIVE", 0)
    empty = officer.get("/dashboards/trend")
    assert "看板要先统计一次" in text_of(empty)
    job = officer.send(empty, {}, action="/dashboards/refresh").headers["Location"]
    assert officer.send(empty, {}, action="/dashboards/refresh").headers["Location"] == job, "it is counted once"
    page = officer.get(job)
    assert text_of(page.select_one("main .crumbs")) == "看板 / 重新统计看板"
    assert "逐项统计" in text_of(page)
    with transaction(engine) as session:
        held = claims.claim(session, claims.waiting(session)[0], now=datetime.now(UTC))
    assert held is not None
    here = app.extensions["tidu"]
    carry_out(engine, here.settings, here.fresh_catalogue(), held)
    assert officer.client.get(job).headers["Location"] == "/dashboards/trend"
    assert "截至 20" in text_of(officer.get("/dashboards/trend"))
    link = officer.get("/dashboards/gaps?tier=srdi_sme").select_one(".board-table td a")["href"]
    assert "的统计" in text_of(officer.get(link))


def test_an_unknown_board_table_or_file_is_not_found(officer: PageReader) -> None:
    for address in ("/dashboards/nothing", "/dashboards/areas/7.xlsx", "/dashboards/areas/0.pdf"):
        officer.get(address, 404)
    officer.get("/dashboards/firms/nothing", 404)
    officer.get("/dashboards/firms/held/list.pdf?tier=hnte", 404)


def test_strange_filters_do_no_harm(officer: PageReader) -> None:
    officer.get("/dashboards/ladder?year=abc&division=%25&park=none")
    assert "可以去掉一些条件再看" in text_of(officer.get("/dashboards/ladder?division=99"))
    assert "现在没有这样的企业" in text_of(officer.get("/dashboards/firms/entered?tier=moon&year=99999"))
