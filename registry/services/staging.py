"""A file on its way into a batch: received as it is, kept with what was read from it, and read again another way, or given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.importing.batches import DISCARDED, RECEIVED, STAGED, get_batch, keep_readout, receive_file
from registry.services.importing.kept_plans import Prepared, keep_packed
from registry.store.imports import ImportBatch, ImportPayload

DOOR = "import"


class NotStaged(Conflict):
    """The batch was committed, discarded or undone before, or not read yet."""

    template = mark("这次导入已经入库或已放弃，不能再处理。")


class UnknownSource(InvalidInput):
    """A source that the catalogue does not have; the sentence names those it has."""

    template = mark("没有名为“{source}”的来源，可用的有：{known}。")


def source_code(catalogue: Catalogue, source: str) -> str:
    """The source meant: the one named, or where none is named the one that an import means by itself."""
    if not source:
        return catalogue.sources.of_door(DOOR).code
    if source not in catalogue.sources:
        raise UnknownSource(source=source, known="、".join(catalogue.sources))
    return source


def receive(
    session: Session,
    person: Person,
    content: bytes,
    filename: str,
    *,
    options: dict[str, Any],
    source: str = "",
    now: datetime,
) -> int:
    """Keep a file before it is read; returns the batch's id. `restage` puts in what was read."""
    require(person, Action.USE_IMPORTS)
    batch = receive_file(session, person, content, filename, options=options, source=source, now=now)
    assert batch.id is not None
    return batch.id


def store(
    session: Session,
    person: Person,
    content: bytes,
    filename: str,
    readout: Readout,
    *,
    options: dict[str, Any],
    source: str = "",
    prepared: Prepared | None = None,
    now: datetime,
) -> int:
    """Keep a file that was read before, and what was prepared of it; returns the batch's id."""
    batch_id = receive(session, person, content, filename, options=options, source=source, now=now)
    restage(session, person, batch_id, readout, prepared=prepared)
    return batch_id


def restage(
    session: Session,
    person: Person,
    batch_id: int,
    readout: Readout,
    *,
    options: dict[str, Any] | None = None,
    source: str | None = None,
    prepared: Prepared | None = None,
) -> ImportBatch:
    """Put another reading of the same file in the place of the one kept, if any; the batch keeps its number.

    Options and source stay as they were unless given; `prepared` is the plan of this very reading. Raises
    NotStaged where the batch was committed or discarded.
    """
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    if batch.status not in (RECEIVED, STAGED):
        raise NotStaged()
    batch.options = batch.options if options is None else options
    batch.source = batch.source if source is None else source
    keep_readout(session, batch, readout)
    if prepared is not None:
        keep_packed(session, batch_id, prepared.packed())
    return batch


def staged(session: Session, person: Person, batch_id: int) -> ImportBatch:
    """The batch, if it waits for a decision. Raises NotStaged."""
    batch = get_batch(session, person, batch_id)
    if batch.status != STAGED:
        raise NotStaged()
    return batch


def discard(session: Session, person: Person, batch_id: int, *, now: datetime) -> None:
    """Give a file up that was received or staged; the file and its rows are removed, the note of it stays."""
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    if batch.status not in (RECEIVED, STAGED):
        raise NotStaged()
    batch.status = DISCARDED
    session.execute(delete(ImportPayload).where(col(ImportPayload.batch_id) == batch_id))
    journal.note(session, person, "import.discard", now=now, batch_id=batch_id, text=batch.filename)
