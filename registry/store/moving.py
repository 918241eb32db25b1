"""Every row of a SQLite database into an empty PostgreSQL database, as it is stored: values are neither read nor written anew,
so that texts keep their very letters and the seals over the journal stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, text

from registry.store.copies import CopyFailed, counts, one_moment
from registry.store.schema import METADATA

ROWS_AT_ONCE = 5_000


def copy_rows_across(source: Connection, target: Connection) -> dict[str, int]:
    """Copy table by table, those that others refer to first, and let numbers go on where they are; rows by table."""
    target.execute(text("SET LOCAL TIME ZONE 'UTC'"))  # SQLite's moments say no zone, and all of them are UTC
    done = {}
    for table in METADATA.sorted_tables:
        done[table.name] = _copy(table, source, target)
        continue_numbers(table, target)
    return done


def holds_rows(engine: Engine) -> bool:
    """Whether any table has a row."""
    with one_moment(engine) as connection:
        return any(counts(connection).values())


def _copy(table: Table, source: Connection, target: Connection) -> int:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    from psycopg import Error  # only who moves to PostgreSQL waits for its driver

    cursor = target.connection.cursor()
    try:
        return _send(cursor, f'COPY "{table.name}" ({names}) FROM STDIN', _rows(source, table.name, names))
    except Error as error:  # the driver's own, since nothing of this goes through SQLAlchemy
        raise CopyFailed(reason=f"{table.name}: {str(error).splitlines()[0]}") from None


def _send(cursor: Any, statement: str, rows: Iterator[tuple[Any, ...]]) -> int:
    number = 0
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            number += 1
    return number


def _rows(source: Connection, table: str, names: str) -> Iterator[tuple[Any, ...]]:
    """The driver's own rows: a moment is text, a truth is 0 or 1, as COPY takes them."""
    cursor = source.connection.cursor()
    cursor.execute(f'SELECT {names} FROM "{table}"')
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from rows


def continue_numbers(table: Table, target: Connection) -> None:
    """Let PostgreSQL number the next row after those that came with a number of their own."""
    numbered = [column for column in table.primary_key.columns if column.name == "id" and not column.foreign_keys]
    if numbered:
        sequence = target.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}).scalar()
        if sequence:
            highest = f'SELECT setval(:sequence, coalesce(max(id), 1), max(id) IS NOT NULL) FROM "{table.name}"'
            target.execute(text(highest), {"sequence": sequence})
