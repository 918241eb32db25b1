"""Rankings as offices keep them: a draft, a publication that does not change, a withdrawal with its reason."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of


@pytest.fixture
def bureau(office: None, page: PageReader) -> PageReader:
    page.sign_in("bureau", PASSWORD)
    return page


def make_ranking(page: PageReader, **values: str) -> str:
    sent = {"name": "2025 年营业收入榜", "indicator": "revenue", "by": "value", "top": "10", **values}
    return str(page.send(page.get("/dashboards/rankings/new"), sent).headers["Location"])


def test_a_ranking_is_published_as_it_was_and_withdrawn_with_a_reason(bureau: PageReader) -> None:
    address = make_ranking(bureau)
    draft = bureau.get(address)
    link = draft.select_one("tbody th a[href^='/firms/']")
    assert link is not None
    assert link.get_text() == "武汉示例光电有限公司"
    bureau.send(draft, {}, action=f"{address}/publish")
    published = bureau.get(address)
    assert "已发布" in text_of(published)
    assert "请填写撤回的原因" in text_of(bureau.refused(published, {"reason": ""}))
    bureau.send(published, {"reason": "数据有误"})
    assert "已撤回：数据有误" in text_of(bureau.get(address))
    answer = bureau.client.get(f"{address}.xlsx")
    assert openpyxl.load_workbook(BytesIO(answer.data)).active["B2"].value == "武汉示例光电有限公司"
    assert "已撤回" in text_of(bureau.get("/dashboards/rankings"))


def test_a_draft_is_seen_by_its_own_office_only_and_can_be_dropped(bureau: PageReader, app: Flask) -> None:
    address = make_ranking(bureau)
    officer = PageReader(app.test_client())
    officer.sign_in("park", PASSWORD)
    officer.get(address, 404)
    bureau.send(bureau.get(address), {}, action=f"{address}/publish")
    seen = officer.get(address)
    assert seen.select("form[action$='/archive']") == []
    bureau.send(bureau.get(address), {}, action=f"{address}/archive")
    other = make_ranking(bureau, name="另一个")
    page = bureau.get(other)
    bureau.send(page, {}, action=f"{other}/remove")
    bureau.get(other, 404)


def test_parks_are_ranked_looked_into_published_and_taken_out(bureau: PageReader) -> None:
    form = bureau.get("/dashboards/rankings/new?of=areas")
    assert [each["value"] for each in form.select("#units option")] == ["counties", "parks"]
    sent = {"name": "园区营业收入榜", "units": "parks", "measure": "sum:revenue", "year": "2025", "top": "10",
            "document": "示例〔2026〕1号", "note": "只作示例"}  # fmt: skip
    wrong = {"units": ("cities", "更低一级"), "measure": ("sum:name", "请从清单中选择"), "lowest_cover": ("many", "0 到 100"),
             "top": ("0", "1 到 500"), "year": ("1900", "此前十年"), "note": ("长" * 501, "最多 500 个字")}  # fmt: skip
    for field, (value, words) in wrong.items():
        link = bureau.refused(form, {**sent, field: value}).select_one(f".error-summary a[href='#{field}']")
        assert link is not None
        assert words in link.get_text()
    address = str(bureau.send(form, sent).headers["Location"])
    draft = bureau.get(address)
    assert all(words in text_of(draft) for words in ("示例〔2026〕1号", "只作示例", "数据覆盖", "营业收入合计（万元）"))
    behind = draft.select_one("tbody td.number a")
    assert behind is not None
    assert f"共 {behind.get_text()} 家企业" in text_of(bureau.get(str(behind["href"])))
    bureau.send(draft, {}, action=f"{address}/publish")
    published = bureau.get(address)
    assert published.select("tbody td.number a") == []
    first = [cell.get_text() for cell in published.select("tbody tr:first-child > *")]
    sheet = openpyxl.load_workbook(BytesIO(bureau.client.get(f"{address}.xlsx").data)).active
    assert [sheet[place].value for place in ("A2", "B2")] == [1, first[1]]
    assert f"{sheet['D2'].value:,.2f}" == first[2]
    assert "园区" in text_of(bureau.get("/dashboards/rankings"))
    county = {**sent, "units": "counties", "measure": "stock:hnte", "year": "2026"}
    form = bureau.get("/dashboards/rankings/new?of=areas")
    counted = bureau.get(str(bureau.send(form, county).headers["Location"]))
    assert "登记库中没有这里的企业" in text_of(counted)
    elsewhere = {"csrf_token": form.select_one("[name=csrf_token]")["value"], **sent, "of": "areas", "division": "4203"}
    assert bureau.client.post("/dashboards/rankings/new", data=elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": " "}, "name", "请填写"),
        ({"top": "501"}, "top", "1 到 500"),
        ({"top": "many"}, "top", "1 到 500"),
        ({"indicator": "name"}, "indicator", "请从清单中选择"),
        ({"by": "magic"}, "by", "请从清单中选择"),
        ({"by": "growth", "lowest_base": "99999999"}, "indicator", "没有企业有可以排名的数据"),
    ],
)
def test_a_ranking_that_cannot_be_made_says_why(
    bureau: PageReader, values: dict[str, str], field: str, words: str
) -> None:
    sent = {"name": "榜", "indicator": "revenue", "by": "value", "top": "10", **values}
    answer = bureau.refused(bureau.get("/dashboards/rankings/new"), sent)
    link = answer.select_one(f".error-summary a[href='#{field}']")
    assert link is not None
    assert words in link.get_text()
