"""Uploading an official list: what it says once, its preview, leftovers, the marked workbook, the batch afterwards."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import reading
from registry.store.titles import TitleRecord
from tests.factories import make_workbook
from tests.web.pages import PageReader, text_of

ROWS = [["序号", "企业名称"], [1, "武汉示例光电有限公司"], [2, "荆州无人知晓船舶厂"]]
TOLD = {"tier": "hnte", "batch": "2025年第一批", "document": "示例〔2025〕1号", "recognised_on": "2025-11-28"}


def upload(officer: PageReader, rows: list[list[Any]] = ROWS, **told: str) -> dict[str, Any]:
    return {**TOLD, **told, "file": (BytesIO(make_workbook({"名单": rows})), "高企名单.xlsx")}


def test_a_list_goes_through_the_import_into_a_batch(officer: PageReader, engine: Engine) -> None:
    page = officer.follow(officer.send(officer.get("/titles/import"), upload(officer)))
    notice = text_of(page.select_one(".notice"))
    assert "认定名单：高新技术企业 · 2025年第一批 · 示例〔2025〕1号 · 有效期 2025-11-28 – 2028-11-27" in notice
    assert "退回 1" in text_of(page)
    page = officer.follow(officer.send(page, {"accept": "valid"}, action="/commit"))
    link = next(link for link in page.select(".notice a") if "看这一批的企业" in link.text)
    assert "武汉示例光电有限公司" in text_of(officer.get(link["href"]))
    with reading(engine) as session:
        title = session.exec(select(TitleRecord).where(TitleRecord.tier == "hnte")).one()
    assert title.document == "示例〔2025〕1号"
    marked = officer.client.get(page.select_one("a[href$='/marked']")["href"])
    assert marked.status_code == 200


def test_what_is_wrong_stands_at_its_field(officer: PageReader) -> None:
    form = officer.get("/titles/import")
    page = officer.refused(form, upload(officer, tier=""))
    assert "请选择称号" in text_of(page.select_one("#tier-error"))
    page = officer.refused(form, TOLD)
    assert "请选择一个文件" in text_of(page.select_one("#file-error"))
    page = officer.refused(form, upload(officer, valid_from="2026-01-01", valid_to="2025-01-01"))
    assert "早于有效期起" in text_of(page.select_one("#valid_to-error"))
    page = officer.refused(form, {**TOLD, "file": (BytesIO(b"no table"), "a.xlsx")})
    assert "a.xlsx" in text_of(page.select_one(".error-summary"))


def test_the_list_page_and_the_upload_page_lead_here(officer: PageReader) -> None:
    assert officer.get("/titles").select_one("a[href='/titles/import']")
    assert officer.get("/imports").select_one("a[href='/titles/import']")
