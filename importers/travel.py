"""Columns of cells on their way from the reading process to the one that asked: as bytes, one column at a time."""

from __future__ import annotations

import marshal
from datetime import date, datetime, time, timedelta
from typing import Any

from importers.raw import Cell

VERSION = 2  # later versions look every cell up among those before it, which takes longer than it spares
PLAIN, DATED = b"\x00", b"\x01"


def packed(column: list[Any]) -> bytes:
    """A column as bytes. Days and moments travel as bytes, which no cell is otherwise; times and durations become texts.

    Whether a column holds any of them is not asked of every cell: marshal refuses them.
    """
    try:
        return PLAIN + marshal.dumps(column, VERSION)
    except ValueError:
        return DATED + marshal.dumps([_travelling(cell) for cell in column], VERSION)


def unpacked(column: bytes) -> list[Cell]:
    """What `packed` made, as cells again.

    >>> unpacked(packed([1.5, "", date(2025, 1, 31)]))
    [1.5, '', datetime.date(2025, 1, 31)]
    """
    cells: list[Cell | bytes] = marshal.loads(memoryview(column)[1:])
    if column[:1] == PLAIN:
        return cells  # type: ignore[return-value]
    return [_moment(cell.decode()) if isinstance(cell, bytes) else cell for cell in cells]


def _travelling(cell: Any) -> Any:
    if isinstance(cell, date | datetime):
        return cell.isoformat().encode()
    return str(cell) if isinstance(cell, time | timedelta) else cell


def _moment(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
