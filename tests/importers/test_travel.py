"""Columns on their way between two processes: whatever a reader makes of a cell arrives as it left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from importers.travel import packed, unpacked


def test_plain_cells_arrive_as_they_were() -> None:
    cells = ["营业收入", 1.5, "", 3, True, float("inf")]
    arrived = unpacked(packed(cells))
    assert arrived == cells
    assert [type(cell) for cell in arrived] == [type(cell) for cell in cells]


def test_days_and_moments_arrive_and_times_become_texts() -> None:
    cells = ["成立时间", date(2018, 5, 1), datetime(2018, 5, 1, 9, 30), time(9, 30), timedelta(hours=30), 2.0]
    arrived = unpacked(packed(cells))
    assert arrived == ["成立时间", date(2018, 5, 1), datetime(2018, 5, 1, 9, 30), "09:30:00", "1 day, 6:00:00", 2.0]
