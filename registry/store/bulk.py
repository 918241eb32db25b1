"""Whole frames in and out of the database: no objects, no query in a loop.

SQLite takes tuples by the driver's own executemany; PostgreSQL takes COPY, by way of a passing table for updates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Boolean, Date, Float, Integer, Select, Table, func, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from registry.store.copying import copy_rows, passing_table, update_from_copy
from registry.store.membership import is_one_of
from registry.store.sqlite_rows import insert_rows, run_rows


def read_frame(session: Session, statement: Select[Any]) -> pl.DataFrame:
    """The statement's rows as a frame, typed by its columns; the driver's rows go in unwrapped."""
    session.flush()
    result = session.connection().execute(statement)
    columns = {column.name: frame_type(column.type) for column in statement.selected_columns}
    return framed(result.cursor.fetchall(), columns, session.get_bind().dialect.name)


def framed(rows: list[Any], columns: Mapping[str, Any], dialect: str) -> pl.DataFrame:
    """The driver's rows as a frame whose columns have these types; SQLite knows neither days nor flags."""
    held_as = dict(columns)
    if dialect == "sqlite":
        held_as = {name: _SQLITE_HOLDS.get(kind, kind) for name, kind in columns.items()}
    frame = pl.DataFrame(rows, schema=held_as, orient="row")
    return frame.with_columns(_as_typed(name, kind) for name, kind in columns.items() if kind != held_as[name])


def read_frame_where(session: Session, statement: Select[Any], column: Any, values: Sequence[Any]) -> pl.DataFrame:
    """Like `read_frame` for the rows whose column is one of many values."""
    return read_frame(session, statement.where(is_one_of(session, column, values)))


def look_up(session: Session, statement: Select[Any], column: Any, values: Sequence[Any]) -> pl.DataFrame:
    """The same, in any order, for values that may be more than the table has rows: then the table is read once as a whole,
    which takes less than looking up every value. `values` are of the column's own type."""
    enough = select(func.count()).select_from(select(column).limit(len(values) + 1).subquery())
    if session.execute(enough).scalar_one() > len(values):
        return read_frame_where(session, statement, column, values)
    rows = read_frame(session, statement.add_columns(column.label("~sought")))
    if rows.is_empty():
        return rows.drop("~sought")
    return rows.filter(pl.col("~sought").is_in(pl.Series(values, dtype=rows.schema["~sought"]).implode())).drop(
        "~sought"
    )


def insert_frame(session: Session, table: Table, frame: pl.DataFrame) -> None:
    """Append the frame's rows; its columns are columns of the table."""
    if not frame.height:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        copy_rows(connection, table.name, frame)
    else:
        insert_rows(connection, table.name, frame)


def update_frame(session: Session, table: Table, frame: pl.DataFrame, keys: Sequence[str]) -> None:
    """Set the frame's other columns in the rows that its key columns name."""
    values = [name for name in frame.columns if name not in keys]
    if not frame.height or not values:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        update_from_copy(connection, table, frame, keys, values)
    else:
        sets = ", ".join(f'"{name}" = ?' for name in values)
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        run_rows(connection, f'UPDATE "{table.name}" SET {sets} WHERE {where}', frame.select(*values, *keys))


def delete_frame(session: Session, table: Table, keys: pl.DataFrame) -> None:
    """Delete the rows that the frame names by its columns, all of them together."""
    if not keys.height:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        with passing_table(connection, table, keys) as passing:
            same = " AND ".join(f'"{table.name}"."{name}" = "{passing}"."{name}"' for name in keys.columns)
            connection.exec_driver_sql(f'DELETE FROM "{table.name}" USING "{passing}" WHERE {same}')
    else:
        where = " AND ".join(f'"{name}" = ?' for name in keys.columns)
        run_rows(connection, f'DELETE FROM "{table.name}" WHERE {where}', keys)


def delete_where(session: Session, table: Table, column: Any, values: Sequence[Any]) -> None:
    """Delete the rows whose column is one of many values."""
    if values:
        session.execute(table.delete().where(is_one_of(session, column, values)))


def frame_type(kind: TypeEngine[Any]) -> pl.DataType | type[pl.DataType]:
    """The frame's type for a column of the store."""
    if isinstance(kind, Boolean):
        return pl.Boolean
    if isinstance(kind, Integer):
        return pl.Int64
    if isinstance(kind, Float):
        return pl.Float64
    return pl.Date if isinstance(kind, Date) else pl.String


_SQLITE_HOLDS: dict[Any, Any] = {pl.Boolean: pl.Int64, pl.Date: pl.String}


def _as_typed(name: str, kind: Any) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d") if kind == pl.Date else pl.col(name).cast(kind)
