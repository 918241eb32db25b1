"""Imports as long work: reading a file that was received, reading it again in another way, planning it anew, committing
what was read, and taking it back."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from importers.progress import STEPS as READING
from registry.domain.access import Person
from registry.domain.texts import mark
from registry.services import imports, undo
from registry.services.columns import reading_hints
from registry.services.importing.batches import RECEIVED, get_batch, raw_of
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.steps import COMPARING, EVALUATING, MATCHING, PLANNING, WRITING
from registry.services.jobs.working import Work
from registry.store.imports import ImportBatch
from registry.store.jobs import Job


def read(work: Work) -> None:
    """Read the received file and keep what was read. `arguments` may give other options than the batch has."""
    assert work.batch_id is not None
    with work.reading() as session:
        batch = get_batch(session, work.person, work.batch_id)
        options = batch.options | work.arguments.get("options", {})
        content, filename = raw_of(session, work.batch_id), batch.filename
        hints = reading_hints(session, work.person, batch.source)
    readout = imports.read(
        work.catalogue,
        content,
        filename,
        hints=hints,
        watch=work.report,
        today=work.today(),
        settings=work.settings,
        ask_head="title" not in options,
        **options,
    )
    with work.reading() as session:
        prepared = imports.prepare(
            session, work.person, work.catalogue, readout, source=batch.source, watch=work.report
        )
    with work.writing() as session:
        imports.restage(session, work.person, work.batch_id, readout, options=options, prepared=prepared)


def plan(work: Work) -> None:
    """Plan a staged batch anew, since the register has changed since it was planned."""
    assert work.batch_id is not None
    work.report(PLANNING)
    with work.reading() as session:
        found = imports.preview(session, work.person, work.catalogue, work.batch_id)
    with work.writing() as session:
        imports.keep_preview(session, work.person, found)


def commit(work: Work) -> None:
    """Commit a staged batch; `arguments` are those of `imports.commit`."""
    assert work.batch_id is not None
    work.report(PLANNING)
    with work.writing() as session:
        imports.commit(session, work.person, work.catalogue, work.batch_id, now=work.now(), **work.arguments)


def take_back(work: Work) -> None:
    """Undo a committed batch."""
    assert work.batch_id is not None
    work.report(COMPARING)
    with work.writing() as session:
        undo.undo(session, work.person, work.catalogue, work.batch_id, now=work.now())


def discard_unread(session: Session, person: Person, job: Job, now: datetime) -> None:
    """A file that could not be read, or that nobody wants to be read, is not kept."""
    batch = session.get_one(ImportBatch, job.batch_id)
    if batch.status == RECEIVED and batch.id is not None:
        imports.discard(session, person, batch.id, now=now)


LOOKING = (*READING, MATCHING, COMPARING, EVALUATING, WRITING)
register(Kind("import.read", mark("识别台账"), read, LOOKING, discard_unread, may_repeat=False))
register(Kind("import.remap", mark("按新的列对照重新识别"), read, LOOKING))
register(Kind("import.plan", mark("重新核对"), plan, (PLANNING, WRITING)))
register(Kind("import.commit", mark("入库"), commit, (PLANNING, WRITING)))
register(Kind("import.undo", mark("撤销导入"), take_back, (COMPARING, WRITING)))
