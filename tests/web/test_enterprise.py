"""A firm with an account: what it may see and report, what it asks to be corrected, and what the officer answers."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from registry.services import origins
from registry.store.database import transaction
from tests.web.conftest import OTHER_FIRM, PASSWORD
from tests.web.pages import PageReader, text_of


@pytest.fixture
def own(office: None, engine: Engine, page: PageReader) -> PageReader:
    """The account of the first firm, whose revenue the park has from an audit."""
    with transaction(engine) as session:
        origins.set_origins(session, 1, 2025, {"revenue": "audit!"})
    page.sign_in("firm", PASSWORD)
    return page


def test_a_firm_reports_its_year_and_asks_where_the_park_says_otherwise(own: PageReader) -> None:
    form = own.get("/firms/1/report/2025")
    assert "现值来自“审计报告”，已核实；改动会提交更正申请。" in text_of(form)
    assert form.select_one("#revenue")["value"] == "6230"  # type: ignore[index]
    unexplained = own.refused(form, {"revenue": "6500", "tax_paid": "310.5"})
    assert "「营业收入」与园区现有的不同" in text_of(unexplained)
    assert unexplained.select_one(".error-summary a[href='#reason']")
    bad = own.refused(form, {"tax_paid": "约三百"})
    assert "约三百" in text_of(bad.select_one(".error-summary"))  # type: ignore[arg-type]
    done = own.follow(own.send(form, {"revenue": "6500", "tax_paid": "310.5", "reason": "以审计报告为准"}))
    assert "已存入 1 项，标为企业自报" in text_of(done)
    assert "营业收入 2025 年 · 万元 6,230.00 6,500.00 以审计报告为准" in text_of(done)
    assert "企业自报" in text_of(own.get("/firms/1/sources?year=2025"))


def test_a_correction_is_asked_beside_its_value_and_answered_by_an_officer(own: PageReader) -> None:
    sources = own.get("/firms/1/sources?year=2025")
    address = "/firms/1/corrections/2025/revenue"
    assert address in {link["href"] for link in sources.select("a.ask")}
    form = own.get(address)
    assert "相同，不需要更正" in text_of(own.refused(form, {"revenue": "6230", "reason": "更正"}))
    own.send(form, {"revenue": "6500", "reason": "以审计报告为准"})
    own.client.post("/account/sign-out", data=_token(own, "/firms/1/corrections"))
    own.sign_in("park", PASSWORD)
    assert "更正申请待答复 1" in text_of(own.get("/"))
    listed = own.get("/submissions/corrections")
    assert "6,230.00 审计报告 已核实 6,500.00 以审计报告为准" in text_of(listed)
    assert "「驳回理由」" in text_of(own.refused(listed, {"act": "refuse", "answer": ""}))
    own.send(listed, {"act": "refuse", "answer": "与税务数据不符"})
    own.client.post("/account/sign-out", data=_token(own, "/submissions/corrections"))
    own.sign_in("firm", PASSWORD)
    told = text_of(own.get("/firms/1/corrections"))
    assert "已驳回" in told
    assert "与税务数据不符" in told


def test_a_firm_neither_edits_nor_reports_for_another(own: PageReader) -> None:
    own.get("/firms/1/edit", 403)
    own.get("/firms/1/figures/2025", 403)
    form = own.get("/firms/1/report/2025")
    answer = own.client.post(f"/firms/{OTHER_FIRM}/report/2025", data=_held(form) | {"staff": "1"})
    assert answer.status_code == 404


def _token(page: PageReader, path: str) -> dict[str, str]:
    field = page.get(path).select_one("form[action='/account/sign-out'] [name=csrf_token]")
    return {"csrf_token": str(field["value"])} if field else {}


def _held(page) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {field["name"]: field.get("value", "") for field in page.select("form.card input[type=hidden]")}
