"""A header that a person named, or none at all, and years given to single columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from importers import errors
from importers.marking import mark_workbook
from importers.reading import Readout, read_file
from registry.catalogue.reader import Catalogue
from tests.factories import make_workbook

A, B = "91420100MA4KAAAA0H", "91420100MA4KBBBB1A"
ROWS = [[A, "武汉示例甲有限公司", 100, 2000], [B, "武汉示例乙有限公司", 30, "约5万"]]
MEANT = {"a": "credit_code", "b": "name", "c": "staff", "d": "revenue"}
ReadRows = Callable[..., Readout]


@pytest.fixture
def read(catalogue: Catalogue) -> ReadRows:
    def readout(rows: list[list[Any]], **wishes: Any) -> Readout:
        known = {"indicators": catalogue.indicators, "ladder": catalogue.ladder, "today": date(2026, 6, 30)}
        return read_file(make_workbook({"数": rows}), "台账.xlsx", ask_head=True, **known, **wishes)

    return readout


def test_a_file_without_a_header_comes_with_its_first_rows(read: ReadRows, catalogue: Catalogue) -> None:
    readout = read(ROWS)
    assert readout.rows_read == 0
    assert [issue.code for issue in readout.issues] == ["no_table"]
    assert readout.sheets[0].first_rows == (
        (A, "武汉示例甲有限公司", "100", "2000"),
        (B, "武汉示例乙有限公司", "30", "约5万"),
    )
    with pytest.raises(errors.NoHeaderFound):
        read_file(
            make_workbook({"数": ROWS}),
            "台账.xlsx",
            indicators=catalogue.indicators,
            ladder=catalogue.ladder,
            today=date(2026, 6, 30),
        )


def test_columns_without_heads_go_by_their_letters(read: ReadRows) -> None:
    readout = read(ROWS, heads={"数": 0}, remembered=MEANT, year=2025)
    assert readout.figures.select("row", "credit_code", "year", "staff", "revenue").rows() == [
        (1, A, 2025, 100, 2000.0),
        (2, B, 2025, 30, None),
    ]
    assert [(issue.row, issue.column) for issue in readout.issues if issue.row] == [(2, "D")]


def test_a_named_row_is_the_header_whatever_stands_in_it(read: ReadRows) -> None:
    rows = [["某某表"], ["编", "企", "人", "收"], *ROWS]
    meant = dict(zip(("编", "企", "人", "收"), MEANT.values(), strict=True))
    readout = read(rows, heads={"": 2}, remembered=meant, year=2025)
    assert (readout.sheets[0].header_row, readout.figures["row"].to_list()) == (2, [3, 4])


def test_a_year_given_to_a_column_counts_more_than_its_head(read: ReadRows) -> None:
    rows = [["统一社会信用代码", "企业名称", "2023年营业收入（万元）", "职工总数"], [A, "武汉示例甲有限公司", 7, 100]]
    readout = read(rows, years={"营业收入": 2024}, year=2025)
    figures = readout.figures.sort("year").select("year", "revenue", "staff")
    assert figures.rows() == [(2024, 7.0, None), (2025, None, 100)]


def test_a_table_without_heads_comes_back_marked(read: ReadRows) -> None:
    readout = read(ROWS, heads={"数": 0}, remembered=MEANT, year=2025)
    made = mark_workbook(make_workbook({"数": ROWS}), "台账.xlsx", readout.issues, {}, sheets=readout.sheets)
    assert made.is_original
    again = read_file_cells(made.content)
    assert again[1][4] == "退回"
    assert again[0][4] in (None, "")


def read_file_cells(content: bytes) -> list[list[Any]]:
    import io

    from openpyxl import load_workbook

    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize("line", ["单位：千元　　填报日期：2026年3月", "填报单位：某某区  金额单位：千元"])
def test_a_unit_counts_beside_other_things_in_its_line(read: ReadRows, line: str) -> None:
    rows = [[line], ["统一社会信用代码", "企业名称", "营业收入"], [A, "武汉示例甲有限公司", 20_000]]
    assert read(rows, year=2025).figures["revenue"].to_list() == [2000.0]
