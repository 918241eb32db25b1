"""Columns of cells on their way from the reading process to the one that asked: as bytes, some rows at a time.

The parts of a column that are nothing but numbers and blanks travel as bare doubles and need never become cells; the others
are marshalled. A part is packed while its cells are still in the processor's cache, and given up before the next is read.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from math import isnan, nan
from typing import Any

from importers.raw import Cell

VERSION = 2  # later versions look every cell up among those before it, which takes longer than it spares
PLAIN, DATED, NUMBERS = b"\x00", b"\x01", b"\x02"
FIRST_PART, PART = (
    50,
    1_000,
)  # the first rows, where the heads are, are a part of their own, so that others are numbers alone


def parts(height: int, first: int = FIRST_PART) -> Iterator[range]:
    """The rows of each part.

    >>> [len(rows) for rows in parts(1_100)]
    [50, 1000, 50]
    """
    if height:
        yield range(min(first, height))
    for start in range(first, height, PART):
        yield range(start, min(start + PART, height))


def packed(cells: Sequence[Any]) -> bytes:
    """A part of a column as bytes. Days and moments travel as bytes, which no cell is otherwise; times and durations become texts.

    Whether a part holds any of them is not asked of every cell: marshal refuses them.
    """
    numbers = _numbers(cells)
    if numbers is not None:
        return NUMBERS + numbers.tobytes()
    try:
        return PLAIN + marshal.dumps([*cells], VERSION)
    except ValueError:
        return DATED + marshal.dumps([_travelling(cell) for cell in cells], VERSION)


def unpacked(part: bytes) -> list[Cell]:
    """What `packed` made, as cells again.

    >>> unpacked(packed([1.5, "", date(2025, 1, 31)])), unpacked(packed([1.5, ""]))
    ([1.5, '', datetime.date(2025, 1, 31)], [1.5, ''])
    """
    if part[:1] == NUMBERS:
        return ["" if isnan(number) else number for number in doubles(part)]
    cells: list[Cell | bytes] = marshal.loads(memoryview(part)[1:])
    if part[:1] == PLAIN:
        return cells  # type: ignore[return-value]
    return [_moment(cell.decode()) if isinstance(cell, bytes) else cell for cell in cells]


def doubles(part: bytes) -> array[float]:
    """The numbers of a part that is NUMBERS, a blank as NaN."""
    numbers = array("d")
    numbers.frombytes(memoryview(part)[1:])
    return numbers


def _numbers(cells: Sequence[Any]) -> array[float] | None:
    """Cells of nothing but numbers and blanks; None where there is anything else, or a NaN that is none of ours."""
    kinds = set(map(type, cells))
    if kinds == {float}:
        return None if isnan(sum(cells)) else array("d", cells)
    if kinds != {float, str}:
        return None
    written = [cell for cell in cells if cell != ""]
    if set(map(type, written)) != {float} or isnan(sum(written)):
        return None
    return array("d", [nan if cell == "" else cell for cell in cells])


def _travelling(cell: Any) -> Any:
    if isinstance(cell, date | datetime):
        return cell.isoformat().encode()
    return str(cell) if isinstance(cell, time | timedelta) else cell


def _moment(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
