"""Does one job at a time in a process of its own, so that it can be killed at any moment and gives its memory back.

The supervisor claims the job, gives signs of life while its process works, and settles what a dead process left.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from registry.config import Settings
from registry.services.jobs import claims
from registry.services.jobs.claims import Claim
from registry.services.jobs.ending import after_death
from registry.services.jobs.steps import WRITING
from registry.services.layouts.results import drop_unfinished
from registry.store.database import reading, transaction

SECONDS_BETWEEN_BEATS = 2.0
SECONDS_TO_OBEY = 5.0  # after a signal or a cancelling, before the process is killed
POLL_SECONDS = 0.2
COMMAND = (sys.executable, "-m", "registry.worker")
Kept = TypeVar("Kept")
logger = logging.getLogger("tidu.worker")


class Supervisor:
    """One worker's view of the jobs; `take` runs in the consumer's thread, the rest in the main thread."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings = engine, settings
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End the running job's process and give the job back."""
        self._stopping.set()

    def waiting(self) -> list[int]:
        """The jobs that nobody works on."""
        with reading(self.engine) as session:
            return claims.waiting(session)

    def give_back_lost(self) -> None:
        """Put jobs of dead workers back; asks for the write lock only where there are some."""
        with reading(self.engine) as session:
            lost = claims.lost(session, now=datetime.now(UTC))
        if lost:
            logger.warning("jobs %s lost their worker and wait again", lost)
            self._write(lambda session: claims.give_back_lost(session, now=datetime.now(UTC)))

    def take(self, job_id: int) -> None:
        """Do the job, unless somebody else has it."""
        held = None if self._stopping.is_set() else self._write(lambda session: _claim(session, job_id))
        if held is None:
            return
        with tempfile.TemporaryDirectory(prefix="tidu-job-", ignore_cleanup_errors=True) as folder:
            process = _start(held, folder)
            try:
                self._accompany(process, held)
            finally:
                _kill(process)
        self._clear_up(held)
        if self._stopping.is_set():
            self._write(lambda session: claims.release(session, held))
        elif self._write(lambda session: after_death(session, held, now=datetime.now(UTC))):
            logger.warning("the process of job %s died with %s; the job waits again", job_id, process.returncode)

    def _clear_up(self, held: Claim) -> None:
        """What a killed process left of its file, while nobody else can have the job yet."""
        with reading(self.engine) as session:
            is_ours = claims.held_job(session, held) is not None
        if is_ours:
            drop_unfinished(self.settings, held.job_id)

    def _accompany(self, process: subprocess.Popen[bytes], held: Claim) -> None:
        """Wait for the process, giving signs of life; leaves it running only where it does not obey."""
        beaten, unwanted_since = time.monotonic(), None
        while process.poll() is None:
            if self._stopping.wait(POLL_SECONDS):
                return _ask_to_stop(process)
            if time.monotonic() - beaten < SECONDS_BETWEEN_BEATS:
                continue
            beaten = time.monotonic()
            if not self._beat(held):
                unwanted_since = unwanted_since or beaten
                if beaten - unwanted_since >= SECONDS_TO_OBEY:
                    return None
        return None

    def _beat(self, held: Claim) -> bool:
        """A sign of life; False where the job is lost or unwanted. A job that writes keeps SQLite's lock, so nobody can take it."""
        with reading(self.engine) as session:
            job = claims.held_job(session, held)
        if job is not None and job.step == WRITING and self.engine.dialect.name == "sqlite":
            return True
        with suppress(OperationalError):
            self._write(lambda session: claims.change(session, held, beat_at=datetime.now(UTC)))
        return job is not None and not (job.cancel_requested and job.step != WRITING)

    def _write(self, change: Callable[[Session], Kept]) -> Kept:
        with transaction(self.engine) as session:
            return change(session)


def _claim(session: Session, job_id: int) -> Claim | None:
    return claims.claim(session, job_id, now=datetime.now(UTC))


def _start(held: Claim, folder: str) -> subprocess.Popen[bytes]:
    """The process that does the job, head of a group of its own so that whatever it starts ends with it; its temporary files lie in
    the folder, so that they go with it however it ends."""
    command = [*COMMAND, str(held.job_id), held.started_at.isoformat(), str(os.getpid())]
    own = {**os.environ, "TMPDIR": folder}
    return subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, env=own)


def _ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_OBEY)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and everything it started; whatever it was writing rolls back."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
