"""Real processes: a worker does what was asked, and whatever is killed, the work is done once or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, text, update
from sqlmodel import select
from stdnum.cn import uscc

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.services import imports, jobs
from registry.services.importing.batches import COMMITTED, DISCARDED, STAGED
from registry.store.database import reading, transaction
from registry.store.firms import FirmRecord
from registry.store.imports import ImportBatch
from registry.store.jobs import Job
from registry.store.journal import JournalEntry
from tests.cli.conftest import Place
from tests.cli.test_serve import free_port
from tests.databases import ON_POSTGRES
from tests.factories import NOW, make_workbook

ROWS = 9000
SECONDS = 90.0
ENDLESS = "SELECT count(*) FROM " + ", ".join(f"sqlite_schema AS {name}" for name in "abcdef")
HOLD = [f"CREATE TRIGGER endless AFTER INSERT ON firm BEGIN {ENDLESS}; END"]  # keeps a write from ending
RELEASE = "DROP TRIGGER endless"
if ON_POSTGRES:
    SLEEP = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$"
    HOLD = [
        f"CREATE FUNCTION endless() {SLEEP}",
        "CREATE TRIGGER endless BEFORE INSERT ON firm FOR EACH ROW EXECUTE FUNCTION endless()",
    ]
    RELEASE = "DROP TRIGGER endless ON firm"


@pytest.fixture(scope="module")
def ledger() -> bytes:
    """Enough rows that reading and writing them takes a moment in which something can be killed."""
    heads = ["统一社会信用代码", "企业名称", *(f"{year}年营业收入（万元）" for year in range(2021, 2026))]
    rows = [[credit_code(row), f"示例{row}有限公司", *range(row + 100, row + 105)] for row in range(ROWS)]
    return make_workbook({"台账": [heads, *rows]})


def credit_code(row: int) -> str:
    body = f"91420111MA{row:07d}"
    return body + uscc.calc_check_digit(body)


@dataclass(frozen=True)
class Desk:
    """One installation: its database, and the processes that work on it."""

    engine: Engine
    place: Place

    def ask(self, kind: str, batch_id: int, **arguments: Any) -> int:
        with transaction(self.engine) as session:
            return jobs.start(session, SYSTEM, kind, batch_id=batch_id, arguments=arguments, now=NOW)

    def job(self, job_id: int) -> Job:
        with reading(self.engine) as session:
            return session.get_one(Job, job_id)

    def wait(self, job_id: int, until: Callable[[Any], bool]) -> Any:
        """The job's row as soon as it is so; asked by the cheapest query, so that no moment is missed."""
        question = text("SELECT status, attempts, step, message, facts FROM job WHERE id = :id").bindparams(id=job_id)
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            with reading(self.engine) as session:  # which waits for nobody who writes
                found = session.execute(question).one()
            if until(found):
                return found
            assert found.status in jobs.ACTIVE, found
            time.sleep(0.02)  # reading and writing take far longer than this
        raise AssertionError(f"job {job_id} is still {found}")

    def command(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement))

    def batch_status(self, batch_id: int) -> str:
        with reading(self.engine) as session:
            return session.get_one(ImportBatch, batch_id).status

    def counts(self) -> tuple[int, int]:
        """The firms, and how often an import was committed."""
        with reading(self.engine) as session:
            commits = select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "import.commit")
            return session.exec(select(func.count()).select_from(FirmRecord)).one(), session.exec(commits).one()

    def forget_beat(self, job_id: int) -> None:
        """Let the last sign of life be long ago, so that a test need not wait."""
        with transaction(self.engine) as session:
            session.execute(update(Job).where(Job.id == job_id).values(beat_at=datetime.now(UTC) - timedelta(hours=1)))

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """`tidu` with a command, killed at the end."""
        settings = {"TIDU_DATA_DIR": str(self.place.folder), "TIDU_DATABASE_URL": self.place.address}
        settings |= {"TIDU_TODAY": "2026-06-30", "TIDU_DEMO": "1"}
        program = [sys.executable, "-m", "registry.cli", *command]
        with subprocess.Popen(program, env=os.environ | settings, stdout=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.terminate()


@pytest.fixture
def desk(database: Engine, place: Place) -> Desk:
    return Desk(database, place)


@pytest.fixture
def received(desk: Desk, ledger: bytes, catalogue: Catalogue) -> int:
    return receive(desk, ledger, catalogue)


def receive(desk: Desk, ledger: bytes, catalogue: Catalogue) -> int:
    with transaction(desk.engine) as session:
        source = imports.source_code(catalogue, "")
        return imports.receive(session, SYSTEM, ledger, "台账.xlsx", options={}, source=source, now=NOW)


def stage(desk: Desk, catalogue: Catalogue, row: int) -> int:
    """A small ledger, read and checked."""
    content = make_workbook(
        {"台账": [["统一社会信用代码", "企业名称"], [credit_code(ROWS + row), f"另例{row}有限公司"]]}
    )
    how = {"today": NOW.date(), "now": NOW, "settings": Settings(desk.place.folder, desk.place.address)}
    with transaction(desk.engine) as session:
        return imports.stage(session, SYSTEM, catalogue, content, f"{row}.xlsx", **how)


def has_ended(job: Any) -> bool:
    return job.status not in jobs.ACTIVE


def is_reading(job: Any) -> bool:
    return job.step in ("open", "columns", "checks")


def is_writing(job: Any) -> bool:
    return job.step == "writing"


def children(pid: int) -> list[int]:
    """The processes that any thread of the process started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_reads_and_commits_what_waits_trying_again_where_the_process_was_killed(
    desk: Desk, received: int
) -> None:
    read = desk.ask("import.read", received)
    with desk.running("worker") as worker:
        desk.wait(read, is_reading)
        (process,) = children(worker.pid)
        os.killpg(process, signal.SIGKILL)
        job = desk.wait(read, has_ended)
        assert (job.status, job.attempts, desk.batch_status(received)) == ("done", 2, STAGED)
        commit = desk.ask("import.commit", received)
        job = desk.wait(commit, has_ended)
        assert (job.status, job.attempts) == ("done", 1)
    assert (desk.batch_status(received), desk.counts()) == (COMMITTED, (ROWS, 1))


@pytest.mark.postgres
def test_two_workers_do_each_job_once_and_one_takes_over_what_the_killed_one_had(
    postgres: Engine, tmp_path: Path, ledger: bytes, catalogue: Catalogue
) -> None:
    address = postgres.url.render_as_string(hide_password=False)
    desk, other = (Desk(postgres, Place(tmp_path / host, address)) for host in ("one", "two"))  # share nothing else
    small = [stage(desk, catalogue, number) for number in (1, 2)]
    large = receive(desk, ledger, catalogue)
    read, *commits = desk.ask("import.read", large), *(desk.ask("import.commit", batch) for batch in small)
    with desk.running("worker") as one, other.running("worker") as two:
        desk.wait(read, is_reading)
        ((has_it, process),) = [
            (worker, child)
            for worker in (one, two)
            for child in children(worker.pid)
            if f"registry.worker\0{read}\0" in command_of(child)
        ]
        os.kill(process, signal.SIGSTOP)  # a host without power: its process may not end the job by itself
        has_it.kill()
        os.killpg(process, signal.SIGKILL)
        assert [desk.wait(commit, has_ended).status for commit in commits] == ["done", "done"]
        desk.forget_beat(read)
        assert desk.wait(read, has_ended).status == "done"
    assert [desk.job(each).attempts for each in (read, *commits)] == [2, 1, 1]
    assert desk.batch_status(large) == STAGED
    assert (desk.counts(), [desk.batch_status(batch) for batch in small]) == ((2, 2), [COMMITTED, COMMITTED])


ORPHAN = """import os, time
from registry.worker.parents import end_with
end_with(os.getppid())
print(os.getpid(), flush=True)
time.sleep(600)"""
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ORPHAN!r}], start_new_session=True)"


def test_the_process_of_a_job_ends_by_itself_where_its_worker_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        orphan = int(parent.stdout.readline())
        assert alive(orphan)
        parent.kill()
    ends = time.monotonic() + SECONDS
    while alive(orphan):
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_commit_killed_while_it_writes_leaves_nothing_half_written(desk: Desk, received: int) -> None:
    read = desk.ask("import.read", received)
    with desk.running("worker") as worker:
        desk.wait(read, has_ended)
        for statement in HOLD:
            desk.command(statement)
        commit = desk.ask("import.commit", received)
        desk.wait(commit, is_writing)
        for process in children(worker.pid):
            os.killpg(process, signal.SIGKILL)
        worker.kill()
    desk.command(RELEASE)
    assert (desk.counts(), desk.batch_status(received)) == ((0, 0), STAGED)
    desk.forget_beat(commit)
    with desk.running("worker"):
        assert desk.wait(commit, has_ended).status == "done"
    assert (desk.counts(), desk.batch_status(received)) == ((ROWS, 1), COMMITTED)


def test_a_running_job_is_cancelled_and_a_worker_told_to_stop_gives_its_job_back(
    desk: Desk, received: int, ledger: bytes, catalogue: Catalogue
) -> None:
    read = desk.ask("import.read", received)
    with desk.running("worker") as worker:
        desk.wait(read, is_reading)
        with transaction(desk.engine) as session:
            jobs.cancel(session, SYSTEM, read, now=NOW)
        assert desk.wait(read, has_ended).status == "cancelled"
        assert desk.batch_status(received) == DISCARDED
        again = desk.ask("import.read", receive(desk, ledger, catalogue))
        desk.wait(again, is_reading)
        worker.terminate()
        worker.wait(SECONDS)
    job = desk.job(again)
    assert (job.status, job.attempts) == ("queued", 0)


def test_a_server_replaces_its_dead_worker_and_the_next_server_goes_on_after_its_own_death(
    desk: Desk, received: int
) -> None:
    with desk.running("serve", "--port", str(free_port()), "--workers", "1") as server:
        ends = time.monotonic() + SECONDS
        while not (workers := [child for child in children(server.pid) if "consuming" in command_of(child)]):
            assert time.monotonic() < ends
            time.sleep(0.05)
        os.kill(workers[0], signal.SIGKILL)
        read = desk.ask("import.read", received)
        desk.wait(read, is_reading)
        server.kill()
    desk.wait(read, lambda job: job.status == "queued" or has_ended(job))
    with desk.running("serve", "--port", str(free_port()), "--workers", "1"):
        assert desk.wait(read, has_ended).status == "done"
    assert desk.batch_status(received) == STAGED


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""
