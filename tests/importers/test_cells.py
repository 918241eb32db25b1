"""Cells as people write them, as a table: kind; cell; unit; expected value, or ! and the code of the fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from importers.cells import CellFault, parse_cell
from importers.codes import CodeReading, has_right_digit, read_code
from importers.columns import parse_column
from importers.issues import FAULTS
from importers.words import find_unit
from registry.catalogue.reader import load_catalogue
from tests.importers.conftest import TODAY

INDICATORS = load_catalogue().indicators
BY_KIND = {
    "amount": INDICATORS["revenue"],
    "dollars": next(indicator for indicator in INDICATORS.values() if indicator.unit == "万美元"),
    "count": INDICATORS["staff"],
    "number": INDICATORS["market_rank_national"],
    "ratio": INDICATORS["market_share"],
    "year": INDICATORS["national_award_year"],
    "date": INDICATORS["founded_on"],
    "flag": INDICATORS["is_listed"],
    "choice": INDICATORS["rd_institution_level"],
    "text": INDICATORS["park"],
    "code": INDICATORS["credit_code"],
}
LINES = Path(__file__).with_name("cells.csv").read_text(encoding="utf-8").splitlines()[1:]
TABLE = [tuple(line.split(";")) for line in LINES if not line.startswith("# ")]
NUMERIC = [BY_KIND[kind] for kind in ("amount", "count", "number", "ratio")]


@pytest.mark.parametrize(("kind", "cell", "unit", "expected"), TABLE)
def test_cell_is_read_as_the_table_says(kind: str, cell: str, unit: str, expected: str) -> None:
    value = parse_cell(cell, BY_KIND[kind], unit or None, TODAY)

    assert _written(value, kind) == expected


@pytest.mark.parametrize(("kind", "cell", "unit", "expected"), [row for row in TABLE if row[0] != "code"])
def test_column_reads_a_cell_as_the_form_does(kind: str, cell: str, unit: str, expected: str) -> None:
    if kind == "ratio" and "%" not in cell and "％" not in cell:
        unit = "%"
    column = parse_column([cell, ""], BY_KIND[kind], find_unit(unit) if unit else None, TODAY)
    value = column.faults[0][1] if column.faults else column.values[0]

    assert _written(value, kind) == expected


@pytest.mark.parametrize("cell", [line[1] for line in TABLE if line[3].startswith("!")])
def test_every_refusal_says_what_is_wrong_and_shows_no_placeholder(cell: str) -> None:
    for indicator in BY_KIND.values():
        fault = parse_cell(cell, indicator, None, TODAY)
        if isinstance(fault, CellFault):
            assert fault.code in FAULTS
            assert "{" not in fault.sentence()


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        (43221.0, "date", "2018-05-01"),
        (2018.5, "date", "2018-05-01"),
        (date(2018, 5, 3), "date", "2018-05-03"),
        (1.0, "flag", "True"),
        (True, "flag", "True"),
        (True, "amount", "!not_a_number"),
        (date(2025, 1, 1), "amount", "!date_for_number"),
        (2024.0, "year", "2024"),
        (420100.0, "text", "420100"),
        (914290050930082112.0, "code", "!code_is_number"),
    ],
)
def test_typed_cells_keep_their_meaning(cell: float | bool | date, kind: str, expected: str) -> None:
    assert _written(parse_cell(cell, BY_KIND[kind], None, TODAY), kind) == expected


@given(st.text(max_size=40))
def test_no_text_makes_a_parser_stumble(text: str) -> None:
    for indicator in BY_KIND.values():
        parse_cell(text, indicator, None, TODAY)


@given(st.lists(st.one_of(st.text(max_size=12), st.floats(allow_nan=False), st.booleans(), st.dates()), max_size=8))
def test_no_mixture_of_cells_makes_a_column_stumble(cells: list[str | float | bool | date]) -> None:
    for indicator in BY_KIND.values():
        column = parse_column(cells, indicator, None, TODAY)
        assert len(column.values) == len(cells)
        assert all(column.values[index] is None for index, _ in column.faults)


@given(st.floats(min_value=0, max_value=1e8), st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_a_number_and_its_text_are_the_same_amount(number: float, unit: str) -> None:
    revenue = BY_KIND["amount"]
    bulk = parse_column([number, repr(number)], revenue, find_unit(unit), TODAY).values.to_list()
    form = parse_cell(repr(number), revenue, unit, TODAY)
    alone = None if isinstance(form, CellFault) else form

    assert bulk[0] == bulk[1]
    assert bulk[0] == pytest.approx(alone, abs=1.1e-6) if alone is not None else bulk[0] is None


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9), st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_check_digit_agrees_with_stdnum(tail: str, head: str) -> None:
    body = head + tail
    for digit in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        assert has_right_digit(body + digit) == uscc.is_valid(body + digit)


@pytest.mark.parametrize(("kind", "unit"), [("amount", "万美元"), ("amount", "万港元"), ("dollars", "万元")])
def test_a_number_under_another_money_is_refused_and_never_converted(kind: str, unit: str) -> None:
    fault = parse_cell("12", BY_KIND[kind], unit, TODAY)

    assert isinstance(fault, CellFault)
    assert fault.code == "foreign_currency"


def test_look_alike_letters_are_pointed_out_and_not_repaired() -> None:
    reading = read_code("91371626MA3NOLHN7H")

    assert isinstance(reading, CodeReading)
    assert reading.code == "91371626MA3NOLHN7H"
    assert reading.note is not None
    assert reading.note.facts["proposal"] == "91371626MA3N0LHN7H"


def test_lower_case_l_is_offered_as_one() -> None:
    reading = read_code("9l429005093008211W")

    assert isinstance(reading, CodeReading)
    assert reading.note is not None
    assert reading.note.facts["proposal"] == "91429005093008211W"


def _written(value: object, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, CellFault):
        return f"!{value.code}"
    if isinstance(value, float):
        return f"{value:.9g}"
    return str(value)


def test_a_technical_field_outside_the_eight_is_kept_so_that_the_rule_can_fail_it() -> None:
    field = load_catalogue().indicators["hightech_field"]
    assert parse_cell("农业科技", field, None, TODAY) == "农业科技"
