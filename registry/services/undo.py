"""Taking an import back: every value that nobody has changed since is as it was before, and three counts say how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.services import journal
from registry.services.importing.batches import COMMITTED, UNDONE, get_batch
from registry.services.importing.before import find_left, find_written, keep_left
from registry.services.importing.journalling import Journal
from registry.services.standings import refresh
from registry.services.undoing.owners import with_owners
from registry.services.undoing.plans import UndoPlan, make_undo_plan
from registry.services.undoing.putting_back import put_back
from registry.services.undoing.rests import put_back_rest, waiting
from registry.services.undoing.tallies import left_cells, tally
from registry.services.undoing.verdicts import KEPT, PUT_BACK, UNREACHABLE
from registry.store.database import lock_imports
from registry.store.imports import ImportBatch

__all__ = ["NotCommitted", "NothingKept", "UndoCounts", "preview", "undo"]

Watch = Callable[[str, int, int], None]
COMPARING, WRITING = "comparing", "writing"


class NotCommitted(Conflict):
    """Only what was written can be taken back, and only once."""

    template = mark("这次导入没有入库，或者已经撤销，不能撤销。")


class NothingKept(Conflict):
    """The import was committed by a version of the program that did not keep what it replaced."""

    template = mark("这次导入入库时没有保存原来的数据，不能撤销。请对照原表逐项更正。")


@dataclass(frozen=True)
class UndoCounts:
    """Values, each counted once: `put_back` as they were, `kept` because of what happened since, `could_not` because their
    firm is gone or lies outside the person's scope. A new title counts as one value.

    `firms_removed` are firms that the import made and nobody used since; their values are among those put back. `left`
    (see `undoing.leftovers`) lists the first of those kept and out of reach.
    """

    put_back: int
    kept: int
    could_not: int
    firms_removed: int
    left: pl.DataFrame

    @property
    def numbers(self) -> dict[str, int]:
        """The counts as the batch keeps them."""
        return {name: getattr(self, name) for name in ("put_back", "kept", "could_not", "firms_removed")}


def preview(session: Session, person: Person, catalogue: Catalogue, batch_id: int) -> UndoCounts:
    """What an undo would do now; of an import that was undone, what it did.

    Only who made the import and administrators may ask, for all others it is not found. Raises NotCommitted and NothingKept.
    """
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    if batch.status == UNDONE and (left := find_left(session, batch_id)) is not None:
        return UndoCounts(**batch.counts["undo"], left=left)
    return _counts(session, batch_id, _plan(session, person, catalogue, batch))


def undo(
    session: Session, person: Person, catalogue: Catalogue, batch_id: int, *, now: datetime, watch: Watch | None = None
) -> UndoCounts:
    """Put back every value that still stands as the import wrote it, in one transaction, and journal it.

    Values that an import undone before could not put back because of this one are put back now. `watch` is told of each
    step and may end the undo by raising. Raises as `preview` does.
    """
    require(person, Action.USE_IMPORTS)
    lock_imports(session)
    batch = get_batch(session, person, batch_id)
    tell = watch or _unwatched
    tell(COMPARING, 0, 2)
    plan = _plan(session, person, catalogue, batch)
    counts = _counts(session, batch_id, plan)
    tell(WRITING, 1, 2)
    touched = put_back(session, catalogue.indicators, plan, Journal(session, person, batch_id, now, person.door))
    _close(session, person, batch, counts, now)
    for earlier in waiting(session, batch):
        touched += put_back_rest(session, person, catalogue, earlier, now)
    refresh(session, catalogue, touched)
    tell(WRITING, 2, 2)
    return counts


def _plan(session: Session, person: Person, catalogue: Catalogue, batch: ImportBatch) -> UndoPlan:
    if batch.status != COMMITTED or batch.id is None:
        raise NotCommitted()
    written = find_written(session, batch.id)
    if written is None:
        raise NothingKept()
    return make_undo_plan(session, person, catalogue, batch.id, written)


def _counts(session: Session, batch_id: int, plan: UndoPlan) -> UndoCounts:
    return UndoCounts(
        put_back=tally(plan, PUT_BACK),
        kept=tally(plan, *KEPT),
        could_not=tally(plan, UNREACHABLE),
        firms_removed=plan.removed.len(),
        left=with_owners(session, batch_id, left_cells(plan)),
    )


def _close(session: Session, person: Person, batch: ImportBatch, counts: UndoCounts, now: datetime) -> None:
    """The batch is undone from here on: what is written about it in the journal no longer counts as an edit."""
    assert batch.id is not None
    keep_left(session, batch.id, counts.left)
    batch.status, batch.undone_at, batch.undone_by = UNDONE, now, person.name
    batch.counts = {**batch.counts, "undo": counts.numbers}
    session.add(batch)
    session.flush()
    told = journal.said(counts.numbers)
    journal.note(session, person, "import.undo", now=now, batch_id=batch.id, text=f"{batch.filename} {told}")


def _unwatched(step: str, done: int, total: int) -> None:
    pass
