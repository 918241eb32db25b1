"""Frames into PostgreSQL: COPY, by way of a passing table where rows are updated or deleted.

A frame goes in as CSV that Polars writes: taken apart into Python's values, row after row, it takes several times as long.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl
from sqlalchemy import Connection, Table

ROWS_AT_ONCE = 20_000


def copy_rows(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """Append the frame's rows to a table."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    cursor = connection.connection.cursor()
    said = f"COPY \"{table}\" ({names}) FROM STDIN (FORMAT csv, ENCODING 'UTF8')"
    with cursor, cursor.copy(said) as copy:  # type: ignore[attr-defined]
        for part in frame.iter_slices(ROWS_AT_ONCE):
            copy.write(_csv(part))


def _csv(frame: pl.DataFrame) -> bytes:
    """Texts in quotes, so that an empty one is not taken for NULL."""
    written = io.BytesIO()
    frame.write_csv(written, include_header=False, quote_style="non_numeric")
    return written.getvalue()


def update_from_copy(
    connection: Connection, table: Table, frame: pl.DataFrame, keys: Sequence[str], values: Sequence[str]
) -> None:
    """Set values in the rows that the key columns name."""
    with passing_table(connection, table, frame) as passing:
        sets = ", ".join(f'"{name}" = "{passing}"."{name}"' for name in values)
        same = " AND ".join(f'"{table.name}"."{name}" = "{passing}"."{name}"' for name in keys)
        connection.exec_driver_sql(f'UPDATE "{table.name}" SET {sets} FROM "{passing}" WHERE {same}')


@contextmanager
def passing_table(connection: Connection, table: Table, frame: pl.DataFrame) -> Iterator[str]:
    """The name of a table of the frame's rows that is gone after the block."""
    passing = f"incoming_{table.name}"
    names = ", ".join(f'"{name}"' for name in frame.columns)
    connection.exec_driver_sql(
        f'CREATE TEMPORARY TABLE "{passing}" ON COMMIT DROP AS SELECT {names} FROM "{table.name}" WITH NO DATA'
    )
    copy_rows(connection, passing, frame)
    yield passing
    connection.exec_driver_sql(f'DROP TABLE "{passing}"')
