"""Spreadsheets from the wild, each with its expected outcome. They are not ours to ship: TIDU_CORPUS_DIR names them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from importers import errors
from importers.marking import mark_workbook
from importers.reading import Readout
from registry.domain.errors import UnusableFile
from tests.importers.conftest import Read

FOLDER = Path(os.environ.get("TIDU_CORPUS_DIR") or "/nowhere")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="TIDU_CORPUS_DIR names no folder with the sample spreadsheets"),
]

REFUSED: dict[str, type[UnusableFile]] = {
    "calamine-date_1904.xls": errors.NoHeaderFound,
    "calamine-date_1904.xlsx": errors.NoHeaderFound,
    "calamine-date_iso.xlsx": errors.NoHeaderFound,
    "calamine-errors.xlsx": errors.NoHeaderFound,
    "calamine-has_x000D_.xlsx": errors.NoHeaderFound,
    "calamine-rph.xlsx": errors.NoHeaderFound,
    "calamine-shared_formula_reversed.xlsx": errors.NoHeaderFound,
    "calamine-issue252.xlsx": errors.HalfWritten,
    "calamine-issue_594_dos.ods": errors.HalfWritten,
    "calamine-pass_protected.ods": errors.Encrypted,
    "calamine-pass_protected.xlsx": errors.Encrypted,
    "half-written-save.xlsx": errors.HalfWritten,
    "notify-actually-a-png.xlsx": errors.NotASpreadsheet,
    "poi-54764.xlsx": errors.HalfWritten,
    "poi-duplicate-filename.xlsx": errors.EmptyFile,
    "roo-xls-in-disguise.xlsx": errors.WrongExtension,
    "zero-bytes.xlsx": errors.EmptyFile,
}
# sheet -> rows that are there, though no column is an indicator
UNKNOWN: dict[str, dict[str, int]] = {
    "calamine-inlineStr_cdata.xlsx": {"Sheet1": 1},
    "calamine-issue_174.xlsx": {"Sheet1": 1},
    "calamine-merged_range.xlsx": {"Sheet1": 1, "Sheet2": 1},
    "calamine-nonstandard-xml-ns-prefix.xlsx": {"Sheet1": 2},
    "calamine-strict_iso_paths.xlsx": {"ml_out": 75},
    "notify-exotic_types.xlsx": {"Sheet1": 14},
    "notify-filters_hidden_cols_rows.xlsx": {"Sheet1": 23},
    "notify-hidden_sheet.xlsx": {"Sheet2": 6},
    "notify-merged_cells.xlsx": {"Sheet1": 4},
    "phpspreadsheet-backslash-zip.xlsx": {"Sheet": 2},
    "poi-52348.xlsx": {"balance": 8},
    "poi-bug60858.xlsx": {"Arbeitszeitcheck_2.3": 1},
    "sse-list.xls": {"股票": 1700},
    "revenue-by-industry-600006-stacked-blocks.csv": {"revenue-by-industry-600006-stacked-blocks": 2},
}


def find(name: str) -> Path:
    return next(FOLDER.rglob(name))


def counted(readout: Readout) -> Counter[tuple[str, str]]:
    return Counter((issue.level, issue.code) for issue in readout.issues)


@pytest.mark.usefixtures("own_reader")
@pytest.mark.parametrize("name", REFUSED)
def test_unusable_sample_is_refused_in_one_sentence(name: str, read: Read) -> None:
    with pytest.raises(REFUSED[name]):
        read(find(name))


@pytest.mark.parametrize("name", UNKNOWN)
def test_sample_without_known_columns_is_ignored_aloud(name: str, read: Read) -> None:
    readout = read(find(name))

    assert {sheet.name: sheet.rows_read for sheet in readout.sheets} == UNKNOWN[name]
    assert readout.rows_read == 0
    assert {("warning", "no_known_column"), ("warning", "transposed")} & set(counted(readout))


@pytest.mark.parametrize("name", ["poi-56278.xlsx", "poi-bug66675.xlsx"])
def test_sample_of_several_foreign_sheets_names_every_one(name: str, read: Read) -> None:
    readout = read(find(name))

    assert counted(readout)["warning", "no_known_column"] == len(readout.sheets) > 1


def test_years_across_the_top_are_read_once_the_firm_is_named(read: Read) -> None:
    path = find("financial-600006-years-as-columns.csv")
    unnamed, named = read(path), read(path, firm="东风汽车股份有限公司")

    assert ("error", "missing_firm") in counted(unnamed)
    assert (unnamed.rows_read, unnamed.rejected.height, named.rejected.height) == (4, 4, 0)
    of_2019 = named.figures.filter(named.figures["year"] == 2019).max()
    assert of_2019.select("main_revenue", "net_profit", "total_assets", "total_liabilities").row(0) == (
        1352014.0,
        44241.0,
        1881891.0,
        1112369.0,
    )
    assert named.figures["year"].n_unique() == 24


def test_stacked_blocks_are_told_apart_and_one_of_them_can_be_chosen(read: Read) -> None:
    path = find("revenue-by-industry-600006-stacked-blocks.csv")
    first, third = read(path), read(path, table=3)

    assert len(first.sheets[0].tables) == 33
    assert counted(first)["warning", "further_table"] == counted(third)["warning", "further_table"] == 32
    assert (first.sheets[0].header_row, third.sheets[0].header_row) == (2, 12)


def test_an_old_workbook_says_what_cannot_be_seen_in_it(read: Read) -> None:
    assert ("info", "unseen_formulas") in counted(read(find("sse-list.xls")))


def test_every_sample_has_an_expected_outcome() -> None:
    named = {"firm-register-with-codes.xlsx", "szse-a-shares.xlsx", "hubei-1990.csv", "central-soe.xlsx"}
    named |= {
        "company-names.xlsx",
        "financial-600006-years-as-columns.csv",
        "poi-56278.xlsx",
        "poi-bug66675.xlsx",
        *REFUSED,
        *UNKNOWN,
    }

    assert {path.name for path in FOLDER.rglob("*.*") if path.suffix != ".md"} == named


def test_register_with_codes_is_read_whole_and_its_repeats_are_merged(read: Read) -> None:
    readout = read(find("firm-register-with-codes.xlsx"))
    issues = counted(readout)

    assert readout.rows_read == 4810
    assert issues["warning", "check_digit"] == 5
    assert issues["warning", "old_registration_number"] == 530
    assert readout.merged == issues["info", "merged_repeat"] == 1127
    assert readout.firms.height == 4810 - 1127
    assert issues["error", "conflicting_rows"] == readout.rejected.height == 42
    assert [column.header for column in readout.sheets[0].columns][6].startswith("行业")
    assert len(readout.sheets[0].columns) == 17


def test_register_points_out_the_letter_o(read: Read) -> None:
    readout = read(find("firm-register-with-codes.xlsx"))
    proposals = [issue.facts["proposal"] for issue in readout.issues if "proposal" in issue.facts]

    assert proposals == ["91371626MA3N0LHN7H"]


def test_stock_list_shows_all_rows_and_columns_though_its_dimension_says_a1(read: Read) -> None:
    readout = read(find("szse-a-shares.xlsx"))
    sheet = readout.sheets[0]

    assert (readout.rows_read, len(sheet.columns)) == (2870, 22)
    assert sheet.missing == ("credit_code",)
    assert ("warning", "missing_credit_code") in counted(readout)
    assert readout.firms["name"][1] == "万科企业股份有限公司"


def test_capital_with_units_in_its_cells(read: Read) -> None:
    readout = read(find("hubei-1990.csv"))

    assert readout.rows_read == 941
    assert readout.firms.filter(readout.firms["registered_capital"] == 30.0).height > 0
    assert {issue.code for issue in readout.issues if issue.level == "error"} == {"not_a_number", "foreign_currency"}


def test_blank_first_row_is_no_header(read: Read) -> None:
    sheet = read(find("central-soe.xlsx")).sheets[0]

    assert (sheet.header_row, sheet.rows_read, sheet.missing) == (2, 105, ("credit_code",))


def test_list_of_short_names_only_lacks_a_key(read: Read) -> None:
    readout = read(find("company-names.xlsx"))

    assert readout.rejected.height == readout.rows_read == 3427
    assert ("error", "missing_key") in counted(readout)


def test_uncalculated_formulas_and_hidden_sheets_are_said(read: Read) -> None:
    assert ("warning", "formulas_not_calculated") in counted(read(find("poi-bug60858.xlsx")))
    assert ("warning", "hidden_sheets") in counted(read(find("notify-hidden_sheet.xlsx")))


@pytest.mark.parametrize(
    "name",
    [
        "firm-register-with-codes.xlsx",
        "szse-a-shares.xlsx",
        "central-soe.xlsx",
        "poi-bug60858.xlsx",
        "calamine-issue_174.xlsx",  # which claims to reach to the last cell of the sheet
    ],
)
def test_marked_sample_reads_as_the_sample_itself(name: str, read: Read) -> None:
    first = read(find(name))
    made = mark_workbook(find(name).read_bytes(), name, first.issues, {}, sheets=first.sheets)
    again = read(made.content, made.filename)

    assert made.is_original
    assert again.firms.equals(first.firms)
    assert counted(again) - counted(first) == {("info", "status_column"): 2}
    assert not counted(first) - counted(again)


@pytest.mark.parametrize("name", ["calamine-strict_iso_paths.xlsx", "hubei-1990.csv", "sse-list.xls"])
def test_sample_that_openpyxl_cannot_write_back_comes_back_as_an_extract(name: str, read: Read) -> None:
    first = read(find(name))
    made = mark_workbook(find(name).read_bytes(), name, first.issues, {}, sheets=first.sheets)

    assert not made.is_original
    assert read(made.content, made.filename).sheets[0].header_row == first.sheets[0].header_row
