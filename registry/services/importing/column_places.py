"""Which column of a sheet gave the figure of a year: by the year in its head, by the row's own year, or by 上年 and its like."""

from __future__ import annotations

from collections.abc import Sequence

from importers.headers import read_head
from importers.mapping import ColumnMapping
from importers.readout import SheetReadout

YEARS_ACROSS = "names_down"  # the reason of the column that names the indicators where years stand across the top


def column_for(sheet: SheetReadout, code: str, year: int | None, years: Sequence[int]) -> ColumnMapping | None:
    """The column that means the indicator in that year (None: the firm itself), or None where the sheet has none.

    `years` are all years that the row speaks of; they settle which of 本年 and 上年 is meant.
    """
    if any(column.reason == YEARS_ACROSS for column in sheet.columns):
        return next((one for one in sheet.columns if one.reason == "year" and one.year == year), None)
    meant = [column for column in sheet.columns if column.indicator == code]
    exact = [column for column in meant if column.year == year]
    if year is None or (exact and year is not None):
        return next(iter(exact or meant), None)
    undated = [column for column in meant if column.year is None]
    by_offset = {offset_of(column): column for column in undated}
    base = max(years, default=year) - max(by_offset, default=0)
    return by_offset.get(year - base) or next(iter(undated), None)


def offset_of(column: ColumnMapping) -> int:
    """How many years from the row's own the head says: −1 for 上年.

    >>> offset_of(ColumnMapping("C", "上年营业收入", "revenue")), offset_of(ColumnMapping("D", "营业收入", "revenue"))
    (-1, 0)
    """
    return read_head((column.header,)).offset or 0
