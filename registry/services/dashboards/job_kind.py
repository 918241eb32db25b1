"""Counting the dashboards anew as a job: where there are many firms it takes seconds."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services import journal
from registry.services.dashboards.counting import count_parts, keep
from registry.services.dashboards.kept import is_large
from registry.services.jobs import asking
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.states import ACTIVE
from registry.services.jobs.steps import COUNTING, WRITING
from registry.services.jobs.working import Work
from registry.store.jobs import Job

KIND = "dashboards.keep"


def ask_to_keep(session: Session, person: Person, board: str, *, now: datetime) -> int:
    """Ask for new counts, from the board that the job leads back to; the job's id. Where the person's own are being made
    already, theirs."""
    require(person, Action.VIEW_DASHBOARDS)
    mine = [col(Job.kind) == KIND, col(Job.account_id) == person.account_id, col(Job.status).in_(ACTIVE)]
    running = session.exec(select(Job.id).where(*mine)).first()
    if running is not None:
        return running
    journal.note(session, person, "dashboards.count", now=now)
    return asking.start(session, person, KIND, arguments={"board": board}, now=now)


def ask_if_large(session: Session, person: Person, *, now: datetime) -> None:
    """After an evaluation: ask for new counts where pages show kept ones."""
    if is_large(session):
        asking.start(session, person, KIND, now=now)


def count_anew(work: Work) -> None:
    """Count while others write, and keep in a short transaction."""

    def told(done: int, total: int) -> None:
        work.report(COUNTING, done, total)

    with work.reading() as session:
        parts = count_parts(session, work.catalogue, work.today(), work.now(), told=told)
    with work.writing() as session:
        keep(session, parts)


register(Kind(KIND, mark("重新统计看板"), count_anew, (COUNTING, WRITING)))
