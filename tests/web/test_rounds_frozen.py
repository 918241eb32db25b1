from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from registry.domain.access import Role
from registry.store.database import transaction
from registry.store.figures import YearlyFigures
from registry.store.rounds import RoundFirm
from registry.store.titles import TitleRecord
from tests.factories import make_workbook
from tests.web.conftest import _account
from tests.web.pages import PageReader, text_of
from tests.web.test_rounds import RIPE, as_user, bureau, drafted, opened, row_of

__all__ = ["bureau", "drafted", "opened"]
NOTICE = {"since": "2026-06-20", "to": "2026-06-26", "text": "现将名单予以公示。"}
TITLE = {"document": "鄂经信〔2026〕9号", "recognised_on": "2026-06-30"}


def support(page: PageReader) -> None:
    for name in ("park", "bureau"):
        reader = as_user(page, name)
        shown = reader.get("/rounds/1")
        reader.send(shown, {"row": row_of(shown, RIPE), "act": "submit"}, action="/decide")


@pytest.fixture
def frozen(opened: PageReader) -> PageReader:
    support(opened)
    opened.send(opened.get("/rounds/1/freeze"), {}, action="/freeze")
    return opened


@pytest.fixture
def noticed(frozen: PageReader) -> PageReader:
    frozen.send(frozen.get("/rounds/1/notice"), NOTICE)
    return frozen


def upload(page: PageReader, *rows: list[Any]) -> Any:
    book = make_workbook({"名单": [["序号", "企业名称"], *rows]})
    form = page.get("/rounds/1/result")
    file = (BytesIO(book), "名单.xlsx")
    return page.follow(page.send(form, {"file": file}, action="/result"))


def test_freezing_asks_first_and_the_page_says_so(opened: PageReader) -> None:
    assert "冻结不能撤回" in text_of(opened.get("/rounds/1/freeze"))
    page = opened.follow(opened.send(opened.get("/rounds/1/freeze"), {}, action="/freeze"))
    assert "已冻结" in text_of(page.select_one("h1"))
    assert "以下数据、结论和标准都是当时的" in text_of(page)
    opened.get("/rounds/1/freeze", 409)


def test_a_frozen_firm_shows_what_was_frozen(frozen: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.get_one(YearlyFigures, (1, 2025)).revenue = 1.0
    page = frozen.get("/rounds/1/firms/1")
    assert "6,230.00 万元" in text_of(page.select_one(".conditions"))
    assert "按冻结的数据和标准" in text_of(page)


def test_an_amendment_is_asked_for_and_approved_by_another(frozen: PageReader) -> None:
    officer = as_user(frozen, "park")
    change = {"value_of": "srdi_score@2025", "new": "50", "reason": "复核"}
    page = officer.follow(officer.send(officer.get("/rounds/1/firms/1"), change, action="/amendments"))
    assert "等待另一人审批" in text_of(page)
    assert "待审批" in text_of(officer.get("/rounds/1?tab=amendments"))
    ruling = as_user(frozen, "bureau")
    page = ruling.get("/rounds/1?tab=amendments")
    page = ruling.follow(ruling.send(page, {"note": "", "decision": "approve"}, action="/amendments/1"))
    assert "已批准" in text_of(page)
    assert "未达标" in text_of(ruling.get("/rounds/1/firms/1").select_one(".conditions"))


def test_ones_own_amendment_is_for_another(frozen: PageReader) -> None:
    change = {"value_of": "srdi_score@2025", "new": "50", "reason": "复核"}
    frozen.send(frozen.get("/rounds/1/firms/1"), change, action="/amendments")
    assert "由申请人以外的人审批" in text_of(frozen.get("/rounds/1?tab=amendments"))
    token = frozen.get("/rounds/new").select_one("input[name=csrf_token]")
    assert token is not None
    sent = frozen.client.post("/rounds/1/amendments/1", data={"csrf_token": token["value"], "decision": "approve"})
    assert "申请人以外的人审批" in text_of(frozen.follow(sent))


def test_faults_of_a_notice_are_told(frozen: PageReader) -> None:
    form = frozen.get("/rounds/1/notice")
    page = frozen.refused(form, NOTICE | {"to": "2026-06-01"})
    assert "早于公示开始" in text_of(page.select_one("#to-error"))


def test_a_notice_waits_for_the_reviews(opened: PageReader) -> None:
    opened.send(opened.get("/rounds/1/freeze"), {}, action="/freeze")
    page = opened.refused(opened.get("/rounds/1/notice"), NOTICE)
    assert "还有 1 家企业没有走完审核" in text_of(page.select_one(".error-summary"))


def test_objections_are_recorded_and_closed(noticed: PageReader) -> None:
    said = {"raised_by": "李某", "raised_on": "2026-06-22", "firm": RIPE, "text": "数据不实"}
    page = noticed.get("/rounds/1?tab=notice")
    assert "还没有收到异议" in text_of(page)
    nobody = noticed.send(page, said | {"firm": "没有这家"}, action="/objections")
    assert "针对的企业" in text_of(noticed.follow(nobody).select_one(".notice, .flash"))
    page = noticed.follow(noticed.send(page, said, action="/objections"))
    assert "公示期满后提出" not in text_of(page)
    assert "还有 1 件异议没有办结" in text_of(noticed.get("/rounds/1/result"))
    page = noticed.follow(noticed.send(page, {"outcome": "upheld", "text": "查实"}, action="/objections/1"))
    assert "成立 · 查实" in text_of(page)
    assert "不予推荐" in text_of(noticed.get("/rounds/1/firms/1").select_one("h1"))


def test_the_result_list_is_checked_decided_and_becomes_titles(noticed: PageReader, engine: Engine) -> None:
    page = upload(noticed, [1, RIPE], [2, "十堰示例汽车零部件有限公司"], [3, "完全陌生"], [4, RIPE], [5, ""])
    tally = text_of(page.select_one(".tally"))
    assert "批次里的企业 1" in tally
    assert "第 5 行 · 武汉示例光电有限公司 ：前面已有这家企业" in text_of(page)
    assert "第 6 行：没有企业名称和信用代码" in text_of(page)
    offers = page.select("fieldset.name-to-settle")
    assert len(offers) == 2
    names = [field["name"] for field in page.select("fieldset input[name^=code-]")]
    line = names[1].removeprefix("code-")
    page = noticed.follow(noticed.send(page, {f"answer-{line}": "none"}, action="/result/names"))
    assert "已确认 1 行" in text_of(page)
    faulty = noticed.refused(page, TITLE | {"document": ""}, action="/result/titles")
    assert "必须填写" in text_of(faulty.select_one(".error-summary"))
    noticed.send(page, TITLE, action="/result/titles")
    with transaction(engine) as session:
        title = session.exec(select(TitleRecord).where(TitleRecord.tier == "little_giant")).one()
        assert (title.firm_id, title.document, str(title.valid_to)) == (1, "鄂经信〔2026〕9号", "2029-06-29")
        assert session.exec(select(RoundFirm)).one().state == "recognised"
    closed = noticed.follow(noticed.send(noticed.get("/rounds/1/close"), {}, action="/close"))
    assert "已办结" in text_of(closed.select_one("h1"))


def test_a_list_without_names_or_file_is_refused_in_words(noticed: PageReader) -> None:
    form = noticed.get("/rounds/1/result")
    assert "请选择一个文件" in text_of(noticed.refused(form, {}, action="/result"))
    file = (BytesIO(b"%PDF-1.4"), "名单.pdf")
    noticed.refused(form, {"file": file}, action="/result")


def test_a_list_can_be_given_up(noticed: PageReader) -> None:
    page = upload(noticed, [1, RIPE])
    page = noticed.follow(noticed.send(page, {}, action="/result/discard"))
    assert page.select_one(".tally") is None


def test_before_the_end_of_the_notice_titles_wait(frozen: PageReader) -> None:
    frozen.send(frozen.get("/rounds/1/notice"), NOTICE | {"to": "2026-07-05"})
    page = upload(frozen, [1, RIPE])
    assert "公示到 2026-07-05 为止" in text_of(page)
    assert page.select_one("form[action$='/result/titles'] button[disabled]") is not None


def test_steps_of_others_are_not_open_to_a_county(noticed: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(_account("county", Role.BUREAU, division="420111"))
    county = as_user(noticed, "county")
    for path in ("result", "close", "notice", "freeze"):
        county.get(f"/rounds/1/{path}", 403)
    assert "公示" in text_of(county.get("/rounds/1?tab=notice"))


def test_the_whole_round_is_one_workbook_without_a_formula(noticed: PageReader) -> None:
    said = {"raised_by": "=HYPERLINK(1)", "raised_on": "2026-06-22", "firm": RIPE, "text": "+数据不实"}
    noticed.send(noticed.get("/rounds/1?tab=notice"), said, action="/objections")
    link = noticed.get("/rounds/1").select_one("main a[href*='.xlsx']")
    assert link is not None
    book = load_workbook(BytesIO(noticed.client.get(link["href"]).data))
    assert book.sheetnames == ["批次", "名单", "逐条证据", "审核意见", "数据更正", "异议", "时间线"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    firm = [cell.value for cell in book["名单"][2]]
    assert (firm[0], firm[1], firm[5]) == ("91420100MA4KTEXT0X", RIPE, "审核通过")
    evidence = {row[2]: row for row in book["逐条证据"].iter_rows(min_row=2, values_only=True)}
    assert any(row[4] == 6230 and row[6].startswith("≥ 5000") for row in evidence.values())
    assert [cell.value for cell in book["异议"][2]][2:6:3] == ["=HYPERLINK(1)", "+数据不实"]
    assert "下载整批工作簿" in text_of(noticed.get("/rounds/1?tab=timeline"))
