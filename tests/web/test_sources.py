"""Where values come from, as a page; marking those that were compared with the paper."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from openpyxl import load_workbook

from tests.web.conftest import OTHER_FIRM, PASSWORD
from tests.web.pages import PageReader, text_of
from tests.web.test_imports import CHANGED, upload, workbook

YEAR = "/firms/1/sources?year=2025"
VERIFY, WITHDRAW = "/sources/verify", "/sources/withdraw"


def line(page: BeautifulSoup, code: str) -> Tag:
    found = page.select_one(f"#value-{code}")
    assert found is not None
    return found


def bring_in(officer: PageReader) -> None:
    officer.send(officer.get(upload(officer, workbook(CHANGED))), {}, action="/commit")


def test_a_value_names_its_file_sheet_cell_raw_text_person_and_source(officer: PageReader) -> None:
    bring_in(officer)
    words = text_of(line(officer.get(YEAR), "revenue"))
    for part in ("营业收入", "6,500.00 万元", "台账.xlsx", "2025年", "E2", "6500", "示例park · 导入", "园区或部门台账"):
        assert part in words
    assert line(officer.get(YEAR), "revenue").select_one("a[href='/imports/1']") is not None
    assert "没有记录" in text_of(line(officer.get(YEAR), "staff"))


def test_the_firms_page_leads_there_by_year_and_for_its_own_facts(officer: PageReader) -> None:
    page = officer.get("/firms/1")
    links = {link["href"] for link in page.select(".figures thead a")}
    assert "/firms/1/sources?year=2025" in links
    assert page.select_one("a[href='/firms/1/sources']") is not None
    tabs = officer.get("/firms/1/sources").select(".tabs a")
    assert [text_of(tab) for tab in tabs] == ["企业信息", "2025 年", "2024 年", "2023 年"]
    assert tabs[0]["aria-current"] == "page"


def test_titles_stand_below_the_facts_of_the_firm(officer: PageReader) -> None:
    page = officer.get("/firms/1/sources")
    assert "专精特新中小企业 2024-07-01 – 2027-06-30" in text_of(page.select("table")[1])
    assert len(officer.get(YEAR).select("table")) == 1


def test_ticked_values_are_verified_marked_and_taken_back(officer: PageReader) -> None:
    page = officer.get(YEAR)
    page = officer.follow(officer.send(page, {"code": ["revenue", "staff"], "note": "审计报告"}, action=VERIFY))
    assert "已核实 2 个值" in text_of(page.select_one(".notice-done"))
    assert "审计报告" in text_of(line(page, "revenue"))
    shown = officer.get("/firms/1")
    row = next(row for row in shown.select(".figures tbody tr") if text_of(row).startswith("营业收入"))
    assert len(row.select(".verified")) == 1
    history = text_of(shown.select_one(".timeline"))
    assert "核实数据 · 2025 年 · 审计报告" in history
    assert "营业收入： 未核实 → 6,230.00 万元 已核实" in history
    page = officer.follow(officer.send(page, {"code": "revenue"}, action=WITHDRAW))
    assert line(page, "revenue").select_one("input[type=checkbox]") is not None
    assert line(page, "staff").select_one(".verified") is not None


def test_nothing_ticked_and_values_that_changed_meanwhile_are_said(officer: PageReader) -> None:
    page = officer.get(YEAR)
    assert "请先勾选" in text_of(officer.follow(officer.send(page, {"code": []}, action=VERIFY)))
    officer.send(officer.get("/firms/1/figures/2025"), {"revenue": "7000"})
    late = officer.follow(officer.send(page, {"code": ["revenue"]}, action=VERIFY))
    assert "刚刚有变动" in text_of(late.select_one(".notice-problem"))
    assert line(late, "revenue").select_one(".verified") is None


def test_a_form_says_which_values_were_verified_before_they_are_replaced(officer: PageReader) -> None:
    officer.send(officer.get(YEAR), {"code": ["revenue"]}, action=VERIFY)
    form = officer.get("/firms/1/figures/2025")
    assert "现值已核实（专员录入）" in text_of(form.select_one("#revenue-hint"))
    assert form.select_one("#staff-hint") is None
    officer.send(form, {"revenue": "7000"})
    assert line(officer.get(YEAR), "revenue").select_one(".verified") is None


def test_personal_data_are_masked_here_too(officer: PageReader) -> None:
    row = (*CHANGED[:6], "13800001234")
    content = workbook(row)
    book = load_workbook(content)
    book.active["G1"] = "联系电话"
    content.seek(0)
    book.save(content)
    content.seek(0)
    officer.send(officer.get(upload(officer, content)), {}, action="/commit")
    words = text_of(line(officer.get("/firms/1/sources"), "contact_phone"))
    assert "138******34" in words
    assert "13800001234" not in words


def test_an_enterprise_reads_but_does_not_verify_and_sees_no_other_firm(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    bring_in(page)
    token = page.get(YEAR).select_one("input[name=csrf_token]")["value"]
    page.client.post("/account/sign-out", data={"csrf_token": token})
    page.sign_in("firm", PASSWORD)
    own = page.get(YEAR)
    assert "台账.xlsx" in text_of(line(own, "revenue"))
    assert own.select_one("#value-revenue a[href^='/imports']") is None
    assert own.select_one("input[type=checkbox]") is None
    token = page.get("/firms/1/report").select_one("input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "year": "2025", "version": "1", "code": "revenue"}
    assert page.client.post("/firms/1/sources/verify", data=sent).status_code == 403
    page.get(f"/firms/{OTHER_FIRM}/sources", 404)


def test_a_year_without_data_and_no_year_at_all_are_not_found(officer: PageReader) -> None:
    officer.get("/firms/1/sources?year=2019", 404)
    officer.get("/firms/1/sources?year=soon", 404)
    officer.get(f"/firms/{OTHER_FIRM}/sources?year=2025", 404)
