"""The cells that a reading keeps, so that every stored value can show what stood in its place."""

from __future__ import annotations

import io

import polars as pl
import xlsxwriter

from tests.importers.conftest import Read
from tests.importers.golden import GOLDEN
from tests.importers.workbooks import CODES, NAMES, book


def test_every_column_that_is_read_keeps_its_cells_by_letter_and_row(read: Read) -> None:
    head = ["企业名称", "统一社会信用代码", "营业收入（万元）", "职工总数", "备忘"]
    rows = [
        ["2025年台账"],
        head,
        [NAMES[1], CODES[1], 100.5, " 12人", "好"],
        ["合计"],
        [NAMES[2], CODES[2], None, 7, "坏"],
    ]
    kept = read(book({"台账": rows})).cells["台账"]

    assert kept.columns == ["row", "A", "B", "C", "D"]
    assert kept["row"].to_list() == [3, 5]
    assert kept["C"].to_list() == [100.5, None]
    assert kept["C"].dtype == pl.Float64
    assert kept["D"].to_list() == [" 12人", "7"]


def test_merged_repeats_keep_the_cells_of_every_row(read: Read) -> None:
    rows = [["企业名称", "统一社会信用代码", "所属园区"], *([NAMES[1], CODES[1], park] for park in (None, "示例园区"))]
    readout = read(book({"名单": rows}))

    assert readout.firms.height == 1
    assert readout.cells["名单"]["C"].to_list() == [None, "示例园区"]


def test_shares_are_kept_as_they_are_shown(read: Read) -> None:
    filename, content = GOLDEN["mixed_percentages_ask"].make()

    assert read(content, filename).cells["2025年"]["B"].to_list() == ["35%", "35", "0.4", "12%"]


def test_what_is_masked_elsewhere_is_not_kept(read: Read) -> None:
    rows = [["企业名称", "统一社会信用代码", "法定代表人"], [NAMES[1], CODES[1], "某某"]]

    assert read(book({"名单": rows})).cells["名单"].columns == ["row", "A", "B"]


def test_lines_of_a_table_with_years_across_keep_the_cells_of_their_years(read: Read) -> None:
    rows = [["指标", "2024年", "2025年", "备注"], ["营业收入", 1, "2万"], ["净利润", 3, None], ["职工总数", 5, 6]]
    readout = read(book({"主要指标": rows}), firm=NAMES[1])

    assert readout.cells["主要指标"].to_dicts() == [
        {"row": 2, "B": 1.0, "C": "2万"},
        {"row": 3, "B": 3.0, "C": None},
        {"row": 4, "B": 5.0, "C": "6"},
    ]
    assert readout.places["主要指标", "revenue", 2025] == ("C", 2)


def test_a_sheet_that_is_not_read_keeps_nothing(read: Read) -> None:
    filename, content = GOLDEN["no_known_head_at_all"].make()

    assert set(read(content, filename).cells) == {"2025年"}


def test_a_long_table_that_begins_away_from_the_edge_keeps_every_cell_in_its_place(read: Read) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("2025年")
        sheet.write_row(3, 2, ["企业名称", "营业收入（万元）", "职工总数"])
        for row in range(4, 2_504):
            sheet.write_row(row, 2, [f"示例第{row}公司", "" if row == 1_500 else row + 0.5, row])
        sheet.write_formula(2_000, 3, "=1/0", None, "#DIV/0!")
    readout = read(stream.getvalue(), "台账.xlsx")

    kept, figures = readout.cells["2025年"], dict(readout.figures.select("row", "revenue").iter_rows())
    assert kept.columns == ["row", "C", "D", "E"]
    assert dict(kept.select("row", "E").iter_rows()) == {row + 1: float(row) for row in range(4, 2_504)}
    assert dict(kept.select("row", "D").iter_rows())[2_001] == "#DIV/0!"
    assert {row: value for row, value in figures.items() if value != row - 0.5} == {1_501: None, 2_001: None}
    assert [(issue.code, issue.row, issue.column) for issue in readout.issues if issue.level == "error"] == [
        ("error_cell", 2_001, "D")
    ]
