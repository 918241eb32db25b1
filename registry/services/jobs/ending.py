"""How a job ends that wrote nothing: failed with a sentence, cancelled, or given back for another try."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from registry.domain.access import SYSTEM, Person
from registry.domain.errors import RegistryError
from registry.services.accounts import as_person, find_person
from registry.services.jobs import claims
from registry.services.jobs.claims import Claim
from registry.services.jobs.kinds import kind_of
from registry.services.jobs.states import CANCELLED, FAILED, QUEUED, AccountClosed, Interrupted
from registry.store.accounts import Account
from registry.store.jobs import Job

ATTEMPTS = 3  # deaths of the process that does the work, before it is given up


def worker_for(session: Session, job: Job) -> Person:
    """Whoever asked for the work, with the rights of today. Raises AccountClosed."""
    if job.account_id is None:
        return SYSTEM
    person = find_person(session, job.account_id)
    if person is None:
        raise AccountClosed()
    return person


def fail(session: Session, held: Claim, error: RegistryError, *, now: datetime) -> None:
    """Keep the error's sentence for whoever asked."""
    facts = {name: fact if isinstance(fact, (str, int, float)) else str(fact) for name, fact in error.facts.items()}
    _end(session, held, FAILED, error.template, facts, now)


def end_cancelled(session: Session, held: Claim, *, now: datetime) -> None:
    """The work ended because that was asked for."""
    _end(session, held, CANCELLED, "", {}, now)


def after_death(session: Session, held: Claim, *, now: datetime) -> bool:
    """The process died before it ended the job: try again, or give up after some deaths. Whether to try again."""
    job = claims.held_job(session, held)
    if job is None:
        return False
    if job.cancel_requested:
        end_cancelled(session, held, now=now)
        return False
    if job.attempts >= ATTEMPTS:
        fail(session, held, Interrupted(attempts=job.attempts), now=now)
        return False
    return claims.change(session, held, status=QUEUED, step="", done=0, total=0)


def _end(session: Session, held: Claim, status: str, message: str, facts: dict[str, object], now: datetime) -> None:
    """End the job and let its kind clear up; nothing where the claim is lost."""
    job = claims.held_job(session, held)
    if job is None:
        return
    job.status, job.message, job.facts, job.finished_at = status, message, facts, now
    session.add(job)
    account = session.get(Account, job.account_id) if job.account_id is not None else None
    kind_of(job.kind).give_up(session, as_person(account) if account else SYSTEM, job, now)
