"""A person's judgement on a condition: given with a reason, shown with who and when, taken back after being asked."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of
from tests.web.test_explanations import change_firm

PANEL = "#tier-little_giant"


def judge(reader: PageReader, page: BeautifulSoup, **values: str) -> TestResponse:
    """Send the first open question of the panel."""
    form = page.select_one(f"{PANEL} .decision form")
    assert form is not None
    sent = {field["name"]: field.get("value", "") for field in form.select("input")}
    return reader.client.post("/firms/1/decisions", data=sent | {"note": "查看了产品目录", "met": "yes"} | values)


def test_a_judgement_shows_who_when_why_and_on_which_standard(officer: PageReader) -> None:
    page = officer.follow(judge(officer, officer.get("/firms/1")))
    panel = text_of(page.select_one(PANEL))
    assert "已人工判断：符合 · 示例park · 2026-06-30" in panel
    assert "数据年 2025 · 工信部企业〔2026〕2号" in panel
    assert "判断说明： 查看了产品目录" in panel or "判断说明：查看了产品目录" in panel
    history = text_of(page.select_one(".timeline"))
    assert "人工判断" in history
    assert "专精特新“小巨人” · 主导产品属重点领域" in history
    assert "→ 符合" in history


@pytest.mark.parametrize(
    ("values", "answer"), [({"note": " "}, "请写明依据"), ({"met": "perhaps"}, "请选“符合”或“不符合”")]
)
def test_a_judgement_without_reason_or_answer_is_refused_in_words(
    officer: PageReader, values: dict[str, str], answer: str
) -> None:
    page = officer.follow(judge(officer, officer.get("/firms/1"), **values))
    assert answer in text_of(page)
    assert "已人工判断" not in text_of(page)


def test_a_judgement_is_withdrawn_after_being_asked(officer: PageReader) -> None:
    page = officer.follow(judge(officer, officer.get("/firms/1"), met="no"))
    link = page.select_one(f"{PANEL} a[href*='/withdraw']")
    assert link is not None
    asked = officer.get(link["href"])
    assert "要撤回这项人工判断吗？" in text_of(asked.select_one("h1"))
    assert "不符合 · 示例park" in text_of(asked)
    assert "查看了产品目录" in text_of(asked)
    assert "已人工判断" in text_of(officer.get("/firms/1"))
    officer.get(link["href"])
    page = officer.follow(officer.send(asked, {}, action="data_year=2025"))
    assert "已人工判断" not in text_of(page)
    assert "撤回人工判断" in text_of(page.select_one(".timeline"))
    officer.get(link["href"], 404)


def test_what_a_person_judged_can_be_judged_again(officer: PageReader) -> None:
    page = officer.follow(judge(officer, officer.get("/firms/1"), met="no"))
    page = officer.follow(judge(officer, page, met="yes"))
    assert "已人工判断：符合" in text_of(page.select_one(PANEL))


def test_a_page_from_before_the_figures_settled_it_is_answered_in_words(officer: PageReader) -> None:
    page = officer.get("/firms/1")
    settled = judge(officer, page, condition="revenue")
    assert "现在不需要人工判断" in text_of(officer.follow(settled))
    assert "没有找到这个条件" in text_of(
        BeautifulSoup(judge(officer, page, condition="never_heard_of").text, "html.parser")
    )


def test_a_standard_that_is_no_longer_the_firms_is_answered_in_words(officer: PageReader) -> None:
    page = officer.get("/firms/1")
    answer = judge(officer, page, as_of="2026-03-31")
    assert "不适用您打开页面时的认定标准" in text_of(officer.follow(answer))


def test_an_enterprise_neither_sees_the_form_nor_may_send_it(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    opened = page.get("/firms/1")
    judged = page.follow(judge(page, opened))
    link = judged.select_one("a[href*='/withdraw']")["href"]
    page.send(judged, {}, action="/account/sign-out")
    page.sign_in("firm", PASSWORD)
    own = page.get("/firms/1")
    assert own.select(".decision form") == []
    assert own.select("a[href*='/withdraw']") == []
    assert "已人工判断：符合" in text_of(own)
    page.get(link, 403)
    token = own.select_one("input[name=csrf_token]")["value"]
    assert page.client.post("/firms/1/decisions", data={"csrf_token": token}).status_code == 403


def test_a_judgement_on_another_park_is_not_found(officer: PageReader, engine: Engine) -> None:
    link = officer.follow(judge(officer, officer.get("/firms/1"))).select_one("a[href*='/withdraw']")["href"]
    officer.get(link.replace("/firms/1/", "/firms/2/"), 404)
    change_firm(engine, park="另一园区")
    officer.get(link, 404)


def test_a_judgement_that_figures_have_overtaken_says_so_and_can_still_be_withdrawn(
    administrator: PageReader, engine: Engine
) -> None:
    change_firm(engine, division_code="420302", park=None)
    page = administrator.get("/firms/1?tier=gazelle")
    field = page.select_one("#tier-gazelle .decision input[name=condition][value=ten_years_no_fall]")
    assert field is not None
    sent = {each["name"]: each.get("value", "") for each in field.find_parent("form").select("input")}
    administrator.client.post("/firms/1/decisions", data=sent | {"note": "看了近三年报表", "met": "yes"})
    change_firm(engine, no_sharp_fall=False)
    panel = administrator.get("/firms/1?tier=gazelle").select_one("#tier-gazelle")
    assert panel is not None
    assert "已由数据判定，这项判断不再起作用" in text_of(panel)
    assert panel.select_one("a[href*='/withdraw']") is not None
