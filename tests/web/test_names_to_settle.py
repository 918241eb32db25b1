"""Settling the names of an upload: each once, remembered, forgotten again after asking."""

from __future__ import annotations

from io import BytesIO

from bs4 import BeautifulSoup

from tests.factories import make_workbook
from tests.web.pages import PageReader, text_of

WRITTEN = "武汉示例光电技术有限公司"


def upload(page: PageReader, *names: str) -> str:
    """Upload a ledger of names without codes; the address of its preview."""
    rows = [[name, 900 + number] for number, name in enumerate(names)]
    content = BytesIO(make_workbook({"2025年": [["企业名称", "营业收入（万元）"], *rows]}))
    return page.send(page.get("/imports"), {"file": (content, "台账.xlsx")}).headers["Location"]


def settle(page: PageReader, address: str, answer: str) -> BeautifulSoup:
    """Answer the only name that waits."""
    return page.follow(page.send(page.get(f"{address}/names"), {"answer-1": answer}))


def test_the_preview_leads_to_the_names_that_wait(officer: PageReader) -> None:
    address = upload(officer, WRITTEN)
    notice = officer.get(address).select_one(f'a[href$="{address}/names"]')
    assert "1 个名称待确认" in text_of(notice.parent)
    page = officer.get(f"{address}/names")
    assert "2025年 第 2 行" in text_of(page.select_one("fieldset legend"))
    offer = text_of(page.select_one("fieldset li"))
    assert "武汉示例光电有限公司 91420100MA4KTEXT0X 武汉市 洪山区 · 东湖示例园区 相似度 9" in offer


def test_a_chosen_firm_takes_the_rows_of_the_name(officer: PageReader) -> None:
    address = upload(officer, WRITTEN)
    preview = settle(officer, address, "1")
    assert "已确认 1 个名称" in text_of(preview)
    assert preview.select_one('a[href$="/names"]') is None
    officer.send(preview, {}, action="/commit")
    firm = officer.get("/firms/1")
    assert "900.00" in text_of(firm)
    assert text_of(firm.select_one("h1")) == "武汉示例光电有限公司"


def test_none_of_these_is_an_answer(officer: PageReader) -> None:
    preview = settle(officer, upload(officer, WRITTEN), "none")
    assert "您单位确认过：库中没有这个名称所指的企业" in text_of(preview)


def test_a_name_left_open_keeps_waiting(officer: PageReader) -> None:
    address = upload(officer, WRITTEN)
    page = settle(officer, address, "")
    assert "没有选定任何名称" in text_of(page)
    assert page.select_one("fieldset")


def test_a_firm_out_of_scope_cannot_be_slipped_in(officer: PageReader) -> None:
    address = upload(officer, WRITTEN)
    officer.send(officer.get(f"{address}/names"), {"answer-1": "2"}, 404)


def test_a_file_without_such_names_says_so(officer: PageReader) -> None:
    address = upload(officer, "武汉示例光电有限公司")
    assert "这个文件里没有待确认的名称" in text_of(officer.get(f"{address}/names"))


def test_the_names_of_a_discarded_file_lead_back_to_it(officer: PageReader) -> None:
    address = upload(officer, WRITTEN)
    officer.send(officer.get(address), {}, action="/discard")
    assert officer.client.get(f"{address}/names").status_code == 303


def test_somebody_elses_file_is_not_found(office: None, page: PageReader) -> None:
    page.sign_in("park", "plain-test-password-1")
    address = upload(page, WRITTEN)
    page.client.post("/account/sign-out")
    page.client.delete_cookie("tidu")
    page.sign_in("bureau", "plain-test-password-1")
    page.get(f"{address}/names", 404)


def test_what_was_decided_is_listed_and_forgotten_after_asking(officer: PageReader) -> None:
    address = upload(officer, WRITTEN)
    settle(officer, address, "1")
    listed = officer.get("/imports/names")
    assert f"{WRITTEN} 武汉示例光电有限公司 91420100MA4KTEXT0X" in text_of(listed.select_one("tbody"))
    asked = officer.get(listed.select_one('a[href$="/forget"]')["href"])
    assert f"忘记“{WRITTEN}”的对照？" in text_of(asked)
    done = officer.follow(officer.send(asked, {}, action="/forget"))
    assert "还没有确认过名称" in text_of(done)
    assert officer.get(f"{address}/names").select_one("fieldset")
