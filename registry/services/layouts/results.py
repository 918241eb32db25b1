"""Files that jobs made: kept under the data directory for some days, opened by whoever asked for them and by nobody else."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from registry.config import Settings
from registry.domain.access import Person
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.jobs import asking
from registry.services.jobs.states import ACTIVE, DONE
from registry.store.jobs import Job

KIND, LONG_LIST = "export.layout", "export.list"
MOST_SHOWN, PART = 50, ".part"
WORKBOOK = ".xlsx"
KEPT, PART_KEPT = timedelta(days=7), timedelta(days=1)


class ResultGone(NotFound):
    """The file was removed after its days, or was never made."""

    template = mark("这份导出文件已经清除（只保留 {days} 天）。请重新导出。")


def result_path(settings: Settings, job_id: int) -> Path:
    """Where the file of a job lies, whatever its kind; the folder is private to the program."""
    folder = _folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{job_id}{WORKBOOK}"


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "exports"


def get_result(session: Session, person: Person, settings: Settings, job_id: int) -> tuple[Job, Path]:
    """The finished job and its file, for its owner as long as the scope is the one it was made in.

    Raises NotFound for everybody else, ResultGone for a file that is no longer there.
    """
    job = asking.get(session, person, job_id)
    scope = [person.division, person.park]
    if job.kind not in (KIND, LONG_LIST) or job.account_id != person.account_id or job.arguments.get("scope") != scope:
        raise NotFound(what=mark("这份导出文件"))
    path = result_path(settings, job_id)
    if job.status != DONE or not path.exists():
        raise ResultGone(days=KEPT.days)
    return job, path


def suffix_of(arguments: Mapping[str, Any]) -> str:
    """What kind of file a job with these arguments makes."""
    return str(arguments.get("suffix", WORKBOOK))


def own_results(session: Session, person: Person, settings: Settings) -> list[Job]:
    """The person's exports that wait or are being written, and those whose file can be fetched, the newest first."""
    mine = select(Job).where(col(Job.kind).in_((KIND, LONG_LIST)), col(Job.account_id) == person.account_id)
    asked = mine.where(col(Job.status).in_((*ACTIVE, DONE))).order_by(col(Job.id).desc())
    scope = [person.division, person.park]
    return [
        job
        for job in session.exec(asked.limit(MOST_SHOWN))
        if job.arguments.get("scope") == scope and (job.status != DONE or result_path(settings, job.id or 0).exists())
    ]


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Where a result is written before it gets its own name; what is cancelled or fails leaves nothing there."""
    part = target.with_suffix(PART)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def drop_unfinished(settings: Settings, job_id: int) -> None:
    """Remove what the process of a job left of its file, now that it was killed."""
    (_folder(settings) / f"{job_id}{PART}").unlink(missing_ok=True)


def sweep(settings: Settings, *, now: float | None = None) -> int:
    """Remove files older than they are kept, and sooner what killed jobs left; how many went."""
    today = time.time() if now is None else now
    gone = 0
    for path in _folder(settings).glob("*"):
        try:
            kept = PART_KEPT if path.suffix == PART else KEPT
            if path.stat().st_mtime < today - kept.total_seconds():
                os.unlink(path)
                gone += 1
        except FileNotFoundError:  # another process was faster
            continue
    return gone
