"""Who works on which job: one atomic UPDATE each, so that work is done once whatever happens to workers.

A claim is the job's id and the moment its work began; whoever lost its claim (the job was given to another worker) can
neither report nor finish. Moments are real time, since workers compare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from registry.services.jobs.states import QUEUED, RUNNING
from registry.services.jobs.steps import WRITING
from registry.store.jobs import Job

DEAD_AFTER = timedelta(seconds=20)  # without a sign of life from the worker, which gives one every two seconds


@dataclass(frozen=True)
class Claim:
    """One worker's hold on one job."""

    job_id: int
    started_at: datetime


def waiting(session: Session) -> list[int]:
    """The jobs that nobody works on, oldest first."""
    return list(session.exec(select(Job.id).where(Job.status == QUEUED).order_by(col(Job.id))))  # type: ignore[arg-type]


def claim(session: Session, job_id: int, *, now: datetime) -> Claim | None:
    """Take a waiting job; None where somebody else was faster or nobody wants it any more."""
    free = [col(Job.id) == job_id, col(Job.status) == QUEUED, col(Job.cancel_requested).is_(False)]
    values = {"status": RUNNING, "started_at": now, "beat_at": now, "attempts": Job.attempts + 1}
    fresh = {"step": "", "done": 0, "total": 0, "message": "", "facts": {}}
    taken = session.exec(update(Job).where(*free).values(**values, **fresh))
    return Claim(job_id, now) if taken.rowcount else None


def change(session: Session, held: Claim, **values: Any) -> bool:
    """Set columns of a job that is held; False where the claim is lost."""
    return bool(session.exec(update(Job).where(*_held(held)).values(**values)).rowcount)


def enter_writing(session: Session, held: Claim) -> bool:
    """Begin the last step, unless the job is lost or its cancelling was asked for."""
    wanted = col(Job.cancel_requested).is_(False)
    begun = session.exec(update(Job).where(*_held(held), wanted).values(step=WRITING, done=0, total=0))
    return bool(begun.rowcount)


def held_job(session: Session, held: Claim) -> Job | None:
    """The job, as long as it is held."""
    return session.exec(select(Job).where(*_held(held))).first()


def release(session: Session, held: Claim) -> bool:
    """Give a job back unfinished, because the worker stops in order; that is no failed attempt."""
    return change(session, held, status=QUEUED, attempts=Job.attempts - 1, step="", done=0, total=0)


def lost(session: Session, *, now: datetime) -> list[int]:
    """The jobs whose worker has given no sign of life for long."""
    return list(session.exec(select(Job.id).where(*_lost(now)).order_by(col(Job.id))))  # type: ignore[arg-type]


def give_back_lost(session: Session, *, now: datetime) -> None:
    """Let those jobs wait again."""
    session.exec(update(Job).where(*_lost(now)).values(status=QUEUED, step="", done=0, total=0))


def _lost(now: datetime) -> tuple[Any, ...]:
    return col(Job.status) == RUNNING, col(Job.beat_at) < now - DEAD_AFTER


def _held(held: Claim) -> tuple[Any, ...]:
    return col(Job.id) == held.job_id, col(Job.status) == RUNNING, col(Job.started_at) == held.started_at
