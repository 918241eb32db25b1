"""Room for two more columns in somebody's sheet: their widths and the filter buttons. Runs in the reading process only."""

from __future__ import annotations

from copy import copy

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.worksheet import Worksheet


def set_apart(table: Worksheet, column: int) -> None:
    """Takes a column out of a run of columns that share one width, which reaches to the sheet's edge in many files."""
    letter = get_column_letter(column)
    for run in list(table.column_dimensions.values()):
        if run.min and run.max and run.min <= column <= run.max and run.min < run.max:
            if column < run.max:
                rest = copy(run)
                rest.index, rest.min, rest.max = get_column_letter(column + 1), column + 1, run.max
                table.column_dimensions[rest.index] = rest
            if run.min < column:
                run.max = column - 1
            else:
                run.max = column
    table.column_dimensions[letter].hidden = False


def add_filter(table: Worksheet, header_row: int, last: int) -> None:
    """Filter buttons on the header's last row; a filter of the user's own keeps its conditions."""
    bottom = max(table.max_row, header_row + 1)
    first = 1
    tables = [range_boundaries(other.ref) for other in table.tables.values()]
    if tables:  # a filter must not lie over a table object, which has one of its own
        first = max(area[2] or 0 for area in tables) + 1
    old = range_boundaries(table.auto_filter.ref) if table.auto_filter.ref else None
    if old and not tables and old[1] == header_row:
        first = old[0] or 1
    else:
        table.auto_filter = AutoFilter()
    table.auto_filter.ref = f"{get_column_letter(min(first, last - 1))}{header_row}:{get_column_letter(last)}{bottom}"
