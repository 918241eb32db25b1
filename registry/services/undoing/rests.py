"""What an undo had to leave because of a later import, put back once that import is undone as well."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.importing.batches import UNDONE
from registry.services.importing.before import find_left, find_written, keep_left
from registry.services.importing.journalling import Journal
from registry.services.undoing.owners import with_owners
from registry.services.undoing.plans import make_undo_plan
from registry.services.undoing.putting_back import put_back
from registry.services.undoing.tallies import left_cells, still_left, tally
from registry.services.undoing.verdicts import PUT_BACK
from registry.store.imports import ImportBatch


def waiting(session: Session, batch: ImportBatch) -> list[ImportBatch]:
    """Imports that were undone after this one was committed and had to leave values as they were, the newest first."""
    undone = select(ImportBatch).where(
        ImportBatch.status == UNDONE, col(ImportBatch.undone_at) >= batch.committed_at, ImportBatch.id != batch.id
    )
    found = session.exec(undone.order_by(col(ImportBatch.id).desc()))
    return [each for each in found if each.counts.get("undo", {}).get("kept")]


def put_back_rest(
    session: Session, person: Person, catalogue: Catalogue, batch: ImportBatch, now: datetime
) -> list[int]:
    """Put back what nothing stands in the way of any more, and correct the counts of that undo."""
    assert batch.id is not None
    written, before = find_written(session, batch.id), find_left(session, batch.id)
    if written is None or before is None:
        return []
    plan = make_undo_plan(session, person, catalogue, batch.id, written)
    more = tally(plan, PUT_BACK)
    if not more:
        return []
    touched = put_back(session, catalogue.indicators, plan, Journal(session, person, batch.id, now, person.door))
    undone = batch.counts["undo"]
    undone = undone | {"put_back": undone["put_back"] + more, "kept": undone["kept"] - more}
    undone["firms_removed"] += plan.removed.len()
    batch.counts = {**batch.counts, "undo": undone}
    session.add(batch)
    keep_left(session, batch.id, with_owners(session, batch.id, still_left(left_cells(plan), before)))
    return touched
