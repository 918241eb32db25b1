from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import transaction
from registry.store.pools import PoolMember
from tests.factories import make_title
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

RIPE, TIER = "武汉示例光电有限公司", "little_giant"
ENTER = f"/pools/enter/{TIER}?firm=1"
BASIS = {"basis": "示例：差一条达标"}


@pytest.fixture
def pool(officer: PageReader) -> PageReader:
    """The ripe firm in the pool of little_giant since 1 March."""
    officer.send(officer.get(ENTER), BASIS | {"entered_on": "2026-03-01"})
    return officer


def stays(engine: Engine) -> list[PoolMember]:
    with transaction(engine) as session:
        return list(session.exec(select(PoolMember)))


def recognise(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_title(1, TIER, valid_from=date(2026, 5, 1), valid_to=date(2029, 4, 30), batch="第八批"))


def test_an_empty_pool_says_what_to_do(officer: PageReader) -> None:
    assert "在候选名单里勾选企业" in text_of(officer.get("/pools"))
    assert "培育库还是空的" in text_of(officer.get("/pools/funnel"))


def test_candidates_are_ticked_and_enter_the_pool(officer: PageReader, engine: Engine) -> None:
    candidates = officer.get(f"/candidates/{TIER}")
    assert candidates.select_one("input[form=pool-form][value='1']")
    assert candidates.select_one("form#pool-form[method=get]")
    asked = officer.get(ENTER)
    assert f"把 1 家企业纳入专精特新“小巨人”培育库？ {RIPE}" in text_of(asked)
    listed = officer.follow(officer.send(asked, BASIS | {"expected_year": "2027"}))
    assert "1 家企业已纳入培育库" in text_of(listed)
    assert "预计 2027 年申报" in text_of(listed)
    assert len(stays(engine)) == 1
    assert "2026-06-30 起在培育库" in text_of(officer.get(f"/candidates/{TIER}"))


def test_the_listing_reserve_says_board_and_progress(officer: PageReader) -> None:
    assert officer.get(ENTER).select_one("[name=board]") is None
    form = officer.get("/pools/enter/listing_reserve?firm=1")
    assert [one["value"] for one in form.select("#board-choices option")] == ["主板", "中小板", "创业板", "科创板"]
    refused = officer.refused(form, BASIS | {"board": "板" * 41})
    assert "最多 40 个字" in text_of(refused.select_one("#board-error"))
    officer.send(refused, BASIS | {"board": "科创板", "progress": "股改前"})
    address = "/pools?tier=listing_reserve&board=科创板&column=board&column=progress&sort=-board"
    assert [text_of(cell) for cell in officer.get(address).select("tbody tr td.nowrap")] == ["科创板", "股改前"]
    officer.send(officer.get("/pools/stays/1"), BASIS | {"progress": "股改完成"})
    assert "科创板 · 股改完成" in text_of(officer.get("/firms/1"))
    assert "上市进度" in text_of(officer.get("/firms/1").select_one(".timeline"))
    assert "科创板" in text_of(officer.get("/pools/funnel?by=board").select_one("tbody"))


def test_all_of_a_filter_are_asked_with_their_number(officer: PageReader, engine: Engine) -> None:
    asked = officer.get(f"/pools/enter/{TIER}?all=1&class=review")
    assert "全部 1 家" in text_of(asked)
    officer.send(asked, BASIS)
    assert [stay.firm_id for stay in stays(engine)] == [1]


def test_rows_left_out_are_told_one_by_one(pool: PageReader) -> None:
    report = pool.follow(pool.send(pool.get(ENTER + "&firm=2"), BASIS))
    assert f"{RIPE} " in text_of(report)
    assert "已在这一层级的培育库" in text_of(report)
    pool.get("/pools/reports/1", 404)


def test_an_entry_without_a_reason_comes_back(officer: PageReader) -> None:
    assert "请写明为什么纳入培育库" in text_of(officer.refused(officer.get(ENTER), {"basis": " "}))
    assert "请填写四位年份" in text_of(officer.refused(officer.get(ENTER), BASIS | {"expected_year": "明年"}))
    assert "请填写日期" in text_of(officer.refused(officer.get(ENTER), BASIS | {"entered_on": "昨天"}))


def test_nobody_ticked_leads_back(officer: PageReader) -> None:
    assert officer.client.get(f"/pools/enter/{TIER}").headers["Location"] == f"/candidates/{TIER}"
    assert officer.client.get("/pools/leave").headers["Location"] == "/pools"
    officer.get("/pools/enter/nothing?firm=1", 404)


def test_the_list_shows_standing_and_shortfall(pool: PageReader) -> None:
    row = pool.get("/pools?sort=name").select_one("table.pools tbody tr")
    assert row is not None
    assert "达标待复核" in text_of(row)
    assert "待人工判断" in text_of(row)
    assert "在库 121 天" in text_of(row)
    assert "没有符合条件的入库记录" in text_of(pool.get("/pools?state=out"))


def test_a_firm_leaves_after_being_asked(pool: PageReader, engine: Engine) -> None:
    asked = pool.get("/pools/leave?stay=1.1")
    assert f"让 1 家企业出库？ {RIPE}" in text_of(asked)
    assert "请选择一种出库类型" in text_of(pool.refused(asked, {"exit_kind": ""}))
    listed = pool.follow(pool.send(asked, {"exit_kind": "withdrawn", "exit_reason": "示例"}))
    assert "1 家企业已出库" in text_of(listed)
    assert stays(engine)[0].exit_kind == "withdrawn"
    assert "企业退出" in text_of(pool.get("/pools?state=out:withdrawn"))


def test_an_outdated_row_is_told(pool: PageReader) -> None:
    asked = pool.get("/pools/leave?stay=1.7")
    report = pool.follow(pool.send(asked, {"exit_kind": "withdrawn", "exit_reason": "示例"}))
    assert "刚刚被他人改过" in text_of(report)


def test_all_of_a_filter_leave(pool: PageReader, engine: Engine) -> None:
    asked = pool.get(f"/pools/leave?all=1&tier={TIER}")
    assert "共 1 条记录" in text_of(asked)
    pool.send(asked, {"exit_kind": "other", "exit_reason": "示例"})
    assert stays(engine)[0].exit_kind == "other"


def test_recognised_firms_leave_by_one_button(pool: PageReader, engine: Engine) -> None:
    recognise(engine)
    listed, other = pool.get("/pools"), pool.get("/pools")
    assert "1 家已认定，出库" in text_of(listed)
    after = pool.follow(pool.send(listed, {}, action="/pools/recognised"))
    assert "1 家企业已按“已认定”出库" in text_of(after)
    assert (stays(engine)[0].exit_kind, stays(engine)[0].exited_on) == ("recognised", date(2026, 5, 1))
    again = pool.send(other, {}, action="/pools/recognised")
    assert "没有需要出库的已认定企业" in text_of(pool.follow(again))


def test_a_stay_is_corrected_and_its_exit_undone(pool: PageReader, engine: Engine) -> None:
    pool.send(pool.get("/pools/leave?stay=1.1"), {"exit_kind": "other", "exit_reason": "示例"})
    form = pool.get("/pools/stays/1")
    assert "不能早于入库日期" in text_of(pool.refused(form, {"basis": "改", "exited_on": "2026-01-01"}))
    firm = pool.follow(pool.send(form, {"basis": "示例：更正"}))
    assert "入库记录已更正" in text_of(firm)
    assert "其他：示例" in text_of(firm).replace("其他 ：", "其他：")
    assert "请核对最新内容" in text_of(pool.refused(form, {"basis": "又改"}, 409))
    pool.send(pool.get("/pools/stays/1"), {}, action="/pools/stays/1/reopen")
    assert stays(engine)[0].exited_on is None


def test_an_entry_made_by_mistake_is_undone_after_being_asked(pool: PageReader, engine: Engine) -> None:
    firm = pool.follow(pool.send(pool.get("/pools/stays/1/remove"), {}, action="/remove"))
    assert "入库已撤销" in text_of(firm)
    assert "撤销入库" in text_of(firm)
    assert stays(engine) == []


def test_the_firm_page_shows_its_pools_to_officers_only(pool: PageReader) -> None:
    panel = pool.get("/firms/1").select_one("section[aria-labelledby=pools]")
    assert panel is not None
    assert "示例：差一条达标" in text_of(panel)
    assert panel.select_one("a[href='/pools/enter/hnte?firm=1']")
    pool.client.delete_cookie("tidu")
    pool.sign_in("firm", PASSWORD)
    own = pool.get("/firms/1")
    assert not own.select_one("#pools")
    assert "纳入培育库" not in text_of(own)
    pool.get("/pools", 403)


def test_another_park_sees_and_touches_nothing(pool: PageReader) -> None:
    pool.client.delete_cookie("tidu")
    pool.sign_in("admin", PASSWORD)
    pool.send(pool.get("/pools/enter/hnte?firm=2"), BASIS)
    pool.client.delete_cookie("tidu")
    pool.sign_in("park", PASSWORD)
    assert "十堰" not in text_of(pool.get("/pools?state=all"))
    pool.get("/pools/stays/2", 404)
    assert pool.client.get("/pools/leave?stay=2.1").status_code == 303


def test_the_funnel_leads_to_the_firms_behind_each_number(pool: PageReader, engine: Engine) -> None:
    recognise(engine)
    for by in ("tier", "area", "park", "cluster"):
        page = pool.get(f"/pools/funnel?by={by}")
        row = page.select_one("table.funnel-table tbody tr")
        assert row is not None
        numbers = row.select("td a[href*=stage]")
        assert {"1"} == {text_of(number) for number in numbers}
        for number in numbers:
            assert "共 1 条入库记录" in text_of(pool.get(str(number["href"])))
        assert "100.0%" in text_of(row)
    assert page.select_one("svg.pool-chart[role=img]")
    assert "这段时间没有符合条件的入库" in text_of(pool.get("/pools/funnel?until=2020-01-01"))


def test_the_export_is_a_workbook_of_what_is_shown(pool: PageReader) -> None:
    answer = pool.client.get("/lists/pools.xlsx?state=all")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[1][0] == RIPE
    assert len(rows) == 2
