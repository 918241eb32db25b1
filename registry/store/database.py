"""Engine and transactions. The edge (a view or a command) opens one transaction per use case; nobody below commits."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session

from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.store.sealing import seal

BUSY_MILLISECONDS, SHORT_MILLISECONDS = 30_000, 250
IMPORT_LOCK = 7_301_001


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL. Opens nothing yet. Raises InvalidInput for an address that is neither."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _unusable() from None
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise _unusable()
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        parsed, hide_parameters=True
    )  # what a statement carries are figures and people: never in a log
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_file(engine: Engine) -> Path | None:
    """The file of a SQLite database; None for one in memory and for PostgreSQL."""
    name = engine.url.database
    is_file = engine.dialect.name == "sqlite" and name and name != ":memory:"
    return Path(name) if is_file and name else None


def on_postgresql(session: Session) -> bool:
    """Whether the session's database is PostgreSQL, where others may write meanwhile."""
    return session.get_bind().dialect.name == "postgresql"


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that writes: seals what it added to the journal and commits when the block ends, rolls back when it raises.

    The database is asked for its write lock at the first statement, so long reading of a file may come before.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
        if session.in_transaction() and session.is_active:  # not where somebody has rolled back inside
            seal(session)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads: one snapshot, never blocked by a writer, nothing kept."""
    with reader(engine) as session:
        yield session
        let_go(session)


def reader(engine: Engine) -> Session:
    """A session that only reads, for whoever lets go of it and closes it in time; `reading` where a block will do."""
    return Session(engine.execution_options(**one_snapshot(engine)), expire_on_commit=False)


def one_snapshot(engine: Engine) -> dict[str, Any]:
    """The options of a connection that sees one moment; PostgreSQL would else show each statement what was just committed."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return {"only_reads": True, "postgresql_readonly": True, **level}


def let_go(session: Session) -> None:
    """End the snapshot of a session that only reads. What was read stays as it is, the next question begins a new one."""
    session.expunge_all()
    session.rollback()
    session.info.clear()


def rows_of(session: Session, statement: Executable, **values: Any) -> CursorResult[Any]:
    """The plain rows of a statement that was built beforehand: no objects, and no time spent on building it again."""
    session.flush()
    return session.connection().execute(statement, values)


def try_to_write(engine: Engine, statement: Executable) -> bool:
    """One short write that may be left out: where the database cannot take it at once, nothing happens. Whether it did."""
    try:
        with engine.connect() as connection:
            _wait(connection, SHORT_MILLISECONDS)
            try:
                with connection.begin():
                    connection.execute(statement)
            finally:
                _wait(connection, BUSY_MILLISECONDS)
    except OperationalError:
        logging.getLogger("tidu").info("a short write was left out: the database cannot take it now")
        return False
    return True


def _wait(connection: Connection, milliseconds: int) -> None:
    """How long SQLite waits for another writer; on PostgreSQL rows are waited for, which is short."""
    if connection.dialect.name == "sqlite":
        _driver(connection).execute(f"PRAGMA busy_timeout = {milliseconds}")


def _unusable() -> InvalidInput:
    reason = mark("请填写 sqlite:///路径 或 postgresql+psycopg://用户@主机/库名。")
    return InvalidInput(field="TIDU_DATABASE_URL", reason=reason)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin or commit on its own
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: a reader that turns writer half-way could not wait its turn."""
    if connection.get_execution_options().get("only_reads"):
        _driver(connection).execute("BEGIN")  # waits for nobody and cannot fail, so it may go by the short way
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.info["changes_at_begin"] = _changes(connection)


def wrote_nothing(connection: Connection) -> bool:
    """Whether the transaction of a SQLite connection has changed no row so far."""
    return connection.info.get("changes_at_begin") == _changes(connection)


def _changes(connection: Connection) -> int:
    """Rows changed since the connection was opened, as the driver counts them."""
    return int(_driver(connection).total_changes)


def _driver(connection: Connection) -> Any:
    """The connection as SQLite's own module knows it."""
    return connection.connection.dbapi_connection


def lock_imports(session: Session) -> None:
    """Let imports wait for each other, so that two of them never create one firm twice. SQLite has one writer anyway."""
    if on_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
