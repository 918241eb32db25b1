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
    assert "武汉示例光电有限公司" in text_of(draft)
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
