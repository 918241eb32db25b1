"""Counting the dashboards anew as a job: where there are many firms it takes seconds."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services import journal
from registry.services.dashboards.summary import count_parts, is_large, keep
from registry.services.jobs import asking
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.steps import COMPARING, WRITING
from registry.services.jobs.working import Work

KIND = "dashboards.keep"


def ask_to_keep(session: Session, person: Person, *, now: datetime) -> int:
    """Ask for new counts; the job's id."""
    require(person, Action.VIEW_DASHBOARDS)
    journal.note(session, person, "dashboards.count", now=now)
    return asking.start(session, person, KIND, now=now)


def ask_if_large(session: Session, person: Person, *, now: datetime) -> None:
    """After an evaluation: ask for new counts where pages show kept ones."""
    if is_large(session):
        asking.start(session, person, KIND, now=now)


def count_anew(work: Work) -> None:
    """Count while others write, and keep in a short transaction."""
    work.report(COMPARING)
    with work.reading() as session:
        parts = count_parts(session, work.catalogue, work.today(), work.now())
    with work.writing() as session:
        keep(session, parts)


register(Kind(KIND, mark("重新统计看板"), count_anew, (COMPARING, WRITING)))
