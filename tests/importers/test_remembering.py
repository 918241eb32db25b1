"""What people confirmed about a table comes first, is known by the table's signature, and may say units and roles."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from importers.readout import Readout
from tests.importers.conftest import Read
from tests.importers.workbooks import CODES, NAMES, Rows, book

HEAD = ["企业名称", "统一社会信用代码"]
FIRM = [NAMES[1], CODES[1]]


def ledger(head: list[str], *cells: object, sheet: str = "2025年") -> bytes:
    return book({sheet: [[*HEAD, *head], [*FIRM, *cells]]})


def figure(readout: Readout, code: str) -> object:
    return readout.figures[code][0] if code in readout.figures.columns else None


def test_heads_that_repeat_have_keys_of_their_own(read: Read) -> None:
    columns = (
        read(ledger(["2024年营业收入（万元）", "2025年营业收入（万元）", "其他", "其他"], 1, 2, 3, 4)).sheets[0].columns
    )

    assert [column.key for column in columns[2:]] == ["营业收入", "营业收入#2", "其他", "其他#2"]


def test_the_signature_leaves_years_and_the_columns_of_a_check_out(read: Read) -> None:
    signatures = [
        read(ledger(head, *range(len(head)), sheet=sheet)).sheets[0].signature
        for head, sheet in (
            (["2024年营业收入（万元）", "净利润"], "台账"),
            (["2025年营业收入（元）", "净利润", "状态", "说明"], "其他"),
            (["净利润", "2025年营业收入（万元）"], "2025年"),
        )
    ]

    assert signatures[0] == signatures[1] != signatures[2]
    assert len(signatures[0]) == 16


def test_a_table_is_asked_about_by_its_signature(read: Read) -> None:
    content = ledger(["主打收入（万元）", "营业收入（万元）"], 7, 9)
    signature = read(content).sheets[0].signature
    asked: list[str] = []

    def remembered(table: str) -> dict[str, str | None]:
        asked.append(table)
        return {"主打收入": "main_revenue", "营业收入": None} if table == signature else {}

    readout = read(content, remembered=remembered, units=lambda table: {"主打收入": "元"} if table == signature else {})

    assert signature in asked
    assert len(asked) == len(set(asked))
    assert figure(readout, "main_revenue") == 0.0007
    assert figure(readout, "revenue") is None
    assert [column.reason for column in readout.sheets[0].columns[2:]] == ["remembered", "left_out"]


def test_a_table_nobody_would_know_is_found_by_what_is_remembered(read: Read) -> None:
    rows: Rows = [["某某统计"], ["甲项", "乙项", "丙项"], [NAMES[1], CODES[1], 5]]
    first = read(book({"2025年": rows}))
    remembered = {"甲项": "name", "乙项": "credit_code", "丙项": "revenue"}
    again = read(
        book({"2025年": rows}), remembered=lambda table: remembered if table == first.sheets[0].signature else {}
    )

    assert first.sheets[0].kind == "ignored"
    assert figure(again, "revenue") == 5.0


def test_a_confirmed_column_wins_over_an_earlier_one_of_that_name(read: Read) -> None:
    content = ledger(["营业收入（万元）", "审定数（万元）"], 1, 2)
    readout = read(content, remembered={"审定数": "revenue"})

    assert figure(readout, "revenue") == 2.0
    assert [column.reason for column in readout.sheets[0].columns[2:]] == ["duplicate", "remembered"]
    assert readout.issues[0].facts["other"] == "D"


def test_a_column_can_be_remembered_as_a_role(read: Read) -> None:
    content = book({"名单": [[*HEAD, "荣获", "哪一批", "数据所属"], [*FIRM, "高企", "第一批", 2025]]})
    remembered = {"荣获": "title:title", "哪一批": "title:batch", "数据所属": "year"}
    readout = read(content, remembered=remembered)

    assert readout.titles.select("tier", "batch").row(0) == ("hnte", "第一批")
    assert readout.sheets[0].columns[4].reason == "year"


def test_a_remembered_indicator_that_is_no_more_decides_nothing(read: Read) -> None:
    assert figure(read(ledger(["营业收入（万元）"], 3), remembered={"营业收入": "local_gone"}), "revenue") == 3.0


def test_a_learned_head_is_known_in_any_table_but_comes_after_names(read: Read) -> None:
    readout = read(
        ledger(["开票额（万元）", "净利润（万元）"], 3, 4), learned={"开票额": "revenue", "净利润": "revenue"}
    )

    assert (figure(readout, "revenue"), figure(readout, "net_profit")) == (3.0, 4.0)
    assert readout.sheets[0].columns[2].reason == "learned"
    assert readout.sheets[0].columns[2].why == "您单位确认过的列名"


@pytest.mark.parametrize(("unit", "expected"), [("元", 0.0012), ("亿元", 120000.0), ("", 12.0), ("海里", 12.0)])
def test_a_confirmed_unit_comes_before_that_of_the_head(unit: str, expected: float, read: Read) -> None:
    assert figure(read(ledger(["营业收入（万元）"], 12), units={"营业收入": unit}), "revenue") == expected


@pytest.mark.parametrize(("head", "expected"), [("营业收入", 0.0012), ("营业收入（万元）", 12)])
def test_a_usual_unit_speaks_only_where_the_file_is_silent(read: Read, head: str, expected: float) -> None:
    assert figure(read(ledger([head], 12), usual_units={"营业收入": "元"}), "revenue") == expected


def test_a_confirmed_unit_that_does_not_fit_leaves_the_column_out(read: Read) -> None:
    readout = read(ledger(["营业收入（万元）"], 12), units={"营业收入": "人"})

    assert figure(readout, "revenue") is None
    assert readout.issues[0].code == "unit_unfit"


def mixed_shares() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("2025年")
        sheet.write_row(0, 0, ["企业名称", "市场占有率（%）"])
        percent = workbook.add_format({"num_format": "0%"})
        for row, (value, style) in enumerate([(0.35, percent), (35, None), (0.4, None), ("12%", None)], 1):
            sheet.write(row, 0, f"第{row}示例有限公司")
            sheet.write(row, 1, value, style)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("unit", "expected", "refused"),
    [(None, [0.35, 0.35, None, 0.12], 1), ("%", [0.35, 0.35, 0.004, 0.12], 0), ("1", [0.35, None, 0.4, 0.12], 1)],
)
def test_mixed_percentages_are_asked_about_and_settled_by_a_unit(
    unit: str | None, expected: list[float | None], refused: int, read: Read
) -> None:
    readout = read(mixed_shares(), units={"市场占有率": unit} if unit else None)
    shares = dict(readout.figures.select("row", "market_share").rows())

    assert [shares.get(row) for row in (2, 3, 4, 5)] == expected
    assert readout.rejected.height == refused
    assert readout.sheets[0].columns[1].question == ("" if unit else "mixed_percent")


def test_lines_of_a_table_with_years_across_are_remembered_too(read: Read) -> None:
    rows: Rows = [
        ["指标", "2024年", "2025年"],
        ["营业收入", 1, 2],
        ["净利润", 3, 4],
        ["职工总数", 5, 6],
        ["怪数", 7, 8],
    ]
    content, options = book({"主要指标": rows}), {"firm": NAMES[1]}
    first = read(content, **options).sheets[0]
    readout = read(
        content, remembered=lambda table: {"怪数": "main_revenue"} if table == first.signature else {}, **options
    )

    assert [(line.letter, line.key) for line in first.lines] == [
        ("2", "营业收入"),
        ("3", "净利润"),
        ("4", "职工总数"),
        ("5", "怪数"),
    ]
    assert readout.figures["main_revenue"].drop_nulls().to_list() == [7.0, 8.0]
