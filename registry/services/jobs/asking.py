"""What people do with jobs: start one, look at it, cancel it, start a failed one again. A job is seen by whoever started it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.jobs.kinds import kind_of
from registry.services.jobs.states import ACTIVE, CANCELLED, FAILED, QUEUED, RUNNING, NotFailed, TooLateToCancel
from registry.services.jobs.steps import WRITING
from registry.services.jobs.waking import wake_after_commit
from registry.store.jobs import Job


def start(
    session: Session,
    person: Person,
    kind: str,
    *,
    batch_id: int | None = None,
    arguments: Mapping[str, Any] | None = None,
    now: datetime,
) -> int:
    """Ask for work of a kind; it begins after the transaction is committed. Returns the job's id.

    `arguments` is whatever the kind takes, as JSON can hold it. A batch has one job at a time: where one is waiting or
    running already, its id comes back and nothing is added.
    """
    kind_of(kind)
    if batch_id is not None and (running := active_of(session, batch_id)) is not None:
        assert running.id is not None
        return running.id
    job = Job(
        kind=kind,
        batch_id=batch_id,
        arguments=dict(arguments or {}),
        status=QUEUED,
        facts={},
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
    )
    session.add(job)
    session.flush()
    assert job.id is not None
    wake_after_commit(session, job.id)
    return job.id


def get(session: Session, person: Person, job_id: int) -> Job:
    """The job, for whoever started it and for administrators; anybody else finds nothing."""
    job = session.get(Job, job_id)
    if job is None or not (person.role is Role.ADMINISTRATOR or job.account_id == person.account_id):
        raise NotFound(what=mark("这项工作"))
    return job


def active_of(session: Session, batch_id: int) -> Job | None:
    """The job that waits for or works on a batch; whether the reader may see the batch is the caller's question."""
    return active_of_batches(session, [batch_id]).get(batch_id)


def active_of_batches(session: Session, batch_ids: Iterable[int]) -> dict[int, Job]:
    """The waiting or running job of each batch that has one."""
    wanted = [col(Job.batch_id).in_(list(batch_ids)), col(Job.status).in_(ACTIVE)]
    found = session.exec(select(Job).where(*wanted).order_by(col(Job.id)))
    return {job.batch_id: job for job in found if job.batch_id is not None}


def cancel(session: Session, person: Person, job_id: int, *, now: datetime) -> None:
    """Ask a job to end without writing. A waiting one ends at once, a running one at its next step.

    Raises TooLateToCancel once it writes or has ended.
    """
    job = get(session, person, job_id)
    require_cancellable(job)
    mine = [col(Job.id) == job_id, col(Job.status).in_(ACTIVE), col(Job.step) != WRITING]
    asked = session.exec(update(Job).where(*mine).values(cancel_requested=True))
    if not asked.rowcount:
        raise TooLateToCancel()
    session.refresh(job)
    if job.status == QUEUED:
        job.status, job.finished_at = CANCELLED, now
        session.add(job)
        kind_of(job.kind).give_up(session, person, job, now)
    journal.note(session, person, "job.cancel", now=now, batch_id=job.batch_id, text=job.kind)


def require_cancellable(job: Job) -> None:
    """Raise TooLateToCancel for a job that writes or has ended; needs no lock, so that a page can ask first."""
    if job.status not in ACTIVE or job.step == WRITING:
        raise TooLateToCancel()


def running(session: Session) -> int:
    """How many jobs workers have at the moment."""
    return session.exec(select(func.count()).select_from(Job).where(Job.status == RUNNING)).one()


def start_again(session: Session, person: Person, job_id: int, *, now: datetime) -> int:
    """The same work once more, for a job that failed and left something to work on. Raises NotFailed for any other."""
    job = get(session, person, job_id)
    if job.status != FAILED or not kind_of(job.kind).may_repeat:
        raise NotFailed()
    return start(session, person, job.kind, batch_id=job.batch_id, arguments=job.arguments, now=now)
