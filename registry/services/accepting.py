"""Committing a staged file in one transaction: all that can be taken, only what is beyond doubt, or all or nothing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.services import journal
from registry.services.importing.batches import COMMITTED, readout_of
from registry.services.importing.before import COMMIT, WRITTEN
from registry.services.importing.counting import ImportCounts
from registry.services.importing.freshness import is_current
from registry.services.importing.kept_plans import (
    Prepared,
    keep_packed,
    kept_frames,
    plan_in,
)
from registry.services.importing.previews import Preview
from registry.services.importing.wanted import Accept, prepare_wanted
from registry.services.importing.writing import write_plan
from registry.services.ledger_reading import Watch
from registry.services.staging import source_code, staged, store
from registry.services.standings import refresh
from registry.store.database import lock_imports
from registry.store.imports import ImportBatch

WRITING = "writing"


class RowsRefused(Conflict):
    """All or nothing was asked for, and some rows cannot be taken."""

    template = mark("有 {rejected} 行被退回，按“全部或不导入”的要求，整个文件没有入库。")


def commit(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    batch_id: int,
    *,
    accept: Accept = "valid",
    override: bool = False,
    now: datetime,
    watch: Watch | None = None,
) -> ImportCounts:
    """Write what is accepted of a staged file: rows without an error (valid), only those without a warning too (clean), or
    all rows or none. `override` writes values as well whose stored ones count more. Raises RowsRefused and NotStaged.

    `watch` is told of each step and ends the commit by raising; once it was told of the writing nothing ends it.
    """
    require(person, Action.USE_IMPORTS)
    lock_imports(session)
    batch = staged(session, person, batch_id)
    source = source_code(catalogue, batch.source)
    frames = kept_frames(session, batch_id)
    if frames is None or override or accept == "clean" or not is_current(session, person, frames, source):
        readout = readout_of(session, batch)
        made = prepare_wanted(
            session, person, catalogue, readout, source, accept=accept, override=override, watch=watch
        )
    else:
        made = Prepared(plan_in(frames), frames, None)
    return _write(session, person, catalogue, batch, made, accept=accept, now=now, watch=watch)


def take(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    content: bytes,
    filename: str,
    readout: Readout,
    *,
    options: dict[str, Any],
    source: str = "",
    accept: Accept = "valid",
    override: bool = False,
    now: datetime,
) -> Preview:
    """Keep and commit a file at once, as commands do; what it did comes back like a preview."""
    require(person, Action.USE_IMPORTS)
    lock_imports(session)
    source = source_code(catalogue, source)
    made = prepare_wanted(session, person, catalogue, readout, source, accept=accept, override=override)
    batch_id = store(session, person, content, filename, readout, options=options, source=source, now=now)
    batch = staged(session, person, batch_id)
    _write(session, person, catalogue, batch, made, accept=accept, now=now)
    return Preview(batch, readout.sheets, made.frames, made.effects)


def _write(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    batch: ImportBatch,
    made: Prepared,
    *,
    accept: Accept,
    now: datetime,
    watch: Watch | None = None,
) -> ImportCounts:
    counts = made.counts
    if accept == "all-or-nothing" and counts.rejected:
        raise RowsRefused(rejected=counts.rejected)
    if watch:
        watch(WRITING, 0, counts.new + counts.changed)
    assert batch.id is not None
    done = write_plan(session, person, catalogue.indicators, made.plan, batch_id=batch.id, now=now)
    batch.status, batch.committed_at, batch.counts = COMMITTED, now, batch.counts | asdict(counts)
    session.add(batch)
    session.flush()
    keep_packed(session, batch.id, made.record())
    refresh(session, catalogue, done.touched)
    text = f"{batch.filename} read={counts.read} new={counts.new} changed={counts.changed} rejected={counts.rejected}"
    journal.note(session, person, COMMIT, now=now, batch_id=batch.id, text=text, changes={WRITTEN: (None, done.digest)})
    return counts
