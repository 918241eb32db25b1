"""kill -9 in the middle of whatever writes, 200 times: the database is as before or as after, and the next try succeeds."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.databases import on_sqlite
from tests.killing.cases import CASES

pytestmark = (
    on_sqlite  # each try works on a copy of a file; tests/cli/test_worker.py kills processes on PostgreSQL as well
)
KILLS = {
    "import": 20,
    "commit": 40,
    "undo": 30,
    "publish": 25,
    "freeze": 25,
    "migration": 20,
    "worker": 20,
    "server": 20,
}
SEED = int(os.environ.get("TIDU_KILLING_SEED") or random.randrange(1_000_000))
BY_THE_CLOCK = {"worker", "server"}  # they write the present time, and rows about their own work
OWN_WORK = {"job", "sent_form"}
MOMENT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$")
HASH = re.compile(r"^[0-9a-f]{64}$")


class Nursery:
    """The process that forks the children."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = [sys.executable, "-m", "tests.killing.nursery"]
        environment = os.environ | {"POLARS_MAX_THREADS": "1", "TIDU_DEMO": "1"}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(program, env=environment, **pipes)

    def ask(self, **asked: Any) -> int:
        """The signal that ended the child; 0 where it came to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked, default=str) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path_factory.mktemp("killing"))
    yield nursery
    nursery.close()


class Bench:
    """One case with its prepared database, tried again and again on fresh copies."""

    def __init__(self, nursery: Nursery, case: str) -> None:
        self._nursery, self.case = nursery, case
        self._folder = nursery.folder / case
        self._base = self._folder / "base" / "base.sqlite3"
        self._base.parent.mkdir(parents=True)
        assert nursery.ask(do="prepare", case=case, database=self._base) == 0
        self._settle(self._base)
        self.before = self.digest(self._base)
        self.counts = self._undisturbed()

    def attempt(self, number: int, **how: Any) -> tuple[int, Path]:
        """Do it on a fresh copy and kill it; the signal and the database that is left."""
        database = self._folder / "tries" / f"{number}.sqlite3"
        database.parent.mkdir(exist_ok=True)
        shutil.copyfile(self._base, database)
        return self.again(database, **how), database

    def again(self, database: Path, **how: Any) -> int:
        ready = database.with_suffix(".ready")
        ready.unlink(missing_ok=True)
        return self._nursery.ask(do="act", case=self.case, database=database, ready=ready, **how)

    def digest(self, database: Path) -> str:
        """A hash of the schema and of all rows, as whoever opens the database next finds them."""
        found = sha256()
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            tables = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            for name, sql in tables.fetchall():
                found.update(f"{name}{sql}".encode())
                if sql.startswith("CREATE VIRTUAL TABLE"):
                    continue  # what it holds lies in the tables behind it
                key = "1, 2" if "WITHOUT ROWID" in sql else "rowid"
                for row in self._rows(connection, name, key):
                    found.update(repr(row).encode())
        connection.close()
        return found.hexdigest()

    def _rows(self, connection: sqlite3.Connection, table: str, key: str) -> list[tuple[Any, ...]]:
        if self.case in BY_THE_CLOCK and table in OWN_WORK:
            return []
        rows = connection.execute(f'SELECT * FROM "{table}" ORDER BY {key}').fetchall()
        by_the_clock = self.case in BY_THE_CLOCK or table == "journal_seal"
        return [tuple(self._told(value) for value in row) for row in rows] if by_the_clock else rows

    @staticmethod
    def _told(value: object) -> object:
        """Moments and what is hashed over moments differ from try to try."""
        return "*" if isinstance(value, str) and (MOMENT.match(value) or HASH.match(value)) else value

    def _undisturbed(self) -> dict[str, float]:
        code, database = self.attempt(0)
        assert code == 0
        self.after = self.digest(database)
        assert self.after != self.before
        counts: dict[str, float] = json.loads(database.with_suffix(".ready").read_text())
        return counts

    @staticmethod
    def _settle(database: Path) -> None:
        """All of it in the one file, so that a copy misses nothing."""
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()


def moments(bench: Bench, kills: int, source: random.Random) -> Iterator[dict[str, Any]]:
    """Between statements, inside statements, around the commit, and wherever a clock strikes."""
    for number in range(kills):
        way = number % 4
        if way == 3:
            yield {"after": source.uniform(0, bench.counts["seconds"])}
        else:
            what = (
                ("statement", "step", "ending")[way]
                if bench.counts[("statement", "step", "ending")[way]]
                else "statement"
            )
            yield {"at": {what: source.randint(1, int(bench.counts[what]))}}


def test_kills_are_two_hundred() -> None:
    assert sum(KILLS.values()) == 200
    assert set(KILLS) == set(CASES)


@pytest.mark.parametrize("case", KILLS)
def test_a_kill_leaves_the_database_as_before_or_as_after(nursery: Nursery, case: str) -> None:
    source = random.Random(f"{SEED} {case}")
    bench = Bench(nursery, case)
    left = {bench.before: 0, bench.after: 0}
    for number, moment in enumerate(moments(bench, KILLS[case], source), start=1):
        code, database = bench.attempt(number, **moment)
        told = f"TIDU_KILLING_SEED={SEED} {case} try {number} {moment}"
        assert code in (signal.SIGKILL, 0), told
        found = bench.digest(database)
        assert found in left, f"{told}: neither as before nor as after"
        left[found] += 1
        if found == bench.before and number % 10 == 0:
            assert bench.again(database) == 0, f"{told}: cannot be done again"
            assert bench.digest(database) == bench.after, f"{told}: another result than undisturbed"
        for rest in database.parent.glob(f"{database.stem}.*"):
            rest.unlink()
    assert left[bench.before], f"TIDU_KILLING_SEED={SEED}: no kill came before the end"
