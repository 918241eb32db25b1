"""Parks, chains, clusters and carriers as lists: kept by a bureau, offered to firms, with what is to be tidied."""

from __future__ import annotations

import pytest

from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

RIPE = "武汉示例光电有限公司"


@pytest.fixture
def bureau(office: None, page: PageReader) -> PageReader:
    page.sign_in("bureau", PASSWORD)
    return page


def add(page: PageReader, kind: str = "park", name: str = "东湖示例园区", **more: str):
    return page.send(page.get(f"/groupings/new?kind={kind}"), {"name": name} | more)


def test_names_that_firms_write_and_no_list_has_are_shown_and_taken_in(bureau: PageReader) -> None:
    page = bureau.get("/groupings?kind=park")
    assert "东湖示例园区" in text_of(page.select_one("#unlisted").find_next("table"))
    link = next(link["href"] for link in page.select("a") if link.get_text() == "列入清单")
    form = bureau.get(link)
    assert form.select_one("#name")["value"] == "东湖示例园区"
    bureau.send(form, {"level": "国家级"})
    listed = bureau.get("/groupings?kind=park")
    row = listed.select_one("tbody tr")
    assert text_of(row).startswith("东湖示例园区 武汉市 国家级")
    assert text_of(row.select_one("a[href^='/firms?park=']")) == "1"
    assert listed.select_one("#unlisted") is None


def test_kept_names_are_offered_where_a_firm_names_its_park(bureau: PageReader) -> None:
    add(bureau)
    page = bureau.get("/firms/1/edit")
    assert page.select_one("#park")["list"] == "park-names"
    assert [option["value"] for option in page.select("#park-names option")] == ["东湖示例园区"]


def test_a_retired_entry_is_offered_no_more_and_can_come_back(bureau: PageReader) -> None:
    page = bureau.follow(add(bureau))
    gone = bureau.follow(bureau.send(page, {"retired": "yes"}, action="/retired"))
    assert "停用" in text_of(gone)
    assert bureau.get("/firms/1/edit").select("#park-names option") == []
    bureau.send(gone, {"retired": "no"}, action="/retired")
    assert len(bureau.get("/firms/1/edit").select("#park-names option")) == 1


def test_a_name_is_listed_once_and_lies_in_ones_division(bureau: PageReader) -> None:
    add(bureau)
    again = bureau.refused(bureau.get("/groupings/new?kind=park"), {"name": "东湖示例园区"})
    assert "已在清单中" in text_of(again)
    form = bureau.get("/groupings/new?kind=park")
    assert "必须填写" in text_of(bureau.refused(form, {"name": " "}))
    assert "超出了您的数据范围" in text_of(bureau.refused(form, {"name": "x", "division": "十堰市"}))


def test_a_slower_editor_is_told(bureau: PageReader) -> None:
    add(bureau)
    first, second = bureau.get("/groupings/1/edit"), bureau.get("/groupings/1/edit")
    bureau.client_path = "/groupings/1/edit"
    bureau.send(first, {"lead": "甲"})
    bureau.client_path = "/groupings/1/edit"
    assert "刚刚被他人修改过" in text_of(bureau.refused(second, {"lead": "乙"}, 409))


def test_members_have_a_role_and_leave_with_a_day(bureau: PageReader) -> None:
    page = bureau.follow(add(bureau, "chain", "光电子信息"))
    later = {"firm": RIPE, "role": "链主", "since": "2027-01-01"}
    assert "「加入日期」请核对" in text_of(bureau.refused(page, later))
    joined = bureau.follow(bureau.send(page, {"firm": RIPE, "role": "链主"}))
    assert f"{RIPE} 91420100MA4KTEXT0X 武汉市 洪山区 东湖示例园区 链主" in text_of(joined.select_one("tbody tr"))
    assert "已是成员" in text_of(bureau.refused(joined, {"firm": "91420100MA4KTEXT0X", "role": ""}))
    left = bureau.follow(bureau.send(joined, {}, action="/end"))
    assert "2026-06-30 2026-06-30" in text_of(left.select_one("tbody tr"))
    assert "加入" in text_of(bureau.get("/firms/1").select_one(".timeline"))


def test_a_firm_out_of_scope_is_no_member(bureau: PageReader) -> None:
    page = bureau.follow(add(bureau, "carrier", "示例孵化器"))
    assert "没有找到唯一的企业" in text_of(bureau.refused(page, {"firm": "十堰示例汽车部件有限公司", "role": ""}))


def test_a_park_officer_reads_but_does_not_keep(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    assert page.get("/groupings").select_one("a[href*='/groupings/new']") is None
    page.get("/groupings/new?kind=park", 403)
