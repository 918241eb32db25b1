"""What a firm handed over, seen by the officer of its park and by whoever holds the receipt."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from registry.services.submissions.receiving import Submission, receive
from registry.store.database import transaction
from tests.factories import CODES, NOW
from tests.web.pages import PageReader, text_of


@pytest.fixture
def given(office: None, engine: Engine) -> Submission:
    """The ripe firm hands over a new share of its market and another revenue."""
    figures = {"revenue": 6300.0, "market_share": 0.15, "tax_paid": "约三百"}
    facts: dict[str, Any] = {
        "firm": {"credit_code": CODES[0], "name": "武汉示例光电有限公司"},
        "years": {"2025": figures},
    }
    with transaction(engine) as session:
        return receive(session, facts, now=NOW, address="192.0.2.7", contact={"name": "王示例", "phone": "13800000000"})


def test_an_officer_finds_compares_and_accepts(given: Submission, officer: PageReader) -> None:
    assert "企业提交待核对 1" in text_of(officer.get("/"))
    listed = officer.get("/submissions")
    assert "武汉示例光电有限公司" in text_of(listed)
    page = officer.get(f"/submissions/{given.id}")
    assert "营业收入 万元 6,300.00 6,230.00" in text_of(page)
    assert "市场占有率 % 15.0 12.0" in text_of(page)
    assert "约三百" in text_of(page)
    done = officer.send(page, {"act": "chosen", "field": "2025:market_share", "note": "已电话核对"})
    assert "已接收 1 项，标为企业自报" in text_of(officer.follow(done))
    assert "没有待处理的提交" in text_of(officer.get("/submissions"))


def test_the_receipt_tells_why_it_was_returned(given: Submission, officer: PageReader) -> None:
    page = officer.get(f"/submissions/{given.id}")
    refused = officer.refused(page, {"act": "return", "note": " "})
    assert "请写明要企业修改什么" in text_of(refused)
    officer.send(page, {"act": "return", "note": "请附审计报告"})
    receipt = text_of(officer.get(f"/receipts/{given.key}"))
    assert "已退回" in receipt
    assert "请附审计报告" in receipt
    answer = officer.client.post(f"/submissions/{given.id}", data=_sent(page, act="all"))
    assert answer.status_code == 409
    assert "现在是“已退回”" in answer.text


def test_a_stranger_follows_it_by_number_and_takes_it_back(given: Submission, page: PageReader) -> None:
    asked = page.get("/receipts")
    assert "没有找到" in text_of(page.refused(asked, {"number": "AAAA-AAAA", "credit_code": CODES[0]}, 404))
    found = page.refused(asked, {"number": given.number, "credit_code": CODES[0]}, 200)
    assert "待处理" in text_of(found)
    receipt = page.get(f"/receipts/{given.key}")
    done = page.send(receipt, {}, action="/withdraw")
    assert "企业已撤回" in text_of(page.follow(done))
    page.get("/receipts/guessed", 404)


def test_an_officer_elsewhere_finds_nothing(given: Submission, page: PageReader, engine: Engine) -> None:
    page.sign_in("firm", "plain-test-password-1")
    assert page.client.get("/submissions").status_code == 403
    assert page.client.get(f"/submissions/{given.id}").status_code == 403


def _sent(page: Any, **values: str) -> dict[str, str]:
    form = next(form for form in page.select("form[method=post]") if form.select_one("[name=firm_version]"))
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")} | values
