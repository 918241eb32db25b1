"""Import in four verbs: stage a file, preview what it would do, commit it in one transaction, or discard it.

Nothing is stored in part: a row with an error is refused as a whole, a blank cell never erases, the same file twice
changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.services import journal
from registry.services.importing.batches import (
    COMMITTED,
    DISCARDED,
    STAGED,
    find_committed_twin,
    get_batch,
    readout_of,
    recent_batches,
)
from registry.services.importing.planning import Plan, make_plan
from registry.services.importing.previews import ImportCounts, Preview, PreviewRow, counted, outcomes_of, shown_rows
from registry.services.importing.writing import write_plan
from registry.services.ledger_reading import Hints, limits_of, read
from registry.services.staging import (
    NotStaged,
    UnknownSource,
    receive,
    restage,
    source_code,
    store,
)
from registry.services.standings import refresh
from registry.store.database import lock_imports
from registry.store.imports import ImportBatch, ImportPayload

__all__ = [
    "Hints",
    "ImportCounts",
    "NotStaged",
    "Preview",
    "PreviewRow",
    "RowsRefused",
    "UnknownSource",
    "commit",
    "discard",
    "examine",
    "limits_of",
    "preview",
    "read",
    "receive",
    "recent",
    "restage",
    "source_code",
    "stage",
    "store",
    "take",
]

Accept = Literal["valid", "all-or-nothing"]


class RowsRefused(Conflict):
    """All or nothing was asked for, and some rows cannot be taken."""

    template = mark("有 {rejected} 行被退回，按“全部或不导入”的要求，整个文件没有入库。")


def stage(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    content: bytes,
    filename: str,
    *,
    source: str = "",
    today: date,
    now: datetime,
    settings: Settings,
    **options: Any,
) -> int:
    """Read a file and keep it with its rows and issues; returns the batch's id. Firms are not touched yet.

    `options` are those of `read` that a file may need: sheet, year, firm, table.
    """
    require(person, Action.USE_IMPORTS)
    source = source_code(catalogue, source)
    readout = read(catalogue, content, filename, today=today, settings=settings, **options)
    return store(session, person, content, filename, readout, options=options, source=source, now=now)


def examine(session: Session, person: Person, catalogue: Catalogue, readout: Readout) -> Preview:
    """What a file would do, without keeping anything of it."""
    require(person, Action.USE_IMPORTS)
    plan = make_plan(session, person, catalogue, readout)
    return Preview(None, counted(plan), readout.sheets, plan.issues, tuple(shown_rows(plan)), outcomes_of(plan))


def preview(session: Session, person: Person, catalogue: Catalogue, batch_id: int) -> Preview:
    """What the staged file would do to the registry as it is now."""
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    readout = readout_of(session, batch)
    plan = make_plan(session, person, catalogue, readout)
    twin = find_committed_twin(session, batch)
    return Preview(batch, counted(plan), readout.sheets, plan.issues, tuple(shown_rows(plan)), outcomes_of(plan), twin)


def commit(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    batch_id: int,
    *,
    accept: Accept = "valid",
    now: datetime,
) -> ImportCounts:
    """Write every row that has no error, or (all-or-nothing) all rows or none. Raises RowsRefused and NotStaged."""
    require(person, Action.USE_IMPORTS)
    lock_imports(session)
    batch = _staged(session, person, batch_id)
    plan = make_plan(session, person, catalogue, readout_of(session, batch))
    return _write(session, person, catalogue, batch, plan, accept=accept, now=now)


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
    now: datetime,
) -> Preview:
    """Keep and commit a file at once, as commands do; what it did comes back like a preview."""
    lock_imports(session)
    source = source_code(catalogue, source)
    batch_id = store(session, person, content, filename, readout, options=options, source=source, now=now)
    batch = get_batch(session, person, batch_id)
    plan = make_plan(session, person, catalogue, readout)
    counts = _write(session, person, catalogue, batch, plan, accept=accept, now=now)
    return Preview(batch, counts, readout.sheets, plan.issues, tuple(shown_rows(plan)), outcomes_of(plan))


def _write(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    batch: ImportBatch,
    plan: Plan,
    *,
    accept: Accept,
    now: datetime,
) -> ImportCounts:
    counts = counted(plan)
    if accept == "all-or-nothing" and counts.rejected:
        raise RowsRefused(rejected=counts.rejected)
    assert batch.id is not None
    touched = write_plan(session, person, catalogue.indicators, plan, batch_id=batch.id, now=now)
    batch.status, batch.committed_at, batch.counts = COMMITTED, now, asdict(counts)
    session.add(batch)
    refresh(session, catalogue, touched)
    text = f"{batch.filename} read={counts.read} new={counts.new} changed={counts.changed} rejected={counts.rejected}"
    journal.note(session, person, "import.commit", now=now, batch_id=batch.id, text=text)
    return counts


def discard(session: Session, person: Person, batch_id: int, *, now: datetime) -> None:
    """Give a staged file up; the file and its rows are removed, the note of it stays."""
    require(person, Action.USE_IMPORTS)
    batch = _staged(session, person, batch_id)
    batch.status = DISCARDED
    session.delete(session.get_one(ImportPayload, batch_id))
    journal.note(session, person, "import.discard", now=now, batch_id=batch_id, text=batch.filename)


def recent(session: Session, person: Person, *, limit: int = 50) -> list[ImportBatch]:
    """The newest batches: one's own, for an administrator everybody's."""
    require(person, Action.USE_IMPORTS)
    return recent_batches(session, person, limit)


def _staged(session: Session, person: Person, batch_id: int) -> ImportBatch:
    batch = get_batch(session, person, batch_id)
    if batch.status != STAGED:
        raise NotStaged()
    return batch
