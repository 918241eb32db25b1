"""A firm with an account: what it may see and report, what it asks to be corrected, and what the officer answers."""

from __future__ import annotations

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from registry.catalogue.reader import load_catalogue
from registry.services import origins
from registry.store.corrections import CorrectionRecord
from registry.store.database import transaction
from registry.store.evidence import EvidenceRecord
from registry.store.rounds import Round, RoundFirm
from tests.factories import NOW, TODAY
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


def _held(page: BeautifulSoup) -> dict[str, str]:
    return {str(field["name"]): str(field.get("value", "")) for field in page.select("form.card input[type=hidden]")}


def test_the_home_page_says_where_the_firm_stands_and_what_came_back(own: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        told = {"firm_id": 1, "year": 2025, "code": "revenue", "wanted": 6500.0, "reason": "审计", "asked_by": "x"}
        session.add(CorrectionRecord(state="refused", answer="与税务数据不符", asked_at=NOW, decided_at=NOW, **told))
    page = text_of(own.get("/"))
    assert "接下来做什么" in page
    assert "可以准备申报：" in page
    assert "更正申请已驳回：营业收入（2025 年） 理由：与税务数据不符" in page


def test_evidence_is_uploaded_seen_beside_its_value_and_removed_after_a_question(own: PageReader) -> None:
    page = own.get("/firms/1/evidence")
    token = page.select_one("form.upload [name=csrf_token]")["value"]  # type: ignore[index]
    told = {"csrf_token": token, "year": "2025", "about": "code:staff", "note": "第 3 页"}
    wrong = own.client.post("/firms/1/evidence", data=told | {"file": (BytesIO(b"MZ"), "报告.pdf")})
    assert wrong.status_code == 422
    assert "不是可以上传的类型" in wrong.text
    own.client.post("/firms/1/evidence", data=told | {"file": (BytesIO(b"%PDF-1.7 x"), "../报告.exe")})
    link = own.get("/firms/1/sources?year=2025").select_one("#value-staff .paper a")
    assert link is not None
    answer = own.client.get(str(link["href"]))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.data == b"%PDF-1.7 x"
    question = own.get(f"{link['href']}/remove")
    assert "删除“报告.pdf”？" in text_of(question)
    assert "还没有佐证材料" in text_of(own.follow(_removed(own, question)))
    own.get(str(link["href"]), 404)


def test_another_firms_evidence_is_not_found_by_its_address(own: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        told = {"name": "x.pdf", "kind": "pdf", "size": 1, "sha256": "0" * 64, "uploaded_by": "x", "by_firm": True}
        session.add(EvidenceRecord(id=5, firm_id=OTHER_FIRM, uploaded_at=NOW, **told))
    own.get(f"/firms/{OTHER_FIRM}/evidence/5", 404)
    own.get("/firms/1/evidence/5", 404)
    own.get("/firms/1/evidence/5/remove", 404)


def test_a_firm_confirms_for_an_open_round_and_the_round_shows_it(own: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        days = {"opens_on": TODAY, "closes_on": TODAY, "as_of": TODAY, "data_year": 2025, "year": 2026}
        named = {"name": "示例批次", "tier": "little_giant", "case": "new", "created_by": "x", "created_at": NOW}
        rules = next(one for one in load_catalogue().rule_sets if one.tier == "little_giant").id
        session.add(Round(id=3, rule_set=rules, levels=["park", "province"], status="open", **days, **named))
        session.flush()
        session.add(RoundFirm(id=7, round_id=3, firm_id=1, level="park", state="waiting", drawn_by="x", drawn_at=NOW))
    assert "确认申报：示例批次" in text_of(own.get("/"))
    page = own.get("/own-rounds/3")
    assert "请勾选后再提交" in text_of(own.refused(page, {"firm_version": "1"}))
    assert "数据刚刚有变动" in text_of(own.refused(page, {"consent": "yes", "firm_version": "9"}, 409))
    own.send(page, {"consent": "yes"})
    assert "已确认" in text_of(own.get("/own-rounds"))
    own.client.post("/account/sign-out", data=_token(own, "/own-rounds"))
    own.sign_in("park", PASSWORD)
    listed = text_of(own.get("/rounds/3"))
    assert "企业已确认 1 家" in listed
    own.get("/own-rounds/3", 403)


def _removed(page: PageReader, question: BeautifulSoup) -> TestResponse:
    form = question.select_one("section form")
    assert form is not None
    token = form.select_one("[name=csrf_token]")["value"]  # type: ignore[index]
    return page.client.post(page.client_path, data={"csrf_token": token})
