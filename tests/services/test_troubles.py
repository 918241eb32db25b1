"""Errors of disks and databases by what they mean to whoever meets them."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from registry.services import troubles
from registry.services.troubles import trouble_of


def of_sqlite(name: str) -> OperationalError:
    error = sqlite3.OperationalError("whatever it says")
    error.sqlite_errorname = name  # type: ignore[misc]
    return OperationalError("INSERT", {}, error)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_FULL", troubles.DiskFull),
        ("SQLITE_READONLY_DBMOVED", troubles.DiskReadOnly),
        ("SQLITE_IOERR_FSYNC", troubles.DiskBroken),
        ("SQLITE_CORRUPT", troubles.DiskBroken),
        ("SQLITE_BUSY_SNAPSHOT", troubles.DatabaseBusy),
        ("SQLITE_CANTOPEN", troubles.DatabaseOutOfReach),
    ],
)
def test_what_sqlite_says(name: str, kind: type[troubles.StorageTrouble]) -> None:
    assert type(trouble_of(of_sqlite(name))) is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, troubles.DiskFull), (errno.EROFS, troubles.DiskReadOnly), (errno.EIO, troubles.DiskBroken)],
)
def test_what_the_system_says(number: int, kind: type[troubles.StorageTrouble]) -> None:
    assert type(trouble_of(OSError(number, os.strerror(number)))) is kind


def test_other_errors_are_no_trouble_of_the_disk() -> None:
    assert trouble_of(ValueError("x")) is None
    assert trouble_of(FileNotFoundError(errno.ENOENT, "x")) is None
    assert trouble_of(of_sqlite("SQLITE_ERROR")) is None
    assert trouble_of(DBAPIError("SELECT", {}, Exception("x"))) is None


def test_a_database_that_cannot_be_opened_is_out_of_reach(tmp_path: Path) -> None:
    from registry.store.database import make_engine

    with pytest.raises(OperationalError) as caught:
        make_engine(f"sqlite:///{tmp_path}/nowhere/tidu.sqlite3").connect()
    assert type(trouble_of(caught.value)) is troubles.DatabaseOutOfReach


def test_a_server_that_does_not_answer_is_out_of_reach() -> None:
    from registry.store.database import make_engine

    with pytest.raises(OperationalError) as caught:
        make_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing").connect()
    assert type(trouble_of(caught.value)) is troubles.DatabaseOutOfReach
