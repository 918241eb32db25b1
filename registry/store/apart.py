"""Reading what is committed beside the session, over a connection of its own: from PostgreSQL by ADBC, whole columns at once.

It sees what is committed and nothing that the session's transaction has written; so it is used only where that transaction
has written nothing (`may_read_apart`), and never for a database in memory.

SQLite's own ADBC driver is not used: it brings a second copy of SQLite into the process, and closing a file in one copy
releases the locks that the other holds on it. A writer would lose its lock in the middle of a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi
import polars as pl
from sqlalchemy import Engine, Select, text
from sqlmodel import Session

from registry.store.bulk import frame_type, framed, read_frame
from registry.store.database import sqlite_file, wrote_nothing


class Apart:
    """Statements read over one connection, all of them in one snapshot."""

    def __init__(self, engine: Engine, cursor: Any) -> None:
        self._engine, self._cursor = engine, cursor

    def frame(self, statement: Select[Any]) -> pl.DataFrame:
        """The statement's rows typed by its columns, as `read_frame` gives them."""
        said = statement.compile(self._engine, compile_kwargs={"literal_binds": True})
        self._cursor.execute(str(said).replace("%%", "%"))
        columns = {column.name: frame_type(column.type) for column in statement.selected_columns}
        if self._engine.dialect.name == "sqlite":
            return framed(self._cursor.fetchall(), columns, "sqlite")
        read = self._cursor.fetch_polars()
        return read.select(pl.col(name).cast(kind) for name, kind in columns.items())


def may_read_apart(session: Session) -> bool:
    """Whether another connection sees all that the session sees: a database that can be opened twice, nothing written yet."""
    session.flush()
    engine = _engine(session)
    if engine.dialect.name == "postgresql":
        assigned = session.execute(text("SELECT pg_current_xact_id_if_assigned()::text")).scalar()
        return assigned is None
    return sqlite_file(engine) is not None and wrote_nothing(session.connection())


@contextmanager
def reading_apart(session: Session) -> Iterator[Apart]:
    """A snapshot of what is committed, beside the session."""
    engine = _engine(session)
    with closing(_connect(engine)) as connection, closing(connection.cursor()) as cursor:
        if engine.dialect.name == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        else:
            cursor.execute("BEGIN")
        yield Apart(engine, cursor)


def read_committed(session: Session, statement: Select[Any]) -> pl.DataFrame:
    """The statement's rows: beside the session where that sees the same, else over its own connection."""
    if not may_read_apart(session):
        return read_frame(session, statement)
    with reading_apart(session) as apart:
        return apart.frame(statement)


def _engine(session: Session) -> Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


def _connect(engine: Engine) -> Any:
    if engine.dialect.name == "postgresql":
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return adbc_driver_postgresql.dbapi.connect(address)
    file = sqlite_file(engine)
    assert file is not None
    address = f"{file.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
