"""The example ledger: three sheets of further invented firms, with the faults that offices know."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from stdnum.cn import uscc

from importers.reading import Readout, read_file
from registry.catalogue.reader import load_catalogue
from registry.services.demo.generation import demo_firms
from registry.services.demo.ledger import FILE_NAME, example_ledger

Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return openpyxl.load_workbook(BytesIO(example_ledger()))


def rows_of(workbook: Workbook, sheet: str) -> Rows:
    head, *rows = workbook[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_it_has_three_sheets_and_a_row_per_firm(workbook: Workbook) -> None:
    assert workbook.sheetnames == ["企业名录", "2025年", "称号"]
    assert len(rows_of(workbook, "企业名录")) == len(rows_of(workbook, "2025年")) == 25
    assert len(rows_of(workbook, "称号")) >= 20


def test_two_ledgers_are_identical() -> None:
    assert example_ledger() == example_ledger()


@pytest.mark.parametrize(
    ("division", "park", "region", "shown_park"),
    [
        ("", "", "武汉市洪山区", "东湖高新区"),
        ("42", "", "武汉市洪山区", "东湖高新区"),
        ("420303", "车城示例工业园", "湖北省十堰市张湾区", "车城示例工业园"),
        ("4203", "", "湖北省十堰市", None),
        ("", "车城示例工业园", None, "车城示例工业园"),
    ],
)
def test_its_firms_stand_within_the_readers_scope(
    division: str, park: str, region: str | None, shown_park: str | None
) -> None:
    ledger = openpyxl.load_workbook(BytesIO(example_ledger(division=division, park=park)))
    first = rows_of(ledger, "企业名录")[0]
    assert (first["所属地区"], first["所属园区"]) == (region, shown_park)


def test_its_firms_are_not_in_the_demo(workbook: Workbook) -> None:
    known = demo_firms(load_catalogue().ladder)
    rows = rows_of(workbook, "企业名录")
    assert {str(row["企业名称"]) for row in rows} & {firm.name for firm in known} == set()
    assert {str(row["统一社会信用代码"]) for row in rows} & {firm.credit_code for firm in known} == set()


def test_every_name_shows_that_it_is_invented(workbook: Workbook) -> None:
    assert all("示例" in str(row["企业名称"]) for row in rows_of(workbook, "企业名录"))


def test_one_code_has_a_wrong_check_digit_and_one_is_cut_short(workbook: Workbook) -> None:
    codes = [str(row["统一社会信用代码"]) for row in rows_of(workbook, "企业名录")]
    assert sorted(len(code) for code in codes if not uscc.is_valid(code)) == [14, 18]


def test_it_has_the_typical_faults(workbook: Workbook) -> None:
    texts = [cell for row in rows_of(workbook, "2025年") for cell in row.values() if isinstance(cell, str)]
    for fault in ("约30万", "不详", "-"):
        assert fault in texts
    for pattern in (r"\d\.\d+亿元", r"[\d.]+%", r"[０-９]+,[０-９]+\.[０-９]+"):
        assert any(re.fullmatch(pattern, text) for text in texts), pattern
    assert [row["称号"] for row in rows_of(workbook, "称号")].count("小巨人") == 1


@pytest.fixture(scope="module")
def readout() -> Readout:
    catalogue = load_catalogue()
    names = {"indicators": catalogue.indicators, "ladder": catalogue.ladder, "today": date(2026, 6, 30)}
    return read_file(example_ledger(), FILE_NAME, **names)


def test_the_reader_understands_every_sheet_and_column(readout: Readout) -> None:
    assert [(sheet.kind, sheet.header_row, sheet.rows_read) for sheet in readout.sheets] == [
        ("firm", 1, 25),
        ("figures", 1, 25),
        ("titles", 1, 31),
    ]
    assert all(column.indicator or column.reason for sheet in readout.sheets for column in sheet.columns)


def test_the_reader_reports_exactly_the_faults_that_were_typed(readout: Readout) -> None:
    found = sorted((issue.sheet, issue.code, issue.level) for issue in readout.issues)
    assert found == [
        ("2025年", "approximate_number", "error"),
        ("2025年", "check_digit", "warning"),
        ("企业名录", "check_digit", "warning"),
        ("企业名录", "code_length", "error"),
        ("企业名录", "not_a_flag", "error"),
        ("称号", "check_digit", "warning"),
        ("称号", "title_ambiguous", "error"),
    ]


def test_amounts_and_days_are_typed_cells(workbook: Workbook) -> None:
    figures, firms = rows_of(workbook, "2025年")[0], rows_of(workbook, "企业名录")[0]
    assert isinstance(figures["营业收入（万元）"], float)
    assert figures["资产总额（元）"] > figures["营业收入（万元）"] * 1000
    assert isinstance(firms["成立日期"], date)
