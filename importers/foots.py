"""What stands below the rows of a table: a total, notes, who filled it in."""

from __future__ import annotations

from collections.abc import Sequence

from importers.words import plain, words

Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


def foot_row(rows: Sequence[Sequence[str]], merged: Sequence[Area], first: int) -> int:
    """The first row of what stays below the data, counted from 0: a total, a note, a line over half of the table; else -1.

    >>> foot_row([["名称", "收入"], ["", ""], ["合计", ""]], (), 1)
    2
    """
    wide = {
        row
        for top, left, bottom, right in merged
        if top >= first and 2 * (right - left + 1) >= max(3, len(rows[0]))
        for row in range(top, bottom + 1)
    }
    return next((number for number in range(first, len(rows)) if number in wide or _is_foot(rows[number])), -1)


def _is_foot(cells: Sequence[str]) -> bool:
    texts = [plain(text) for text in cells if text.strip()][:2]
    return any(text.strip(":") in words().totals or words().note.match(text) for text in texts)
