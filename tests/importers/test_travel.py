"""Columns on their way between two processes: whatever a reader makes of a cell arrives as it left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from importers.raw import Cell
from importers.rawcells import raw_column
from importers.readcolumns import ReadColumn
from importers.travel import packed, parts, unpacked


def test_plain_cells_arrive_as_they_were() -> None:
    cells = ["营业收入", 1.5, "", 3, True, float("inf")]
    arrived = unpacked(packed(cells))
    assert arrived == cells
    assert [type(cell) for cell in arrived] == [type(cell) for cell in cells]


def test_days_and_moments_arrive_and_times_become_texts() -> None:
    cells = ["成立时间", date(2018, 5, 1), datetime(2018, 5, 1, 9, 30), time(9, 30), timedelta(hours=30), 2.0]
    arrived = unpacked(packed(cells))
    assert arrived == ["成立时间", date(2018, 5, 1), datetime(2018, 5, 1, 9, 30), "09:30:00", "1 day, 6:00:00", 2.0]


NUMBERS = [float(row) for row in range(2_500)]
COLUMNS = {
    "numbers": ["营业收入", *NUMBERS],
    "with blanks": ["", "营业收入", *(number if number % 7 else "" for number in NUMBERS), ""],
    "a text far down": [*NUMBERS, "合计"],
    "a number that is none": [*NUMBERS[:1_200], float("nan"), "", *NUMBERS],
    "flags": [True, False, 1.0] * 800,
    "blanks": [""] * 1_700,
    "short": [1.0, "", 2.0],
    "nothing": [],
}


@pytest.mark.parametrize("cells", COLUMNS.values(), ids=COLUMNS)
def test_a_column_reads_like_the_list_that_it_was_made_of(cells: list[Cell]) -> None:
    column = ReadColumn(
        [packed(cells[rows.start : rows.stop]) for rows in parts(len(cells))], [*map(len, parts(len(cells)))]
    )
    for start, stop in ((0, len(cells)), (1, len(cells)), (2, 1_100), (60, 1_049), (1_050, 2_050), (3, 3), (-5, -1)):
        window, expected = column[start:stop], cells[start:stop]
        assert len(window) == len(expected)
        assert repr(list(window)) == repr(expected)
        assert repr([window[index] for index in (0, -1) if expected]) == repr(
            [expected[i] for i in (0, -1) if expected]
        )
        assert repr(raw_column(window).to_list()) == repr(raw_column(expected).to_list())
        assert raw_column(window).dtype == raw_column(expected).dtype
    assert column[::2] == cells[::2] or cells is COLUMNS["a number that is none"]
    with pytest.raises(IndexError):
        column[len(cells)]
