"""A whole database into a file and back: SQLite by its online copy, PostgreSQL by the client programs of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table, text

from registry.domain.errors import RegistryError
from registry.domain.texts import mark
from registry.store.database import one_snapshot
from registry.store.schema import TABLES


class ProgramMissing(RegistryError):
    """A client program of PostgreSQL is not installed."""

    template = mark(
        "找不到程序 {program}：请安装 PostgreSQL 客户端（Debian 的软件包 postgresql-client），并让它在 PATH 中。"
    )


class CopyFailed(RegistryError):
    """The copy could not be made or loaded; nothing was changed."""

    template = mark("数据库没有复制成功：{reason}")


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long it takes and whatever others write meanwhile."""
    with engine.execution_options(**one_snapshot(engine)).connect() as connection:
        yield connection


def copy_out(connection: Connection, file: Path) -> None:
    """Write everything that the connection sees into the file. Raises ProgramMissing, CopyFailed."""
    url = connection.engine.url
    if connection.dialect.name == "sqlite":
        _copy_sqlite(Path(str(url.database)), file)
        return
    snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}", address)


def copy_in(engine: Engine, file: Path) -> None:
    """Put what a file holds into an empty database; a SQLite file appears as a whole or not at all."""
    if engine.dialect.name == "sqlite":
        place = Path(str(engine.url.database))
        place.parent.mkdir(parents=True, exist_ok=True)
        waiting = place.with_name(f".{place.name}.restored")
        shutil.copyfile(file, waiting)
        waiting.replace(place)
        return
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    _run("pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", f"--dbname={address}", str(file))


def is_empty(engine: Engine) -> bool:
    """Whether there is nothing that a restore could overwrite. Asking creates no file."""
    if engine.dialect.name == "sqlite":
        return not Path(str(engine.url.database)).exists()
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def counts(connection: Connection) -> dict[str, int]:
    """Rows of each table; none for a table that the database does not have yet."""
    held = set(inspect(connection).get_table_names())
    names = [str(one.__tablename__) for one in TABLES if one.__tablename__ in held]
    return {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def _copy_sqlite(source: Path, file: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(file)) as made:
            opened.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
            found = made.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise CopyFailed(reason=str(error)) from None
    if found != "ok":
        raise CopyFailed(reason=found)


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise ProgramMissing(program=program)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"})
    if done.returncode:
        raise CopyFailed(reason=(done.stderr.strip().splitlines() or [program])[-1])
