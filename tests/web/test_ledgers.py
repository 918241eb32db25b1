"""Templates and the own ledger, as pages and as downloads."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import openpyxl
import pytest
from openpyxl import Workbook

from tests.factories import CODES
from tests.web.conftest import OTHER_FIRM
from tests.web.pages import PageReader, text_of


def opened(page: PageReader, path: str) -> Workbook:
    answer = page.client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    assert "attachment" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_the_templates_page_offers_one_per_role_with_the_usual_years(officer: PageReader) -> None:
    page = officer.get("/imports/templates")
    assert [head.get_text() for head in page.select("h2")] == ["园区、部门台账", "企业填报表", "认定结果名单"]
    chosen = [box["value"] for box in page.select("#ledger + p + form input[checked]")]
    assert chosen == ["2025", "2024", "2023"]


def test_the_left_bar_shows_where_one_is(officer: PageReader) -> None:
    for path, place in (("/imports/templates", "导入"), ("/firms/export", "企业"), ("/", "今日")):
        current = officer.get(path).select(".side [aria-current]")
        assert [link.get_text(strip=True) for link in current] == [place]


def test_the_import_page_leads_to_the_templates(officer: PageReader) -> None:
    links = {link["href"] for link in officer.get("/imports").select("main a[href]")}
    assert "/imports/templates" in links


def test_a_ledger_template_has_a_sheet_per_year_asked_for(officer: PageReader) -> None:
    assert opened(officer, "/imports/template").sheetnames[2:5] == ["2025年", "2024年", "2023年"]
    names = opened(officer, "/imports/template?year=2022&year=2024&year=2022").sheetnames
    assert names == ["填写说明", "企业名录", "2024年", "2022年", "称号"]


def test_a_titles_template_is_named_after_its_tier(officer: PageReader) -> None:
    assert opened(officer, "/imports/template/titles?tier=hnte").sheetnames == ["填写说明", "高新技术企业"]
    assert opened(officer, "/imports/template/titles").sheetnames == ["填写说明", "称号"]
    officer.get("/imports/template/titles?tier=nonsense", 404)


@pytest.mark.parametrize("year", ["25", "1900", "2027", "abcd"])
def test_a_year_that_cannot_be_is_refused(officer: PageReader, year: str) -> None:
    officer.get(f"/imports/template?year={year}", 422)


def test_a_blank_form_holds_no_firm(officer: PageReader) -> None:
    workbook = opened(officer, "/imports/template/firm?year=2025")
    assert workbook.sheetnames == ["填写说明", "企业信息", "年度数据"]
    assert not workbook["年度数据"]["C1"].value


def test_a_firm_takes_its_own_form_with_what_is_registered(enterprise: PageReader) -> None:
    assert "/firms/1/form" in {link["href"] for link in enterprise.get("/firms/1").select("a[href]")}
    workbook = opened(enterprise, "/firms/1/form")
    sheet = workbook["年度数据"]
    figures = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=5)}

    assert (sheet["C1"].value, [cell.value for cell in sheet[4]][3:]) == (CODES[0], ["2025年", "2024年", "2023年"])
    assert (figures["营业收入"], figures["主导产品市场占有率"]) == (6230, 0.12)
    enterprise.get(f"/firms/{OTHER_FIRM}/form", 404)
    enterprise.get("/imports/templates", 403)


def test_the_list_leads_to_its_export_with_the_same_filter(officer: PageReader) -> None:
    page = officer.get("/firms?text=示例&sort=credit_code")
    address = next(link["href"] for link in page.select("a[href]") if link["href"].startswith("/firms/export"))
    export = officer.get(address)

    assert "共 1 家企业" in text_of(export)
    assert "只含：查找 示例" in text_of(export)
    held = {field["name"]: field["value"] for field in export.select("main form input[type=hidden]")}
    assert held == {"text": "示例", "sort": "credit_code"}
    assert [box["value"] for box in export.select("input[name=year][checked]")] == ["2025", "2024", "2023"]


def test_the_ledger_holds_the_years_chosen_and_is_journalled(administrator: PageReader) -> None:
    workbook = opened(administrator, "/firms/ledger.xlsx?division=4201&year=2024")
    assert workbook.sheetnames == ["填写说明", "企业名录", "2024年", "称号"]
    assert [row[0].value for row in workbook["企业名录"].iter_rows(min_row=2) if row[0].value] == [CODES[0]]
    assert "联系电话" not in [cell.value for cell in workbook["企业名录"][1]]
    with_people = opened(administrator, "/firms/ledger.xlsx?personal=yes")
    assert "联系电话" in [cell.value for cell in with_people["企业名录"][1]]


def test_nothing_to_export_is_said(officer: PageReader) -> None:
    assert "没有符合条件的企业" in text_of(officer.get("/firms/export?text=不存在"))
    officer.get("/firms/ledger.xlsx?text=不存在", 404)


def test_an_exported_ledger_uploaded_again_changes_nothing(officer: PageReader) -> None:
    content = officer.client.get("/firms/ledger.xlsx?year=2025&year=2024&year=2023").data
    page = officer.get("/imports")
    answer = officer.send(page, {"file": (io.BytesIO(content), "台账.xlsx"), "year": "", "sheet": ""})
    preview = officer.get(urlsplit(answer.headers["Location"]).path)

    numbers = {dt.get_text(strip=True): dt.find_next("dd").get_text(strip=True) for dt in preview.select(".tally dt")}
    assert (numbers["新增"], numbers["变更"], numbers["退回"]) == ("0", "0", "0")


def test_an_enterprise_exports_nothing(enterprise: PageReader) -> None:
    for path in ("/firms/export", "/firms/ledger.xlsx"):
        enterprise.get(path, 403)
