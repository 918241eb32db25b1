"""What a firm takes away from its assessment: a draft, a report, a hand-over, a comparison; and how often it may ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from registry.config import Settings
from registry.store.database import reading
from registry.store.drafts import AssessmentDraft
from registry.store.submissions import SubmissionRecord
from registry.worker.cleaning import Cleaning
from tests.factories import CODES, TODAY
from tests.web.pages import PageReader, check_page, text_of
from tests.web.test_assessment import NEAR, assess, state_of


def send(page: PageReader, path: str, values: dict[str, Any], status: int) -> Any:
    """Press one of the form's buttons that lead elsewhere."""
    token = page.get("/assess").select_one("#assessment input[name=csrf_token]")["value"]
    answer = page.client.post(f"/assess/{path}", data={"csrf_token": token} | values)
    assert answer.status_code == status, answer.text[:2000]
    return answer


def test_nothing_is_stored_unless_the_firm_asks(page: PageReader, engine: Engine) -> None:
    assess(page, NEAR)
    with reading(engine) as session:
        assert not session.exec(select(AssessmentDraft)).all()
        assert not session.exec(select(SubmissionRecord)).all()


def test_a_draft_is_reached_by_its_link_changed_under_it_and_deleted(page: PageReader) -> None:
    link = send(page, "drafts", NEAR, 303).headers["Location"]
    kept = page.get(link)
    assert kept.select_one("#revenue-2025")["value"] == "5,200 万元"
    assert "这份草稿保存到 2026-07-30" in text_of(kept.select_one(".kept-draft"))
    key = kept.select_one("input[name=draft]")["value"]
    again = send(page, "drafts", {"staff-2025": "99", "draft": key}, 303)
    assert again.headers["Location"] == link
    page.send(page.get(link), {}, 303, f"{link}/delete")
    page.get(link, 404)
    assert send(page, "drafts", {}, 303).headers["Location"] == "/assess"


def test_a_worker_deletes_what_has_expired(page: PageReader, app: Flask, engine: Engine) -> None:
    settings: Settings = app.extensions["tidu"].settings
    send(page, "drafts", NEAR, 303)
    assert Cleaning(engine, settings).tidy() == 0
    later = Cleaning(engine, replace(settings, today=TODAY + timedelta(days=31)))
    assert later.tidy() == 1
    assert later.tidy() == 0
    with reading(engine) as session:
        assert not session.exec(select(AssessmentDraft)).all()


def test_last_years_rules_and_next_years_figures_stand_beside_today(page: PageReader) -> None:
    compared = assess(page, NEAR | {"compare": "1"}).select_one(".compare")
    rows = {
        text_of(row.select_one("th")): [text_of(cell) for cell in row.select("td")]
        for row in compared.select("tbody tr")
    }
    assert len(rows) >= 10
    assert rows["高新技术企业"][1] == "临近达标"
    said = text_of(compared)
    assert "同样的数，按 2025-06-30 的标准" in said
    assert "2027-06-30，按推算的 2026 年的数" in said
    assert "营业收入 5,200.00 → 6,288.37 万元（20.9%）" in said
    assert "按不变计算：" in said
    assert "这不是预测" in said


def test_the_report_says_all_tiers_and_what_it_rests_on(page: PageReader) -> None:
    report = check_page(BeautifulSoup(send(page, "report", NEAR, 200).text, "html.parser"))
    paper = text_of(report.select_one(".paper"))
    assert "这是预检，不是认定结论。" in paper
    assert "研发费用还差 76.00 万元，或占比还差 0.57 个百分点" in paper
    assert "职工总数 （人） 2025：62" in paper or "职工总数（人） 2025：62" in paper
    back = check_page(BeautifulSoup(page.send(report, {}, 200, "/assess").text, "html.parser"))
    assert state_of(back, "hnte") == "临近达标"


def test_the_workbook_has_every_condition_and_no_formula(page: PageReader) -> None:
    answer = send(page, "report.xlsx", NEAR | {"name": "+1+1"}, 200)
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["结论", "条件", "数据", "说明"]
    conditions = list(book["条件"].iter_rows(min_row=2, values_only=True))
    assert len(conditions) > 60
    assert any(row[0] == "高新技术企业" and row[2] == "未达标" and "差 0.57" in row[5] for row in conditions)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "这是预检" in book["说明"]["A2"].value


@pytest.mark.parametrize("path", ["report", "report.xlsx", "hand-over"])
def test_a_report_of_nothing_leads_back_to_the_form(page: PageReader, path: str) -> None:
    send(page, path, {"revenue-2025": "很多"}, 422)


def test_handing_over_leaves_a_record_that_waits_and_gives_a_receipt(page: PageReader, engine: Engine) -> None:
    identity = {
        "name": "武汉自测示例有限公司",
        "credit_code": CODES[0],
        "contact_name": "李示例",
        "contact_phone": "13800000000",
    }
    answer = send(page, "hand-over", NEAR | identity | {"market_share-2025": "12%"}, 303)
    receipt = page.follow(answer)
    assert "武汉自测示例有限公司" in text_of(receipt)
    with reading(engine) as session:
        kept = session.exec(select(SubmissionRecord)).one()
    assert (kept.credit_code, kept.division_code, kept.contact_name) == (CODES[0], "420111", "李示例")
    assert kept.facts["2025"]["market_share"] == 0.12
    assert kept.facts["2025"]["revenue"] == 5200


def test_handing_over_without_a_credit_code_keeps_the_answer_and_says_what_is_missing(page: PageReader) -> None:
    refused = BeautifulSoup(
        send(page, "hand-over", NEAR | {"name": "甲", "contact_name": "李"}, 422).text, "html.parser"
    )
    assert "统一社会信用代码" in text_of(refused.select_one(".take-away .field-error"))
    assert refused.select_one("#contact_name")["value"] == "李"
    assert refused.select_one("#revenue-2025")["value"] == "5,200 万元"


def test_whoever_asks_too_often_is_told_so_in_his_language(page: PageReader) -> None:
    page.send(page.get("/assess"), {"language": "en", "form": "1"}, 200, "/assess")
    for _ in range(5):
        send(page, "hand-over", {}, 422)
    refused = check_page(BeautifulSoup(send(page, "hand-over", {}, 429).text, "html.parser"))
    assert "minute" in text_of(refused)
