"""Runs `tidu` in this process on a database of its own, with a fixed day and Chinese sentences."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from registry.cli import main
from registry.store.database import make_engine, transaction
from tests.databases import ON_POSTGRES, Databases, programs_of_postgres
from tests.factories import add_ripe_firm


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Place:
    """An installation: its folder and its database, which on SQLite is found in the folder by itself."""

    folder: Path
    address: str

    @property
    def settings(self) -> dict[str, str]:
        """The variables that lead a command there."""
        return {"TIDU_DATA_DIR": str(self.folder)} | ({"TIDU_DATABASE_URL": self.address} if ON_POSTGRES else {})


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def address(request: pytest.FixtureRequest, folder: Path, databases: Databases) -> Iterator[str]:
    """Where the commands of a test find their database: with all tables for a test that asks for `database`, else with none."""
    migrated = "database" in request.fixturenames
    url = databases.copy(request.getfixturevalue("database_template"), folder) if migrated else databases.empty(folder)
    yield url
    databases.drop(url)


@pytest.fixture
def elsewhere(databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """A second place, with nothing in it."""
    place = Place(tmp_path / "elsewhere", databases.empty(tmp_path / "elsewhere"))
    yield place
    databases.drop(place.address)


@pytest.fixture
def place(folder: Path, address: str) -> Place:
    """The installation of this test."""
    return Place(folder, address)


@pytest.fixture
def run(place: Place, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("TIDU_DATABASE_URL", "TIDU_SECRET_KEY", "TIDU_LANGUAGE", "TIDU_DEMO"):
        monkeypatch.delenv(name, raising=False)
    if ON_POSTGRES:
        monkeypatch.setenv("PATH", str(programs_of_postgres()), prepend=os.pathsep)

    def ran(*arguments: object, **environment: str) -> Ran:
        settings = place.settings | {"TIDU_TODAY": "2026-06-30"} | environment
        result = CliRunner(env=settings).invoke(main, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return ran


@pytest.fixture
def database(address: str) -> Iterator[Engine]:
    """The database of the command, migrated."""
    engine = make_engine(address)
    yield engine
    engine.dispose()


@pytest.fixture
def firms(database: Engine) -> Engine:
    """Three firms before little_giant: one for review, one near, one with a figure missing."""
    with transaction(database) as session:
        add_ripe_firm(session, 1)
        add_ripe_firm(session, 2, srdi_score=55.5)
        add_ripe_firm(session, 3, market_share=None).division_code = "420300"
    return database
