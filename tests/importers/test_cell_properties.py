"""What holds for every cell, however it is dressed: wide or narrow, spaced, with separators, units and signs."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import uscc

from importers.answers import unit_named
from importers.cells import CellFault, parse_cell
from importers.checkdigits import right_digits
from importers.codes import CodeReading, has_right_digit, read_code
from importers.columns import parse_column
from importers.keys import parse_codes
from importers.raw import Cell, shown
from importers.rawcells import raw_column
from importers.shares import parse_shares
from importers.words import find_unit, words
from registry.catalogue.reader import load_catalogue
from registry.domain.indicators import Kind
from tests.importers.conftest import TODAY

INDICATORS = load_catalogue().indicators
REVENUE, PROFIT, STAFF = INDICATORS["revenue"], INDICATORS["net_profit"], INDICATORS["staff"]
SHARE, FOUNDED, LISTED, PARK = (INDICATORS[c] for c in ("market_share", "founded_on", "is_listed", "park"))
OF_EACH_KIND = [REVENUE, STAFF, SHARE, INDICATORS["market_rank_national"], FOUNDED, INDICATORS["national_award_year"]]
POWERS = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8, "万": 4, "亿": 8, "万元人民币": 4}
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

hundredths = st.integers(0, 10**9).map(lambda number: number / 100)
dresses = st.sampled_from(
    [str, lambda text: text.translate(WIDE), lambda text: f" {text}\n", lambda text: f"\u3000{text}\xa0"]
)
cells = st.one_of(
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.sampled_from(["", "-", "35%", "0.35", "1,234.5", "12万元", "约3", "10-20", "#N/A", "=A1", "2018.5", "是", "无"]),
)


@st.composite
def codes(draw: st.DrawFn) -> str:
    body = draw(st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True))
    return body + uscc.calc_check_digit(body)


@given(hundredths, st.sampled_from(list(POWERS)), st.booleans(), dresses)
def test_an_amount_is_the_same_in_every_dress(number: float, unit: str, separated: bool, dress: object) -> None:
    text = f"{number:,.2f}{unit}" if separated else f"{number:.2f}（{unit}）"
    value = parse_cell(dress(text), PROFIT, "元", TODAY)  # type: ignore[operator]
    expected = number * 10.0 ** (POWERS[unit] - 4)

    if expected <= 1e9:
        assert value == pytest.approx(expected, abs=1e-6, rel=1e-12)
    else:
        assert isinstance(value, CellFault)
        assert value.code == "out_of_bounds"


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.sampled_from(["-", "~", "—", "至", "～"]),
    st.sampled_from(["", "人", "万元"]),
)
def test_a_range_is_never_a_number(low: int, high: int, sign: str, unit: str) -> None:
    for indicator in (REVENUE, STAFF):
        fault = parse_cell(f"{low}{sign}{high}{unit}", indicator, None, TODAY)
        assert isinstance(fault, CellFault)
        assert fault.code == "number_range"


@given(st.integers(0, 10**6), st.sampled_from(words().approximate))
def test_a_number_that_is_only_roughly_known_is_never_one(number: int, word: str) -> None:
    for text in (f"{word}{number}", f"{number}{word}"):
        value = parse_cell(text, STAFF, None, TODAY)
        assert isinstance(value, CellFault) or text.startswith("+")


@given(st.sampled_from(sorted(words().missing)), dresses)
def test_a_word_for_missing_is_a_blank_and_never_zero(word: str, dress: object) -> None:
    text = dress(word)  # type: ignore[operator]
    for indicator in OF_EACH_KIND:
        column = parse_column([text, "1"], indicator, find_unit("%") if indicator is SHARE else None, TODAY)
        assert parse_cell(text, indicator, None, TODAY) is None
        assert column.values[0] is None
        assert not [index for index, _ in column.faults if index == 0]


@given(st.lists(cells, max_size=12))
@example(["0000000\x1f", "\x1c0000000", "000\x1d0000", "0000\x1e000"])
def test_a_column_says_of_each_cell_what_the_cell_alone_says(column: list[Cell]) -> None:
    for indicator in (PROFIT, STAFF, FOUNDED, LISTED, PARK):
        parsed = parse_column(column, indicator, None, TODAY)
        faults = {index: fault.code for index, fault in parsed.faults}
        for index, cell in enumerate(column):
            alone = parse_cell(cell, indicator, None, TODAY)
            if isinstance(alone, CellFault):
                assert faults[index] == alone.code
            elif indicator.kind is Kind.AMOUNT and alone is not None:
                assert parsed.values[index] == pytest.approx(alone, abs=1.1e-6)
            else:
                assert parsed.values[index] == alone
                assert index not in faults


@given(st.decimals(0, 100, places=2), dresses)
def test_a_share_with_its_sign_needs_no_neighbours(number: object, dress: object) -> None:
    text = dress(f"{number}%")  # type: ignore[operator]

    assert parse_cell(text, SHARE, None, TODAY) == pytest.approx(float(str(number)) / 100)
    assert parse_shares([text, 50.0, 0.5], SHARE, None, TODAY, None).values[0] == pytest.approx(
        float(str(number)) / 100
    )


@given(st.lists(st.floats(0, 100), max_size=8), st.sets(st.integers(0, 7)), st.booleans())
def test_a_told_unit_leaves_nothing_to_ask(numbers: list[float], percent: set[int], as_fractions: bool) -> None:
    unit = unit_named("1" if as_fractions else "%")
    column = parse_shares(numbers, SHARE, unit, TODAY, percent, told=True)

    assert "percent_unclear" not in {fault.code for _, fault in column.faults}
    assert not column.notes
    for index, number in enumerate(numbers):
        as_read = number if as_fractions or index in percent else number / 100
        assert column.values[index] == (pytest.approx(as_read, abs=1e-9) if as_read <= 1 else None)


@given(st.dates(date(1990, 1, 1), TODAY))
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    serial = float((day - date(1899, 12, 30)) / timedelta(days=1))
    spellings: list[Cell] = [day, day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", serial]
    spellings += [
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y.%m.%d}",
        f"{day} 00:00:00",
        f"{day.year} 年 {day:%m} 月 {day:%d} 日",
    ]

    assert {parse_cell(spelling, FOUNDED, None, TODAY) for spelling in spellings} == {day}


@given(st.sampled_from(sorted(words().true)), st.sampled_from(sorted(words().false)), dresses)
def test_a_flag_is_the_same_in_every_dress(yes: str, no: str, dress: object) -> None:
    assert parse_cell(dress(yes.upper()), LISTED, None, TODAY) is True  # type: ignore[operator]
    assert parse_cell(dress(no.upper()), LISTED, None, TODAY) is False  # type: ignore[operator]


@given(codes(), st.sampled_from([" ", "-", "\u3000", "\n", "."]), st.integers(1, 17), dresses)
def test_a_code_is_the_same_in_every_dress(code: str, separator: str, place: int, dress: object) -> None:
    for text in (code, code.lower(), f"{code[:place]}{separator}{code[place:]}"):
        reading = read_code(dress(text))  # type: ignore[operator]
        assert reading == CodeReading(code)
        assert parse_codes([dress(text)]).values.to_list() == [code]  # type: ignore[operator]


@given(codes(), st.sampled_from("OIl"), st.integers(2, 16))
def test_a_look_alike_is_pointed_out_and_never_repaired(code: str, letter: str, place: int) -> None:
    digit = {"O": "0", "I": "1", "l": "1"}[letter]
    right = code[:place] + digit + code[place + 1 : -1]
    right += uscc.calc_check_digit(right)
    reading = read_code(right[:place] + letter + right[place + 1 :])

    assert isinstance(reading, CodeReading)
    assert reading.code is not None
    assert reading.code[place] == letter.upper()
    assert reading.note is not None
    if reading.code != right:
        assert reading.note.facts.get("proposal") is None or has_right_digit(str(reading.note.facts["proposal"]))


@given(st.integers(10**15, 10**18).map(float), st.booleans())
def test_a_code_that_has_become_a_number_is_refused(number: float, as_text: bool) -> None:
    cell = f"{number:.2E}" if as_text else number
    codes_read = parse_codes([cell])

    assert codes_read.values.to_list() == [None]
    assert [fault.code for _, fault in codes_read.faults] == ["code_is_number"]


@given(st.lists(st.one_of(codes(), st.text(ALPHABET + "OIl武 ", min_size=16, max_size=19)), max_size=6))
def test_check_digits_of_a_column_are_those_of_its_codes(texts: list[str]) -> None:
    assert right_digits(pl.Series(texts, dtype=pl.String)).to_list() == [has_right_digit(text) for text in texts]


@given(st.lists(cells, min_size=1, max_size=8))
def test_kept_cells_are_shown_as_they_stood(column: list[Cell]) -> None:
    kept = raw_column(column)
    numbers = all(isinstance(cell, float) or cell == "" for cell in column) and any(cell != "" for cell in column)

    assert kept.dtype == (pl.Float64 if numbers else pl.String)
    assert [None if cell is None else shown(cell) for cell in kept] == [
        None if cell == "" else shown(cell) for cell in column
    ]
