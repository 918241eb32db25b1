"""The mapping page and the page of what is remembered, as an officer uses them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import select

from registry.services.columns.units import offered_units
from registry.store.database import reading, transaction
from registry.store.figures import YearlyFigures
from registry.store.imports import ImportBatch
from registry.store.indicators import LocalIndicator
from registry.store.jobs import Job
from registry.store.memory import LearnedHead, RememberedTable
from registry.web.quantities import unit_name
from tests.factories import CODES, NOW, make_workbook
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, check_page, text_of

HEADS = ("统一社会信用代码", "企业名称", "营业收入总计", "本年产值", "年用水量（吨）", "市占率", "备忘")
ROWS = ((CODES[0], "武汉示例光电有限公司", 7000, 5000, 90, "12%", "无"), (CODES[1], "甲有限公司", 1, 2, 3, 0.35, None))


def upload(page: PageReader, *sheets: str, heads: tuple[str, ...] = HEADS, rows: Any = ROWS) -> str:
    content = BytesIO(make_workbook({name: [list(heads), *map(list, rows)] for name in sheets or ("2025年",)}))
    form = page.get("/imports")
    return str(page.send(form, {"file": (content, "台账.xlsx")}).headers["Location"])


def line(page: BeautifulSoup, head: str) -> Tag:
    return next(row for row in page.select(".mapping tbody tr") if text_of(row.select_one("th")) == head)


def selects(page: BeautifulSoup, head: str) -> list[str]:
    return [str(select["name"]) for select in line(page, head).select("select")]


def chosen(page: BeautifulSoup, head: str) -> list[str]:
    found = [select.select_one("option[selected]") for select in line(page, head).select("select")]
    return [str(option["value"]) if option else "" for option in found]


def answer(page: BeautifulSoup, **answers: str) -> dict[str, str]:
    """Fields of the page by head: the meaning, or meaning and unit with a space between."""
    values = {}
    for head, said in answers.items():
        values |= dict(zip(selects(page, head), said.split(" "), strict=False))
    return values


def test_every_column_shows_samples_meaning_and_reason(officer: PageReader) -> None:
    page = officer.get(upload(officer) + "/columns")
    assert text_of(line(page, "统一社会信用代码").select_one(".why")) == "列名相同"
    assert [text_of(one) for one in line(page, "本年产值").select(".samples span")] == ["5000", "2"]
    assert chosen(page, "企业名称") == ["name"]
    assert chosen(page, "市占率") == ["market_share", ""]
    assert chosen(page, "备忘") == ["", ""]
    groups = [group["label"] for group in line(page, "备忘").select_one("select").select("optgroup")]
    assert groups == ["企业信息", "年度数据", "称号", "其他"]


def test_what_the_reader_is_not_sure_of_stands_on_top_and_leads_to_its_column(officer: PageReader) -> None:
    page = officer.get(upload(officer) + "/columns")
    asked = {link["href"]: text_of(link.parent) for link in page.select(".asks a")}
    likely, share = selects(page, "营业收入总计")[0], selects(page, "市占率")[0]
    assert "与「营业收入」相似" in asked[f"#{likely}"]
    assert "0.35 是 35% 就在单位里选“小数”" in asked[f"#{share}"]
    assert line(page, "营业收入总计").select_one("optgroup")["label"] == "可能是"


def test_changed_columns_are_read_again_and_remembered(officer: PageReader, engine: Engine) -> None:
    address = upload(officer)
    page = officer.get(address + "/columns")
    sent = officer.send(page, answer(page, 营业收入总计="revenue 元", 市占率="market_share 1"), action="/columns")
    assert sent.headers["Location"] == address
    again = officer.get(address + "/columns")
    assert chosen(again, "营业收入总计") == ["revenue", "元"]
    assert chosen(again, "市占率") == ["market_share", "1"]
    assert not again.select(".asks")
    with reading(engine) as session:
        assert {head.header: head.indicator for head in session.exec(select(LearnedHead))} == {
            "营业收入总计": "revenue"
        }
        batch, table = session.exec(select(ImportBatch)).one(), session.exec(select(RememberedTable)).one()
        assert (table.source, table.division, table.park) == ("ledger", "420111", "东湖示例园区")
        assert table.columns["备忘"]["meaning"] is None
        assert batch.status == "staged"
        columns = {column["header"]: column for column in batch.sheets[0]["columns"]}
        assert (columns["营业收入总计"]["indicator"], columns["营业收入总计"]["unit"]) == ("revenue", "元")


def test_the_next_file_of_the_kind_asks_nothing(officer: PageReader) -> None:
    address = upload(officer)
    page = officer.get(address + "/columns")
    officer.send(page, answer(page, 营业收入总计="revenue 元", 市占率="market_share 1"), action="/columns")
    later = officer.get(upload(officer, "2024年") + "/columns")
    assert chosen(later, "营业收入总计") == ["revenue", "元"]
    assert text_of(line(later, "营业收入总计").select_one(".why")) == "按确认过的对应关系"
    assert not later.select(".asks")


def test_a_learned_head_serves_tables_of_another_kind(officer: PageReader) -> None:
    page = officer.get(upload(officer) + "/columns")
    officer.send(page, answer(page, 本年产值="revenue"), action="/columns")
    heads = ("企业名称", "本年产值", "研发费用（万元）")
    other = officer.get(upload(officer, heads=heads, rows=[("甲有限公司", 5, 6)]) + "/columns")
    assert chosen(other, "本年产值")[0] == "revenue"
    assert text_of(line(other, "本年产值").select_one(".why")) == "您单位确认过的列名"


def test_sheets_with_the_same_heads_are_decided_about_once(officer: PageReader) -> None:
    page = officer.get(upload(officer, "2025年", "2024年") + "/columns")
    assert len(page.select(".mapping")) == 1
    assert "2025年、2024年" in text_of(page.select_one(".section-head"))


def test_a_unit_that_does_not_fit_is_refused_at_its_field(officer: PageReader, engine: Engine) -> None:
    page = officer.get(upload(officer) + "/columns")
    back = officer.refused(page, answer(page, 营业收入总计="revenue 人"), action="/columns")
    summary = back.select_one(".error-summary a")
    assert "「营业收入总计」的单位“人”不适用于指标「营业收入」" in text_of(summary)
    assert summary["href"] == f"#{selects(back, '营业收入总计')[1]}"
    assert chosen(back, "营业收入总计") == ["revenue", "人"]
    with reading(engine) as session:
        assert not session.exec(select(RememberedTable)).all()


def test_a_value_that_is_not_on_offer_changes_nothing(officer: PageReader) -> None:
    address = upload(officer)
    page = officer.get(address + "/columns")
    officer.send(page, answer(page, 备忘="nonsense parsec"), action="/columns")
    assert chosen(officer.get(address + "/columns"), "备忘") == ["", ""]


def test_source_year_and_sheet_can_be_changed(officer: PageReader, engine: Engine) -> None:
    address = upload(officer, "台账", "附表")
    page = officer.get(address + "/columns")
    officer.send(page, {"source": "tax", "year": "2024", "sheet": "台账"}, action="/columns")
    with reading(engine) as session:
        batch = session.exec(select(ImportBatch)).one()
        assert (batch.source, batch.options["year"], [sheet["name"] for sheet in batch.sheets]) == (
            "tax",
            2024,
            ["台账"],
        )
        assert session.exec(select(RememberedTable)).one().source == "tax"
    again = officer.get(address + "/columns")
    options = [option["value"] for option in again.select("#sheet option")]
    assert options == ["", "台账"]
    refused = officer.refused(again, {"year": "25"}, action="/columns")
    assert "四位年份" in text_of(refused.select_one(".error-summary"))


def test_of_several_tables_on_a_sheet_another_can_be_read(officer: PageReader) -> None:
    rows = [
        (CODES[0], "武汉示例光电有限公司", 7000),
        (None,) * 3,
        ("企业名称", "研发费用", None),
        ("甲有限公司", 5, None),
    ]
    address = upload(officer, heads=("统一社会信用代码", "企业名称", "营业收入"), rows=rows)
    page = officer.get(address + "/columns")
    assert len(page.select("#table option")) == 2
    officer.send(page, {"table": "2"}, action="/columns")
    assert chosen(officer.get(address + "/columns"), "研发费用")[0] == "rd_expense"


def test_without_several_tables_none_is_asked_for(officer: PageReader) -> None:
    assert not officer.get(upload(officer) + "/columns").select("#table")


def new_indicator(officer: PageReader, page: BeautifulSoup, head: str) -> BeautifulSoup:
    """Press the button for a new indicator beside a column."""
    button = line(page, head).select_one("button")
    held = {select["name"]: answered for select, answered in _answers(page)}
    token = page.select_one("form[action$='/columns'] input[name=csrf_token]")["value"]
    sent = {**held, "csrf_token": token, "add": button["value"], "source": "ledger", "sheet": ""}
    return check_page(BeautifulSoup(officer.client.post(button["formaction"], data=sent).text, "html.parser"))


def _answers(page: BeautifulSoup) -> list[tuple[Tag, str]]:
    found = [(select, select.select_one("option[selected]")) for select in page.select(".mapping select")]
    return [(select, str(option["value"]) if option else "") for select, option in found]


def test_a_new_indicator_is_made_from_a_column_and_used_at_once(officer: PageReader, engine: Engine) -> None:
    address = upload(officer)
    form = new_indicator(officer, officer.get(address + "/columns"), "年用水量（吨）")
    assert form.select_one("#label")["value"] == "年用水量"
    assert form.select_one("#kind option[selected]")["value"] == "number"
    sent = officer.send(form, {"unit": "吨", "level": "annual", "create": "1"}, action="/indicator")
    assert sent.headers["Location"] == address + "/columns"
    page = officer.get(address + "/columns")
    assert "已新增指标「年用水量」" in text_of(page)
    assert chosen(page, "年用水量（吨）")[0] == "local_nianyongshuiliang"
    assert text_of(line(page, "营业收入总计")).endswith("是它吗？")  # what was not decided is still asked
    with reading(engine) as session:
        made = session.exec(select(LocalIndicator)).one()
        assert (made.label, made.kind, made.unit, made.created_by) == ("年用水量", "number", "吨", "示例park")
    assert "年用水量" in text_of(officer.get("/firms/1/figures/2025"))


def test_a_new_indicator_that_cannot_be_made_says_why(officer: PageReader) -> None:
    form = new_indicator(officer, officer.get(upload(officer) + "/columns"), "本年产值")
    back = officer.refused(form, {"label": "营业收入", "level": "annual", "create": "1"}, action="/indicator")
    assert "已经是指标「营业收入」的名称" in text_of(back.select_one(".error-summary"))
    back = officer.refused(back, {"label": "", "level": "annual", "create": "1"}, action="/indicator")
    assert "请填写指标名称" in text_of(back.select_one(".error-summary"))


def test_leaving_the_new_indicator_keeps_what_was_chosen(officer: PageReader) -> None:
    address = upload(officer)
    form = new_indicator(officer, officer.get(address + "/columns"), "本年产值")
    carried = {
        field["name"]: field.get("value", "") for field in form.select("form[action$=indicator] input[type=hidden]")
    }
    field = next(name for name, value in carried.items() if value == "market_share")
    sent = officer.client.post(address + "/columns", data={**carried, field: "staff", "stay": "1"})
    assert chosen(check_page(BeautifulSoup(sent.text, "html.parser")), "市占率")[0] == "staff"


def test_a_column_that_is_not_there_gets_no_indicator(officer: PageReader) -> None:
    page = officer.get(upload(officer) + "/columns")
    token = page.select_one("input[name=csrf_token]")["value"]
    answered = officer.client.post("/imports/1/columns/indicator", data={"csrf_token": token, "add": "column-9-9"})
    assert answered.status_code == 404


def test_a_large_file_is_read_again_as_a_job(app: Flask, officer: PageReader, engine: Engine) -> None:
    page = officer.get(upload(officer) + "/columns")
    here = app.extensions["tidu"]
    app.extensions["tidu"] = replace(here, settings=replace(here.settings, background_kilobytes=0))
    sent = officer.send(page, {"source": "tax", **answer(page, 本年产值="revenue")}, action="/columns")
    with reading(engine) as session:
        job = session.exec(select(Job)).one()
        assert sent.headers["Location"] == f"/jobs/{job.id}"
        assert (job.kind, job.status, job.batch_id) == ("import.remap", "queued", 1)
        (columns,) = job.arguments["options"]["columns"].values()
        assert columns["产值"]["meaning"] == "revenue"
        assert session.exec(select(ImportBatch)).one().source == "tax"
    busy = officer.get("/imports/1/columns", 409)
    assert "正在后台处理" in text_of(busy)


def test_a_stored_file_is_not_read_another_way(officer: PageReader) -> None:
    address = upload(officer)
    officer.send(officer.get(address), {}, action="/discard")
    officer.get(address + "/columns", 409)


def test_the_file_of_somebody_else_is_not_found(app: Flask, officer: PageReader) -> None:
    address, other = upload(officer), PageReader(app.test_client())
    other.sign_in("bureau", PASSWORD)
    other.get(address + "/columns", 404)


def test_what_is_remembered_is_listed_and_forgotten_after_asking(officer: PageReader) -> None:
    assert "还没有记住任何表" in text_of(officer.get("/imports/heads"))
    page = officer.get(upload(officer) + "/columns")
    officer.send(page, answer(page, 本年产值="revenue 元"), action="/columns")
    table = officer.get("/imports/heads").select_one("tbody tr")
    head = officer.get("/imports/heads?tab=heads").select_one("tbody tr")
    assert "台账.xlsx 园区或部门台账" in text_of(table)
    assert "本年产值 → 营业收入 · 元" in text_of(table)
    assert "本年产值 营业收入 台账.xlsx 洪山区 · 东湖示例园区 示例park" in text_of(head)
    for row in (table, head):
        asking = officer.get(row.select_one("a")["href"])
        assert "忘记" in text_of(asking.select_one("h1"))
        officer.send(asking, {}, action="/forget")
    assert "还没有记住任何表" in text_of(officer.get("/imports/heads"))
    assert "还没有学到新的列名" in text_of(officer.get("/imports/heads?tab=heads"))


def test_what_a_higher_office_confirmed_has_no_way_to_forget(officer: PageReader, engine: Engine) -> None:
    page = officer.get(upload(officer) + "/columns")
    officer.send(page, answer(page, 本年产值="revenue"), action="/columns")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE remembered_table SET division = '4201', park = ''")
    row = officer.get("/imports/heads").select_one("tbody tr")
    assert not row.select("a")
    officer.get("/imports/heads/tables/1/forget", 403)


@pytest.mark.parametrize("unit", [unit for group in offered_units() for unit in group.units])
def test_every_unit_on_offer_is_known_to_the_reader(app: Flask, unit: str) -> None:
    from importers.answers import unit_named

    assert unit_named(unit) is not None
    with app.test_request_context():
        assert unit_name(unit)


def test_the_preview_says_which_columns_are_asked_about_and_leads_there(officer: PageReader) -> None:
    address = upload(officer)
    notice = next(one for one in officer.get(address).select(".notice") if "需要您确认" in text_of(one))
    assert "有 2 列需要您确认：营业收入总计、市占率。" in text_of(notice)
    assert notice.select_one("a")["href"] == address + "/columns"
    assert officer.get(address + "?tab=columns").select(f"a[href='{address}/columns']")


def test_the_import_page_leads_to_what_is_remembered(officer: PageReader) -> None:
    assert officer.get("/imports").select("a[href='/imports/heads']")


def test_where_years_run_across_each_line_is_decided_about_and_the_firm_named(
    officer: PageReader, engine: Engine
) -> None:
    heads = ("项目", "2023年", "2024年", "2025年")
    lines = [
        ("营业收入（万元）", 1, 2, 3),
        ("研发费用（万元）", 1, 1, 1),
        ("资产总额（万元）", 9, 9, 9),
        ("产值", 5, 6, 7),
    ]
    address = upload(officer, heads=heads, rows=lines)
    page = officer.get(address + "/columns")
    assert text_of(line(page, "产值").select_one("td")) == "5"
    assert text_of(page.select_one(".mapping th")) == "行"
    officer.send(page, {"firm": "武汉示例光电有限公司", **answer(page, 产值="main_revenue 万元")}, action="/columns")
    assert chosen(officer.get(address + "/columns"), "产值") == ["main_revenue", "万元"]
    officer.send(officer.get(address), {"accept": "valid"}, action="/commit")
    with reading(engine) as session:
        assert session.get_one(YearlyFigures, (1, 2025)).main_revenue == 7


def test_a_long_memory_comes_in_pages(officer: PageReader, engine: Engine) -> None:
    fields = {
        "filename": "台账.xlsx",
        "confirmed_by": "park",
        "confirmed_at": NOW,
        "division": "420111",
        "indicator": "revenue",
    }
    with transaction(engine) as session:
        session.add_all(LearnedHead(head_key=f"列{n}", header=f"列{n}", park="", **fields) for n in range(51))
    assert len(officer.get("/imports/heads?tab=heads").select("tbody tr")) == 50
    assert len(officer.get("/imports/heads?tab=heads&page=2").select("tbody tr")) == 1


def test_a_similar_name_that_was_taken_says_how_alike_until_confirmed(officer: PageReader) -> None:
    address = upload(officer, heads=(*HEADS[:2], "专精特新发展评价的得分"), rows=[(CODES[0], "甲有限公司", 66)])
    preview = text_of(officer.get(address + "?tab=columns").select_one("tbody"))
    assert "专精特新发展评价得分 分 列名相似，请核对（95%）" in preview
    page = officer.get(address + "/columns")
    assert chosen(page, "专精特新发展评价的得分")[0] == "srdi_score"
    assert "按「专精特新发展评价得分」导入，列名相似 95%，请核对。" in text_of(page.select_one(".asks"))
    officer.send(page, {"source": "ledger"}, action="/columns")
    assert not officer.get(address + "/columns").select(".asks")


def test_a_file_without_a_header_is_mapped_by_hand(officer: PageReader, engine: Engine) -> None:
    rows = [[CODES[0], "武汉示例光电有限公司", 100, 7000, 5000], [CODES[1], "甲有限公司", 30, "约5万", 9]]
    form = officer.get("/imports")
    sent = officer.send(form, {"file": (BytesIO(make_workbook({"数": rows})), "无表头.xlsx")})
    address = str(sent.headers["Location"])
    assert address.endswith("/columns")
    page = officer.get(address)
    assert "没有找到，请指出是哪一行" in text_of(page.select_one(".heads summary"))
    assert [text_of(cell) for cell in page.select(".first-rows tbody tr:first-child td")][:3] == [*rows[0][:2], "100"]
    assert "指出表头在哪一行" in text_of(officer.get(address.removesuffix("/columns")).select_one(".notices"))
    again = officer.send(page, {"head-1": "0"}, action=address)
    assert str(again.headers["Location"]).endswith("/columns")
    page = officer.get(address)
    answers = {"A": "credit_code", "B": "name", "C": "staff", "D": "revenue 万元", "E": "revenue 万元"}
    given = {"D": "2025", "E": "2024", "C": "20x4"}
    fields = answer(page, **answers) | {
        str(line(page, head).select_one(".year")["name"]): year for head, year in given.items()
    }
    refused = officer.refused(page, fields, action=address)
    assert "“C”列的年份请填四位数字" in text_of(refused.select_one("main"))
    fields |= {str(line(page, "C").select_one(".year")["name"]): "2024"}
    officer.send(page, fields, action=address)
    shown = officer.get(address)
    check_page(shown)
    assert [str(line(shown, head).select_one(".year").get("value")) for head in "CDE"] == ["2024", "2025", "2024"]
    preview = officer.get(address.removesuffix("/columns"))
    officer.send(preview, {}, action=address.removesuffix("/columns") + "/commit")
    with reading(engine) as session:
        stored = {
            (one.year, one.staff, one.revenue)
            for one in session.exec(select(YearlyFigures).where(YearlyFigures.staff == 100))
        }
        assert session.exec(select(RememberedTable)).all() == []
        assert session.exec(select(LearnedHead)).all() == []
    assert stored == {(2024, 100, 5000)}


def test_a_header_found_wrongly_is_named_and_the_old_columns_are_not_remembered(
    officer: PageReader, engine: Engine
) -> None:
    address = upload(officer) + "/columns"
    page = officer.get(address)
    officer.send(page, {"head-1": "2"}, action=address)
    page = officer.get(address)
    assert "表头在第 2 行" in text_of(page.select_one(".section-head"))
    with reading(engine) as session:
        assert session.exec(select(RememberedTable)).all() == []
    officer.send(page, {"head-1": ""}, action=address)
    assert line(officer.get(address), "营业收入总计") is not None
