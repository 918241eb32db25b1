"""A firm's titles by hand: entered, renewed, corrected, revoked with a bar, restored, removed; errors at their fields."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import reading, transaction
from registry.store.titles import TitleRecord
from tests.factories import make_title
from tests.web.pages import PageReader, text_of

TITLE = 1  # srdi_sme of the ripe firm


def titles(engine: Engine) -> list[TitleRecord]:
    with reading(engine) as session:
        return list(session.exec(select(TitleRecord).order_by(TitleRecord.id)))


def test_a_title_is_recorded_with_the_term_of_its_tier(officer: PageReader, engine: Engine) -> None:
    form = officer.get("/titles/firms/1/new")
    sent = {"tier": "hnte", "recognised_on": "2025-11-28", "number": "GR202542000001", "batch": "2025年第一批"}
    page = officer.follow(officer.send(form, sent))
    assert "称号已登记" in text_of(page)
    assert "2025-11-28 – 2028-11-27" in text_of(page)
    assert "2025-11-28 认定 高新技术企业" in text_of(page.select_one(".timeline"))
    assert "高新技术企业" in text_of(officer.get("/firms/1").select_one(".held-titles"))
    assert len(titles(engine)) == 2
    again = officer.refused(officer.get("/titles/firms/1/new"), sent, 409)
    assert "没有重复登记" in text_of(again.select_one(".error-summary"))
    assert len(titles(engine)) == 2


def test_every_fault_stands_at_its_field(officer: PageReader) -> None:
    wrong = {"tier": "hnte", "recognised_on": "去年", "valid_from": "2025-01-01", "valid_to": "2024-01-01"}
    page = officer.refused(officer.get("/titles/firms/1/new"), wrong)
    assert "请填写日期" in text_of(page.select_one("#recognised_on-error"))
    assert page.select_one("#recognised_on")["value"] == "去年"
    page = officer.refused(page, wrong | {"recognised_on": ""})
    assert "早于有效期起" in text_of(page.select_one("#valid_to-error"))
    assert page.select_one(".error-summary a")["href"] == "#valid_to"


def test_a_renewal_proposes_the_next_term(officer: PageReader, engine: Engine) -> None:
    form = officer.get(f"/titles/{TITLE}/renew")
    assert form.select_one("#valid_from")["value"] == "2027-07-01"
    assert form.select_one("#valid_to")["value"] == "2030-06-30"
    page = officer.follow(officer.send(form, {"tier": "srdi_sme", "number": "HB-2"}))
    assert "续自 2024-07-01 – 2027-06-30" in text_of(page)
    assert [title.renews for title in titles(engine)] == [None, TITLE]
    page = officer.get(f"/titles/{TITLE}/remove")
    assert "不能删除" in text_of(page)


def test_a_correction_from_an_old_page_is_told(officer: PageReader, engine: Engine) -> None:
    form = officer.get(f"/titles/{TITLE}/edit")
    page = officer.follow(officer.send(form, {"number": "HB-1", "recognised_as": "省级专精特新“小巨人”"}))
    assert "名单上的名称：省级专精特新“小巨人”" in text_of(page)
    late = officer.refused(form, {"number": "HB-9"}, 409)
    assert "刚刚被他人修改过" in text_of(late.select_one(".notice"))
    assert titles(engine)[0].number == "HB-1"
    officer.send(late, {"number": "HB-9"})
    kept = titles(engine)[0]
    assert (kept.number, kept.recognised_as) == ("HB-9", "省级专精特新“小巨人”")


def test_a_title_without_an_end_keeps_none(officer: PageReader, engine: Engine) -> None:
    officer.send(officer.get(f"/titles/{TITLE}/edit"), {"is_open": "y", "valid_to": ""})
    assert titles(engine)[0].valid_to is None
    form = officer.get(f"/titles/{TITLE}/edit")
    assert form.select_one("#is_open").has_attr("checked")


def revoke(officer: PageReader, **told: str) -> None:
    form = officer.get(f"/titles/{TITLE}/revoke")
    said = {"revoked_on": "2026-05-01", "revoke_reason": "提供虚假数据", "ground": "0"}
    officer.send(form, said | told)


def test_a_revocation_bars_the_firm_as_the_document_says(officer: PageReader, engine: Engine) -> None:
    revoke(officer)
    assert titles(engine)[0].barred_until == date(2029, 4, 30)
    assert "至 2029-04-30 不得再次申报" in text_of(officer.get("/firms/1").select_one(".firm-head"))
    told = text_of(officer.get("/candidates/little_giant?class=review,eligible,near,incomplete"))
    assert "专精特新中小企业至 2029-04-30 不得申报" in told or "没有符合条件的候选" in told
    page = officer.get("/titles/firms/1")
    assert "2026-05-01 撤销 专精特新中小企业 提供虚假数据 · 至 2029-04-30 不得再次申报" in text_of(
        page.select_one(".timeline")
    )
    officer.get(f"/titles/{TITLE}/revoke", 409)
    asked = officer.get(f"/titles/{TITLE}/restore")
    assert "要取消这次撤销吗？" in text_of(asked.select_one("h1"))
    officer.send(asked, {}, action="/restore")
    assert titles(engine)[0].revoked_on is None
    officer.get(f"/titles/{TITLE}/restore", 409)


def test_the_day_of_a_bar_that_no_document_tells_is_asked_for(officer: PageReader, engine: Engine) -> None:
    form = officer.get(f"/titles/{TITLE}/revoke")
    said = {"revoked_on": "2026-05-01", "revoke_reason": "迁出", "ground": "other"}
    page = officer.refused(form, said)
    assert "没有规定的期限可用" in text_of(page.select_one("#barred_until-error"))
    officer.send(page, said | {"is_free": "y"})
    assert titles(engine)[0].revoked_on == date(2026, 5, 1)
    assert titles(engine)[0].barred_until is None


def test_a_barred_candidate_is_marked(officer: PageReader, engine: Engine) -> None:
    barred = make_title(1, "champion", revoked_on=date(2026, 1, 1), barred_until=date(2028, 12, 31))
    with transaction(engine) as session:
        session.add(barred)
    line = officer.get("/candidates/little_giant").select_one(".candidates tbody tr")
    assert "制造业单项冠军至 2028-12-31 不得申报" in text_of(line)


def test_a_mistaken_title_is_removed_after_being_asked(officer: PageReader, engine: Engine) -> None:
    asked = officer.get(f"/titles/{TITLE}/remove")
    assert "要删除这项称号吗？" in text_of(asked.select_one("h1"))
    page = officer.follow(officer.send(asked, {}, action="/remove"))
    assert "还没有登记称号" in text_of(page)
    assert titles(engine) == []
    assert "删除称号" in text_of(officer.get("/firms/1"))


def test_an_enterprise_reads_its_titles_and_changes_none(enterprise: PageReader) -> None:
    page = enterprise.get("/titles/firms/1")
    assert page.select(".row-actions") == []
    for verb in ("edit", "renew", "revoke", "restore", "remove"):
        enterprise.get(f"/titles/{TITLE}/{verb}", 403)
    enterprise.get("/titles/firms/1/new", 403)
    enterprise.get("/titles/firms/2", 404)


@pytest.mark.parametrize("verb", ["edit", "renew", "revoke", "restore", "remove"])
def test_a_title_of_another_park_is_not_found(officer: PageReader, engine: Engine, verb: str) -> None:
    with transaction(engine) as session:
        session.add(make_title(2, id=50))
    officer.get(f"/titles/50/{verb}", 404)
