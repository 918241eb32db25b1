"""What a reading decides: which year, which column, which sentence."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import importers
from importers.headers import header_key
from importers.issues import FAULTS, TEMPLATES, Issue
from tests.importers.binary import Error, Percent, xls, xlsb
from tests.importers.cases import CASES
from tests.importers.conftest import Read
from tests.importers.opendocument import opendocument
from tests.importers.workbooks import CODES, NAMES, book, text_file

HEAD = ["企业名称", "统一社会信用代码"]
FIRM = [NAMES[1], CODES[1]]


@pytest.mark.parametrize(
    ("sheet", "title", "head", "argument", "expected"),
    [
        ("2023年", "2022年台账", ["2025年营业收入（万元）"], 2021, 2025),
        ("2023年", "2022年台账", ["营业收入（万元）"], 2021, 2023),
        ("Sheet1", "2022年台账", ["营业收入（万元）"], 2021, 2021),
        ("Sheet1", "2022年台账", ["营业收入（万元）"], None, 2022),
        ("Sheet1", "台账", ["营业收入（万元）"], None, None),
    ],
)
def test_the_nearest_statement_of_the_year_counts(
    sheet: str, title: str, head: list[str], argument: int | None, expected: int | None, read: Read
) -> None:
    content = book({sheet: [[title], [*HEAD, *head], [*FIRM, 1]]})

    assert read(content, "台账.xlsx", year=argument).figures["year"].to_list() == [expected]


def test_a_year_column_counts_before_the_sheet(read: Read) -> None:
    content = book({"2023年": [[*HEAD, "年份", "营业收入（万元）"], [*FIRM, 2024, 1], [*FIRM, None, 2]]})

    assert read(content, "台账.xlsx").figures["year"].to_list() == [2024, 2023]


def test_a_date_in_the_file_name_is_no_year(read: Read) -> None:
    content = text_file([[*HEAD, "营业收入（万元）"], [*FIRM, 1]]).encode()

    assert read(content, "hubei-1990.csv").figures["year"].to_list() == [None]


def test_a_confirmed_mapping_is_remembered_for_the_next_year(read: Read) -> None:
    content = book({"2025年": [[*HEAD, "2025年主打收入（万元）", "营业收入（万元）"], [*FIRM, 7, 9]]})
    remembered = {header_key("2024年主打收入（万元）"): "main_revenue", header_key("营业收入"): None}
    readout = read(content, "台账.xlsx", remembered=remembered)

    assert readout.figures.select("main_revenue").to_series().to_list() == [7.0]
    assert "revenue" not in readout.figures.columns
    assert [column.reason for column in readout.sheets[0].columns[2:]] == ["remembered", "left_out"]


def test_an_unknown_column_is_asked_about_and_never_guessed(read: Read) -> None:
    content = book({"2025年": [[*HEAD, "研发费用支出总额（万元）", "备注"], [*FIRM, 7, "好"]]})
    readout = read(content, "台账.xlsx")
    column = readout.sheets[0].columns[2]

    assert (column.indicator, column.suggestion, column.samples) == (None, "rd_expense", ("7",))
    assert 0.7 <= column.confidence < 1
    assert "最接近的指标是「研发费用」" in readout.issues[0].sentence()
    assert readout.issues[1].sentence() == "D 列「备注」没有对应的指标，未导入"


def test_sheets_can_be_read_one_at_a_time(read: Read) -> None:
    content = book({"2024年": [[*HEAD, "净利润"], [*FIRM, 1]], "2025年": [[*HEAD, "净利润"], [*FIRM, 2]]})

    assert read(content, "台账.xlsx", sheet="2025年").figures["net_profit"].to_list() == [2.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_tabs_and_every_common_encoding_are_read(encoding: str, read: Read) -> None:
    text = text_file([[*HEAD, "2025年净利润（万元）"], [*FIRM, "1.5"]], "\t")

    assert read(text.encode(encoding), "导出.csv").figures["net_profit"].to_list() == [1.5]


def test_an_opendocument_ledger_is_read(read: Read) -> None:
    content = opendocument([[*HEAD, "净利润（万元）"], [*FIRM, 12]])

    assert read(content, "台账.ods").figures["net_profit"].to_list() == [12.0]


def test_errors_open_formulas_and_percent_formats_of_an_opendocument_are_seen(read: Read) -> None:
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.35"><text:p>35%</text:p></table:table-cell>'
    )
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    reference = (
        '<table:table-cell table:formula="of:=[.B9]" office:value-type="float" office:value="0">'
        "<text:p>Err:502</text:p></table:table-cell>"
    )
    uncalculated = '<table:table-cell table:formula="of:=[.B2]*2"/>'
    calculated = (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>'
        "</table:table-cell>"
    )
    head = ["企业名称", "市场占有率", "营业收入（万元）", "净利润（万元）"]
    rows = [head, [NAMES[1], share, error, uncalculated], [NAMES[2], share, 3, calculated], [NAMES[3], 1, 1, reference]]
    readout = read(opendocument(rows), "台账.ods")
    errors = [(issue.code, issue.row, issue.column, issue.value) for issue in readout.issues if issue.level == "error"]

    assert errors == [
        ("error_cell", 2, "C", "#N/A"),
        ("formula_not_calculated", 2, "D", "=[.B2]*2"),
        ("percent_unclear", 4, "B", "1"),
        ("error_cell", 4, "D", "#VALUE!"),
    ]
    assert readout.figures["market_share"].to_list()[:2] == [0.35, 0.35]
    assert readout.figures["net_profit"].to_list() == [None, 2.0, None]


@pytest.mark.parametrize(("make", "filename"), [(xlsb, "台账.xlsb"), (xls, "台账.xls")])
def test_errors_and_percent_formats_of_a_binary_workbook_are_seen(
    make: Callable[[str, list[list[object]]], bytes], filename: str, read: Read
) -> None:
    head = ["企业名称", "市场占有率", "营业收入（万元）", "净利润（万元）"]
    rows = [[NAMES[1], Percent(0.35), Error(0x2A), 12], [NAMES[2], Percent(1.2), 3, Error(0x07, by_formula=False)]]
    readout = read(make("2025年", [head, *rows]), filename)
    errors = [(issue.code, issue.row, issue.column, issue.value) for issue in readout.issues if issue.level == "error"]

    assert errors == [
        ("error_cell", 2, "C", "#N/A"),
        ("out_of_bounds", 3, "B", "1.2"),
        ("error_cell", 3, "D", "#DIV/0!"),
    ]
    assert readout.figures["market_share"].to_list() == [0.35, None]
    assert "unseen_formulas" in {issue.code for issue in readout.issues}


def test_the_same_file_reads_the_same_twice(read: Read) -> None:
    content = book({"2025年": [[*HEAD, "净利润"], [*FIRM, 1 / 3]]})
    first, second = read(content, "台账.xlsx"), read(content, "台账.xlsx")

    assert first.figures.equals(second.figures)
    assert first.issues == second.issues


def test_all_faults_of_a_file_are_collected(read: Read) -> None:
    rows = [[f"第{index}示例有限公司", None, "约30万", "也许"] for index in range(50)]
    readout = read(book({"2025年": [[*HEAD, "营业收入", "是否规上"], *rows]}), "台账.xlsx")

    assert sum(issue.level == "error" for issue in readout.issues) == 100
    assert readout.rejected.height == 50


def test_every_issue_that_code_can_raise_has_a_sentence() -> None:
    raised = set()
    for path in Path(importers.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Issue", "CellFault"):
                raised |= {first.value for first in node.args[:1] if isinstance(first, ast.Constant) and first.value}

    assert raised <= FAULTS.keys() | TEMPLATES.keys()
    assert not FAULTS.keys() & TEMPLATES.keys()


def test_a_sentence_can_be_said_in_another_language() -> None:
    english = {
        "第 {row} 行「{header}」{text}": "Row {row}, “{header}”: {text}",
        FAULTS["not_a_number"]: "“{value}” is text, please enter a number{unit_hint}",
        "（单位：{unit_name}）": " (in {unit_name})",
    }
    issue = Issue("not_a_number", "error", "台账", 12, "F", "研发费用", "约30万", {"unit_name": "万元"})

    said = issue.sentence(translate=lambda text: english.get(text, text))

    assert said == "Row 12, “研发费用”: “约30万” is text, please enter a number (in 万元)"


@pytest.mark.parametrize(
    ("above", "sheet", "firm", "expected"),
    [
        (["编制单位：武汉示例光电有限公司"], "指标", None, (None, NAMES[0])),
        (["武汉示例光电有限公司2024年主要指标"], "指标", "另一家有限公司", (None, NAMES[0])),
        (["主要指标"], NAMES[0], None, (None, NAMES[0])),
        (["主要指标"], "指标", NAMES[0], (None, NAMES[0])),
        (["主要指标"], "指标", CODES[1], (CODES[1], None)),
        ([f"{NAMES[1]}（{CODES[1]}）"], "指标", None, (CODES[1], NAMES[1])),
        (["示例高新区主要指标"], "指标", None, (None, None)),
    ],
)
def test_the_firm_of_a_table_with_years_across_is_found_where_it_stands(
    above: list[str], sheet: str, firm: str | None, expected: tuple[str | None, str | None], read: Read
) -> None:
    lines = [["营业收入（万元）", 1, 2], ["净利润（万元）", 3, 4]]
    readout = read(book({sheet: [above, ["指标", "2024年", "2025年"], *lines]}), "指标.xlsx", firm=firm)

    assert readout.figures.select("credit_code", "name").unique().rows() == [expected]
    assert ("missing_firm" in {issue.code for issue in readout.issues}) == (expected == (None, None))
    assert readout.rejected.height == (2 if expected == (None, None) else 0)


def test_each_of_several_tables_on_a_sheet_can_be_chosen(read: Read) -> None:
    filename, content = CASES["stacked_blocks_under_titles_of_their_own"]()
    chosen = [read(content, filename, table=number) for number in (1, 2, 3, 4)]

    assert [(len(one.firms) + len(one.figures), one.sheets[0].header_row) for one in chosen] == [
        (3, 3),
        (1, 15),
        (1, 18),
        (0, 0),
    ]
    assert chosen[0].sheets[0].tables == (
        (3, 10, "企业名称、统一社会信用代码、营业收入"),
        (15, 16, "企业名称、统一社会信用代码、营业收入"),
        (18, 19, "企业名称、职工总数、研发人员"),
    )
    assert chosen[0].figures.select("year", "revenue").rows() == [(2024, 100.0), (2024, 200.0), (2024, 300.0)]
    assert chosen[1].figures.select("row", "year", "revenue").rows() == [(16, 2025, 120.0)]
    assert [sum(issue.code == "further_table" for issue in one.issues) for one in chosen] == [2, 2, 2, 3]


@pytest.mark.parametrize("unit", ["万美元", "港元"])
def test_a_unit_line_in_another_money_leaves_the_amounts_out_aloud(unit: str, read: Read) -> None:
    content = book({"2025年": [[f"单位：{unit}"], [*HEAD, "营业收入", "职工总数"], [*FIRM, 1, 2]]})
    readout = read(content, "台账.xlsx")

    assert "revenue" not in readout.figures.columns
    assert readout.figures["staff"].to_list() == [2]
    assert f"单位“{unit}”不适用于“营业收入”" in readout.issues[0].sentence()


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (480, 5_000_000, "请核对单位：若单位有误，应为 500 万元"),
        (4000, 48_000, "请核对单位：若单位有误，应为 4,800 万元"),
        (5_000_000, 520, "请核对单位：若单位有误，应为 5,200,000 万元"),
        (20, 6_000_000, "相差 10 倍以上，请核对单位"),
    ],
)
def test_a_jump_of_ten_times_shows_both_readings(before: float, now: float, said: str, read: Read) -> None:
    content = book({"台账": [[*HEAD, "2024年营业收入（万元）", "2025年营业收入（万元）"], [*FIRM, before, now]]})
    jumps = [issue for issue in read(content, "台账.xlsx").issues if issue.code == "jump"]

    assert [(issue.level, issue.row, issue.column) for issue in jumps] == [("warning", 2, "D")]
    assert f"为 {now:,} 万元，上年为 {before:,} 万元" in jumps[0].sentence()
    assert jumps[0].sentence().endswith(said)


def test_a_header_repeated_on_every_page_parts_no_table_even_behind_an_odd_row(read: Read) -> None:
    head = [*HEAD, "净利润（万元）"]
    rows = [["2025年"], head, [*FIRM, 1], [None, None, 5], head, [NAMES[2], CODES[2], 2], [NAMES[3]], head, [*FIRM, 1]]
    readout = read(book({"名单": rows}), "名单.xlsx")

    assert readout.rows_read == 5
    assert len(readout.sheets[0].tables) == 1
    assert [issue.row for issue in readout.issues if issue.code == "missing_key"] == [4]


def test_the_first_table_of_firms_is_read_though_a_later_one_says_more(read: Read) -> None:
    small = [["企业名称", "所属园区"], [NAMES[1], "示例园区"], [NAMES[2], "示例园区"], [NAMES[3], "示例园区"], [None]]
    large = [[*HEAD, "2025年营业收入（万元）", "2025年净利润（万元）"], [*FIRM, 1, 2]]
    readout = read(book({"名单": [*small, *large]}), "名单.xlsx")

    assert readout.sheets[0].header_row == 1
    assert readout.rows_read == 3
    assert [issue.facts["other"] for issue in readout.issues if issue.code == "further_table"] == [6]


def test_lines_of_the_table_itself_may_name_the_firm(read: Read) -> None:
    rows = [["项目", "2024年"], ["企业名称", NAMES[1]], ["统一社会信用代码", CODES[1]], ["营业收入（万元）", 1]]
    figures = read(book({"表": rows}), "表.xlsx").figures

    assert figures.select("row", "credit_code", "name", "year", "revenue").rows() == [
        (4, CODES[1], NAMES[1], 2024, 1.0)
    ]


def test_a_title_written_twice_is_one_title_and_two_titles_of_a_firm_are_two(read: Read) -> None:
    head = [*HEAD, "称号", "认定日期"]
    rows = [[*FIRM, "高企", "2024-11-01"], [*FIRM, "高企", "2024-11-01"], [*FIRM, "创新型中小企业", "2023-05-01"]]
    readout = read(book({"称号": [head, *rows]}), "称号.xlsx")

    assert readout.titles["tier"].to_list() == ["hnte", "innovative_sme"]
    assert (readout.rows_read, readout.merged) == (3, 1)


def test_a_sheet_named_after_a_title_needs_no_column_for_it(read: Read) -> None:
    content = book({"高新技术企业": [[*HEAD, "证书编号", "有效期止"], [*FIRM, "GR202442000001", "2027-10-31"]]})

    assert read(content, "名单.xlsx").titles["tier"].to_list() == ["hnte"]


def test_notes_and_totals_are_told_from_firms_by_more_than_their_first_character(read: Read) -> None:
    names = ["注塑机械有限公司", "合计软件有限公司", "合计", "注：数据由企业填报", "以上数据截至六月"]
    readout = read(book({"名单": [["企业名称"], *([name] for name in names)]}), "名单.xlsx")

    assert readout.firms["name"].to_list() == names[:2]
    assert [issue.code for issue in readout.issues if issue.row] == ["skipped_total", "skipped_note", "skipped_note"]


def test_parents_over_open_cells_count_in_text_files_too(read: Read) -> None:
    rows = [
        [*HEAD, "2024年", "", "2025年", ""],
        ["", "", *["营业收入（万元）", "净利润（万元）"] * 2],
        [*FIRM, 1, 2, 3, 4],
    ]
    figures = read(text_file(rows).encode(), "对比.csv").figures

    assert figures.select("year", "revenue", "net_profit").rows() == [(2024, 1.0, 2.0), (2025, 3.0, 4.0)]
