"""The page of a firm's R&D institutions and financing rounds."""

from __future__ import annotations

from tests.web.conftest import OTHER_FIRM
from tests.web.pages import PageReader, text_of

PAGE = "/firms/1/institutions"


def test_an_institution_is_entered_and_gives_the_firm_its_level(officer: PageReader) -> None:
    assert officer.get("/firms/1").select_one(f"a[href='{PAGE}']") is not None
    form = officer.get(PAGE)
    page = officer.follow(officer.send(form, {"name": "省级企业技术中心", "level": "省级"}))
    assert "今天有效的最高级别：省级；企业登记的研发机构级别：省级" in text_of(page)
    assert "登记研发机构" in text_of(officer.get("/firms/1").select_one(".timeline"))
    refused = officer.refused(page, {"name": "", "level": "省级"})
    assert refused.select_one(".error-summary a[href='#institution-name']") is not None
    gone = officer.follow(officer.send(officer.get(f"{PAGE}/1"), {"name": "省级企业技术中心", "remove": "yes"}))
    assert "还没有登记研发机构" in text_of(gone)


def test_foreign_money_is_kept_and_said_to_be_left_out(officer: PageReader) -> None:
    sent = {"stage": "A 轮", "closed_on": "2025-05-01", "currency": "HKD", "amount": "2000", "post_money": "9000"}
    page = officer.follow(officer.send(officer.get(PAGE), sent))
    assert "币种不同，融资额和估值未计入" in text_of(page.select_one("#rounds").find_next("table"))
    mended = officer.follow(officer.send(officer.get(f"{PAGE}/rounds/1"), {"currency": "CNY", "amount": "2,000"}))
    assert "币种不同，估值未计入" in text_of(mended)
    rows = {text_of(row.select_one("th")): text_of(row) for row in officer.get("/firms/1").select(".figures tbody tr")}
    assert "2,000.00" in rows["新增股权融资额"]
    wrong = officer.refused(officer.get(PAGE), sent | {"amount": "约3亿"})
    assert wrong.select_one("#round-amount")["value"] == "约3亿"


def test_another_park_finds_nothing(officer: PageReader) -> None:
    officer.get(f"/firms/{OTHER_FIRM}/institutions", 404)


def test_the_list_of_institutions_is_filtered_by_level_and_state(officer: PageReader) -> None:
    officer.send(officer.get(PAGE), {"name": "省级企业技术中心", "level": "省级"})
    officer.send(officer.get(PAGE), {"name": "旧工程中心", "level": "国家级", "valid_to": "2026-06-29"})
    page = officer.get("/institutions?sort=-level")
    assert "共 2 个研发机构，1 家企业" in text_of(page)
    assert "旧工程中心" in text_of(page.select_one("tbody tr"))
    assert "省级企业技术中心" not in text_of(officer.get("/institutions?state=ended").select_one("tbody"))
    assert "没有符合条件的研发机构" in text_of(officer.get("/institutions?level=自建"))
