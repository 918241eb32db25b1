"""Rows of a frame into SQLite by the driver's own executemany.

Most of the time goes to Python's values, so there are as few as possible: a column that says the same in every row (the moment
and the person of a journal entry) is handed over once per statement, the others as one flat sequence without a tuple per row,
and never more rows at once than stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection

TOGETHER = 50  # rows of one INSERT: what SQLite does once a statement is then no longer the half of the work
ROWS_AT_ONCE = 2_000
MOST_VALUES = 30_000  # of one statement; SQLite takes 32,766
LONG = 200  # bytes of a text, on average, from which on a column goes to SQLite as bytes


def insert_rows(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """Append the frame's rows; its columns are columns of the table."""
    long = _long_texts(frame)
    frame = frame.with_columns(pl.col(long).cast(pl.Binary))
    same = _said_once(frame)
    rest = [name for name in frame.columns if name not in same]
    once = rows_for_sqlite(frame.select(same).head(1))[0] if same else ()
    together = max(1, min(TOGETHER, (MOST_VALUES - len(same)) // max(1, len(rest))))
    names = ", ".join(f'"{name}"' for name in (*same, *rest))
    head = f'INSERT INTO "{table}" ({names}) VALUES '
    marks = _Marks(tuple(name in long for name in (*same, *rest)), len(same))
    whole = frame.height - frame.height % together
    for count, rows in ((together, frame.head(whole)), (frame.height - whole, frame.slice(whole))):
        for part in rows.iter_slices(max(1, ROWS_AT_ONCE // count) * count) if rows.height else ():
            values = _flat(part.select(rest), part.height)
            width = count * len(rest)
            groups = [once + tuple(values[at * width : (at + 1) * width]) for at in range(part.height // count)]
            connection.exec_driver_sql(head + marks.of(count), groups)


def run_rows(connection: Connection, statement: str, frame: pl.DataFrame) -> None:
    """Run the statement for each row. A part at a time, so that never all values are Python's at once."""
    for part in frame.iter_slices(ROWS_AT_ONCE):
        if part.height:
            connection.exec_driver_sql(statement, rows_for_sqlite(part))


def rows_for_sqlite(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as SQLite keeps them: days as text, moments as the text that SQLAlchemy writes."""
    return _as_kept(frame).rows()


class _Marks:
    """The places of values in a statement: of those that are said once always the same."""

    def __init__(self, long: Sequence[bool], once: int) -> None:
        self._long, self._once = long, once

    def of(self, count: int) -> str:
        """For so many rows."""
        width = len(self._long) - self._once
        places = [
            [place if place < self._once else place + row * width for place in range(len(self._long))]
            for row in range(count)
        ]
        return ",".join(f"({','.join(map(self._mark, row, self._long))})" for row in places)

    def _mark(self, place: int, is_long: bool) -> str:
        return f"CAST(?{place + 1} AS TEXT)" if is_long else f"?{place + 1}"


def _flat(frame: pl.DataFrame, height: int) -> list[Any]:
    """All values row after row."""
    columns = _as_kept(frame).get_columns()
    values: list[Any] = [None] * (height * len(columns))
    for position, column in enumerate(columns):
        values[position :: len(columns)] = column.to_list()
    return values


def _as_kept(frame: pl.DataFrame) -> pl.DataFrame:
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    days = [name for name, kind in frame.schema.items() if kind == pl.Date]
    return frame.with_columns(
        pl.col(days).dt.strftime("%Y-%m-%d"), pl.col(moments).dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
    )


def _said_once(frame: pl.DataFrame) -> list[str]:
    """The columns that hold the same value in every row."""
    equal = frame.select(pl.all().eq_missing(pl.all().first()).all()).row(0)
    return [name for name, is_equal in zip(frame.columns, equal, strict=True) if is_equal]


def _long_texts(frame: pl.DataFrame) -> list[str]:
    """Columns of long texts, such as the journal's. As bytes they need not become Python's texts, which keep Chinese in
    another encoding, only to be turned back by the driver: a third of the time that it takes to insert them."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    lengths = frame.select(pl.col(texts).str.len_bytes().mean()).rows()
    return [name for name, length in zip(texts, *lengths, strict=True) if (length or 0) > LONG] if texts else []
