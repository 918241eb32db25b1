"""Reading what is committed beside the session, over a connection of its own: from PostgreSQL by ADBC, whole columns at once;
from a large SQLite file by ADBC in a process of its own, from a small one row by row.

It sees what is committed and nothing that the session's transaction has written; so it is used only where that transaction
has written nothing (`may_read_apart`), and never for a database in memory.

SQLite's own ADBC driver is never used in this process: it brings a second copy of SQLite, and closing a file in one copy
releases the locks that the other holds on it. A writer would lose its lock in the middle of a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi
import polars as pl
from sqlalchemy import Engine, Select, text
from sqlmodel import Session

from registry.store.bulk import frame_type, framed, read_frame
from registry.store.database import sqlite_file, wrote_nothing
from registry.store.reader_process import reader_of

LARGE = 64_000_000  # bytes of a file from which on a process of its own reads sooner than this one, its start included
Columns = Mapping[str, Any]


class Apart:
    """Statements read over one connection, all of them in one snapshot."""

    def __init__(self, engine: Engine, read: Callable[[str, Columns], pl.DataFrame]) -> None:
        self._engine, self._read = engine, read

    def frame(self, statement: Select[Any]) -> pl.DataFrame:
        """The statement's rows typed by its columns, as `read_frame` gives them."""
        said = statement.compile(self._engine, compile_kwargs={"literal_binds": True})
        columns = {column.name: frame_type(column.type) for column in statement.selected_columns}
        return self._read(str(said).replace("%%", "%"), columns)


def may_read_apart(session: Session) -> bool:
    """Whether another connection sees all that the session sees: a database that can be opened twice, nothing written yet."""
    session.flush()
    engine = _engine(session)
    if engine.dialect.name == "postgresql":
        assigned = session.execute(text("SELECT pg_current_xact_id_if_assigned()::text")).scalar()
        return assigned is None
    return sqlite_file(engine) is not None and wrote_nothing(session.connection())


@contextmanager
def reading_apart(session: Session, *, large: int = LARGE) -> Iterator[Apart]:
    """A snapshot of what is committed, beside the session; a SQLite file of that many bytes is read in another process."""
    engine = _engine(session)
    if (file := sqlite_file(engine)) is None:
        with _reading_postgresql(engine) as apart:
            yield apart
    elif file.stat().st_size < large:
        with _reading_here(engine, file) as apart:
            yield apart
    else:
        with reader_of(file) as reader:
            if reader is not None:
                yield Apart(engine, lambda said, columns: typed(reader.frame(said), columns))
            else:
                with _reading_here(engine, file) as apart:
                    yield apart


def read_committed(session: Session, statement: Select[Any]) -> pl.DataFrame:
    """The statement's rows: beside the session where that sees the same, else over its own connection."""
    if not may_read_apart(session):
        return read_frame(session, statement)
    with reading_apart(session) as apart:
        return apart.frame(statement)


def typed(read: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """A driver's columns as the store's: SQLite keeps days as texts and flags as numbers, and knows no type of only nulls."""
    return read.select(
        pl.col(name).str.to_date("%Y-%m-%d")
        if kind == pl.Date and read.schema[name] == pl.String
        else pl.col(name).cast(kind)
        for name, kind in columns.items()
    )


def _engine(session: Session) -> Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


@contextmanager
def _reading_postgresql(engine: Engine) -> Iterator[Apart]:
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(adbc_driver_postgresql.dbapi.connect(address)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

        def read(said: str, columns: Columns) -> pl.DataFrame:
            cursor.execute(said)
            return typed(cursor.fetch_polars(), columns)

        yield Apart(engine, read)


@contextmanager
def _reading_here(engine: Engine, file: Path) -> Iterator[Apart]:
    """Row by row, by Python's own SQLite; a portion is read in another thread than the one that opened."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    connecting = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    with closing(connecting) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN")
        yield Apart(engine, lambda said, columns: framed(cursor.execute(said).fetchall(), columns, "sqlite"))
