from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Engine
from sqlmodel import select

from registry.domain.access import Role
from registry.store.database import transaction
from registry.store.rounds import Round, RoundFirm
from tests.factories import add_ripe_firm
from tests.web.conftest import PASSWORD, _account
from tests.web.pages import PageReader, text_of

RIPE, NAME = "武汉示例光电有限公司", "2026 年小巨人第一批"
FIELDS = {
    "name": NAME,
    "tier": "little_giant",
    "year": "2026",
    "opens_on": "2026-06-01",
    "closes_on": "2026-07-31",
    "as_of": "2026-06-30",
    "data_year": "2025",
    "division": "4201",
    "levels": ["park", "city"],
}


@pytest.fixture
def bureau(office: None, page: PageReader) -> PageReader:
    page.sign_in("bureau", PASSWORD)
    return page


@pytest.fixture
def drafted(bureau: PageReader) -> PageReader:
    """A draft of the city with the one candidate in it."""
    bureau.send(bureau.get("/rounds/new"), FIELDS)
    bureau.send(bureau.get("/rounds/1/draw"), {"class": ["review"]})
    return bureau


@pytest.fixture
def opened(drafted: PageReader) -> PageReader:
    drafted.send(drafted.get("/rounds/1"), {}, action="/rounds/1/open")
    return drafted


def as_user(page: PageReader, name: str) -> PageReader:
    """The same browser, signed in as somebody else."""
    page.client.delete_cookie("tidu")
    page.sign_in(name, PASSWORD)
    return page


def row_of(page: BeautifulSoup, name: str) -> Any:
    box = page.select_one(f"input[aria-label='选择 {name}']")
    assert box is not None
    return box["value"]


def test_an_empty_list_says_what_to_do_next(bureau: PageReader) -> None:
    assert "新建一个批次" in text_of(bureau.get("/rounds"))


def test_a_draft_is_made_and_firms_are_drawn_in(drafted: PageReader) -> None:
    page = drafted.get("/rounds/1")
    assert NAME in text_of(page.select_one("h1"))
    assert "草稿" in text_of(page.select_one("h1"))
    row = page.select_one("tbody tr:has(input[name=row])")
    assert RIPE in text_of(row)
    assert "达标待复核" in text_of(row)
    assert NAME in text_of(drafted.get("/rounds"))


def test_faults_of_the_form_stand_at_their_fields(bureau: PageReader) -> None:
    form = bureau.get("/rounds/new")
    page = bureau.refused(form, FIELDS | {"name": "", "closes_on": "2026-05-01"})
    assert text_of(page.select_one(".error-summary")) == "有内容需要修改 必须填写"
    page = bureau.refused(form, FIELDS | {"closes_on": "2026-05-01"})
    assert "早于申报开始" in text_of(page.select_one("#closes_on-error"))


def test_an_edit_that_comes_too_late_is_told(drafted: PageReader, engine: Engine) -> None:
    form = drafted.get("/rounds/1/edit")
    with transaction(engine) as session:
        session.exec(select(Round)).one().version = 7
    page = drafted.refused(form, {"name": "另一个名称"}, 409)
    assert "他人修改过" in text_of(page)


def test_one_firm_is_found_and_drawn_in(bureau: PageReader, engine: Engine) -> None:
    bureau.send(bureau.get("/rounds/new"), FIELDS)
    page = bureau.get("/rounds/1/draw?text=光电")
    other = bureau.get("/rounds/1/draw?text=光电")
    bureau.send(page, {"firm": "1", "text": "光电"})
    again = bureau.follow(bureau.send(other, {"firm": "1", "text": "光电"}))
    assert "已经在这个批次里" in text_of(again)
    with transaction(engine) as session:
        assert len(session.exec(select(RoundFirm)).all()) == 1


def test_a_park_officer_sees_the_open_round_and_passes_a_firm_up(opened: PageReader) -> None:
    officer = as_user(opened, "park")
    page, other = officer.get("/rounds/1"), officer.get("/rounds/1")
    assert "1 家企业在您这一级等待审核" in text_of(page)
    assert page.select_one("a[href$='/draw']") is None
    officer.send(page, {"row": row_of(page, RIPE), "act": "submit"}, action="/decide")
    again = officer.follow(officer.send(other, {"row": row_of(page, RIPE), "act": "submit"}, action="/decide"))
    assert "刚刚被他人处理过" in text_of(again.select_one(".refused"))
    assert "市州" in text_of(again.select_one("tbody tr:has(input[name=row])"))


def test_a_reason_is_asked_for(opened: PageReader) -> None:
    officer = as_user(opened, "park")
    page = officer.get("/rounds/1")
    sent = officer.send(page, {"row": row_of(page, RIPE), "act": "reject"}, action="/decide")
    assert "请写明理由" in text_of(officer.follow(sent))
    assert "请先勾选" in text_of(officer.follow(officer.send(page, {"act": "submit"}, action="/decide")))


def test_the_page_of_a_firm_shows_conditions_and_history(opened: PageReader) -> None:
    officer = as_user(opened, "park")
    page = officer.get("/rounds/1/firms/1")
    assert "6,230.00 万元" in text_of(page.select_one(".conditions"))
    row = page.select_one("input[name=row]")
    assert row is not None
    sent = officer.send(page, {"row": row["value"], "act": "reject", "reason": "主营不符"}, action="/decide")
    page = officer.follow(sent)
    assert "不予推荐：主营不符" in text_of(page.select_one(".timeline")).replace(" ", "")
    assert "不予推荐" in text_of(page.select_one("h1"))


def test_all_of_a_filter_are_decided_at_once(opened: PageReader, engine: Engine) -> None:
    officer = as_user(opened, "park")
    officer.send(officer.get("/rounds/1"), {"act": "submit", "all": "1"} | {}, action="/decide")
    with transaction(engine) as session:
        assert session.exec(select(RoundFirm)).one().level == "city"


def test_filters_stay_in_the_address(opened: PageReader) -> None:
    page = opened.get("/rounds/1?class=near&sort=-class")
    assert "没有符合条件的企业" in text_of(page)
    assert [text_of(chip) for chip in page.select(".chip")] == ["类别 临近达标"]


def test_cancelling_asks_first_and_wants_a_reason(opened: PageReader) -> None:
    page = opened.get("/rounds/1/cancel")
    assert "必须填写" in text_of(opened.refused(page, {"reason": ""}))
    done = opened.follow(opened.send(page, {"reason": "政策调整"}))
    assert "已取消" in text_of(done.select_one("h1"))
    opened.get("/rounds/1/draw", 409)


def test_the_timeline_tells_every_step(opened: PageReader) -> None:
    page = text_of(opened.get("/rounds/1?tab=timeline").select_one(".timeline"))
    assert all(word in page for word in ("新建批次", "按类别选入企业", "达标待复核", "开始申报"))


def test_another_city_and_an_enterprise_see_nothing(opened: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(_account("shiyan", Role.BUREAU, division="4203"))
    as_user(opened, "shiyan").get("/rounds/1", 404)
    assert as_user(opened, "firm").client.get("/rounds/1").status_code == 403


def test_only_the_organiser_runs_the_round(opened: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(_account("county", Role.BUREAU, division="420111"))
    county = as_user(opened, "county")
    county.get("/rounds/1")
    county.get("/rounds/1/cancel", 403)


def test_firms_of_others_are_not_in_the_list(opened: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        firm = add_ripe_firm(session, 4)
        firm.park, firm.name, firm.name_key = "别的园区", "武汉示例外园有限公司", "武汉示例外园有限公司"
    opened.send(opened.get("/rounds/1/draw?text=外园"), {"firm": "4", "text": "外园"})
    assert "外园" in text_of(opened.get("/rounds/1"))
    officer = as_user(opened, "park")
    assert "外园" not in text_of(officer.get("/rounds/1"))
    officer.get("/rounds/1/firms/2", 404)
