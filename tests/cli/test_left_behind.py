"""What a job leaves whose process had to be killed: nothing."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.services import jobs
from registry.services.layouts.results import KIND
from registry.store.database import reading, transaction
from registry.store.jobs import Job
from registry.worker import supervising
from registry.worker.supervising import Supervisor
from tests.factories import NOW

DEAF = """
import pathlib, sys, tempfile, time
pathlib.Path(sys.argv[1]).write_bytes(b"half")
pathlib.Path(sys.argv[2]).write_text(tempfile.mkdtemp())
time.sleep(60)
"""


def test_a_cancelled_job_that_does_not_listen_leaves_no_files(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    with transaction(engine) as session:
        job_id = jobs.start(session, SYSTEM, KIND, arguments={}, now=NOW)
    exports, said = settings.data_dir / "exports", tmp_path / "said"
    exports.mkdir(parents=True, exist_ok=True)
    part = exports / f"{job_id}.part"
    monkeypatch.setattr(supervising, "COMMAND", (sys.executable, "-c", DEAF, str(part), str(said)))
    monkeypatch.setattr(supervising, "SECONDS_BETWEEN_BEATS", 0.1)
    monkeypatch.setattr(supervising, "SECONDS_TO_OBEY", 0.1)
    desk = Supervisor(engine, settings)
    accompany = desk._accompany

    def cancelled_meanwhile(process: object, held: object) -> None:
        while not said.exists() or not said.read_text():
            time.sleep(0.02)
        assert part.exists()
        assert Path(said.read_text()).parent.name.startswith("tidu-job-")
        with transaction(engine) as session:
            jobs.cancel(session, SYSTEM, job_id, now=NOW)
        accompany(process, held)  # type: ignore[arg-type]

    monkeypatch.setattr(desk, "_accompany", cancelled_meanwhile)
    desk.take(job_id)
    with reading(engine) as session:
        job = session.get(Job, job_id)
    assert job is not None
    assert job.status == "cancelled"
    assert not part.exists()
    assert not Path(said.read_text()).parent.exists()
