"""Runs `tidu` in this process on a database of its own, with a fixed day and Chinese sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from registry.cli import main
from registry.store.database import make_engine, transaction
from tests.databases import Databases
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


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("TIDU_DATABASE_URL", "TIDU_SECRET_KEY", "TIDU_LANGUAGE", "TIDU_DEMO"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: object, **environment: str) -> Ran:
        settings = {"TIDU_DATA_DIR": str(folder), "TIDU_TODAY": "2026-06-30", **environment}
        result = CliRunner(env=settings).invoke(main, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return ran


@pytest.fixture
def database(folder: Path, databases: Databases) -> Iterator[Engine]:
    """The database of the command, migrated."""
    engine = make_engine(databases.copy(databases.migrated(), folder))
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
