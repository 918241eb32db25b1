"""Frames into PostgreSQL: COPY, by way of a passing table where rows are updated or deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl
from sqlalchemy import Connection, Table

BUFFER = 10_000


def copy_rows(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """Append the frame's rows to a table."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    cursor = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:  # type: ignore[attr-defined]
        for row in frame.iter_rows(buffer_size=BUFFER):
            copy.write_row(row)


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
