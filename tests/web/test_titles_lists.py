"""The pages that list titles and batches: the address is their state, filters are chips, heads sort."""

from __future__ import annotations

from sqlalchemy import Engine

from registry.store.database import transaction
from tests.factories import make_title
from tests.web.pages import PageReader, text_of


def test_the_list_narrows_by_its_address(officer: PageReader) -> None:
    page = officer.get("/titles")
    assert "共 1 项称号，1 家企业" in text_of(page)
    assert page.select_one("tbody th a")["href"] == "/titles/firms/1"
    page = officer.get("/titles?tier=srdi_sme&state=expiring-30")
    assert "没有符合条件的称号" in text_of(page)
    assert [chip.get_text(" ", strip=True) for chip in page.select(".chip")] == [
        "称号 专精特新中小企业",
        "状态 30 天内到期",
    ]


def test_a_head_sorts_and_turns_round(officer: PageReader) -> None:
    assert officer.get("/titles").select_one("th[aria-sort]")["aria-sort"] == "descending"
    page = officer.get("/titles?sort=valid_to")
    head = page.select_one("th[aria-sort]")
    assert head["aria-sort"] == "ascending"
    turned = officer.get(head.a["href"])
    assert turned.select_one("th[aria-sort]")["aria-sort"] == "descending"


def test_batches_lead_to_their_firms(officer: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_title(1, batch="2025年第一批", document="示例〔2025〕1号"))
        session.add(make_title(2, batch="2025年第一批"))
    row = officer.get("/titles/batches?tier=hnte").select_one("tbody tr")
    assert text_of(row).startswith("2025年第一批 高新技术企业 示例〔2025〕1号 — 1 1 0")
    assert "共 1 项称号" in text_of(officer.get(row.a["href"]))


def test_the_list_is_taken_away_as_shown(officer: PageReader) -> None:
    link = officer.get("/titles?state=valid").select_one(".list-tools a[href*='.xlsx']")["href"]
    answer = officer.client.get(link)
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"


def test_a_scope_without_titles_says_what_to_do(officer: PageReader) -> None:
    asked = officer.get("/titles/1/remove")
    officer.send(asked, {}, action="/remove")
    assert "还没有登记称号" in text_of(officer.get("/titles"))
    assert "还没有登记称号" in text_of(officer.get("/titles/batches"))
