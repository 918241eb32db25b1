"""A batch between upload and commit: the file, the readout as it is kept in the database, and back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import update
from sqlmodel import Session, col, select

from importers.reading import ColumnMapping, Readout, SheetReadout
from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.importing.findings import from_json, to_json
from registry.services.importing.packing import Packed, pack, parquet
from registry.store.imports import ImportBatch, ImportPayload

RECEIVED, STAGED, COMMITTED, DISCARDED, UNDONE = "received", "staged", "committed", "discarded", "undone"


def receive_file(
    session: Session,
    person: Person,
    content: bytes,
    filename: str,
    *,
    options: dict[str, Any],
    source: str,
    now: datetime,
) -> ImportBatch:
    """A new batch that holds the file and nothing read from it."""
    batch = ImportBatch(
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        status=RECEIVED,
        source=source,
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
        options=options,
        sheets=[],
        counts={},
    )
    session.add(batch)
    session.flush()
    session.add(ImportPayload(batch_id=batch.id, raw=content, firms=b"", figures=b"", titles=b"", issues=[]))
    session.flush()
    return batch


def keep_readout(session: Session, batch: ImportBatch, readout: Readout) -> None:
    """Put what was read in the place of whatever the batch held; a plan made before is void."""
    batch.status = STAGED
    batch.sheets = [asdict(sheet) for sheet in readout.sheets]
    batch.counts = {"read": readout.rows_read, "merged": readout.merged}
    session.add(batch)
    session.flush()
    values = {
        "firms": parquet(readout.firms),
        "figures": parquet(readout.figures),
        "titles": parquet(readout.titles),
        "issues": [to_json(issue) for issue in readout.issues],
        "cells": pack(readout.cells),
        "plan": None,
    }
    session.execute(update(ImportPayload).where(col(ImportPayload.batch_id) == batch.id).values(values))


def get_batch(session: Session, person: Person, batch_id: int) -> ImportBatch:
    """The batch, for whoever uploaded it, for administrators and for commands."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None or not may_see(person, batch):
        raise NotFound(what=mark("这次导入"))
    return batch


def recent_batches(session: Session, person: Person, limit: int) -> list[ImportBatch]:
    """The newest batches that the person may see."""
    statement = select(ImportBatch)
    if person.role is not Role.ADMINISTRATOR:
        statement = statement.where(ImportBatch.account_id == person.account_id)
    return list(session.exec(statement.order_by(col(ImportBatch.id).desc()).limit(limit)))


def sheets_of(batch: ImportBatch) -> tuple[SheetReadout, ...]:
    """How the columns of each sheet were understood; empty before the file was read."""
    return tuple(_sheet(kept) for kept in batch.sheets)


def readout_of(session: Session, batch: ImportBatch) -> Readout:
    """The readout as it was when the file was staged, without the raw cells."""
    payload = select(ImportPayload.firms, ImportPayload.figures, ImportPayload.titles, ImportPayload.issues)
    firms, figures, titles, issues = session.exec(payload.where(ImportPayload.batch_id == batch.id)).one()
    return Readout(
        sheets=sheets_of(batch),
        firms=pl.read_parquet(io.BytesIO(firms)),
        figures=pl.read_parquet(io.BytesIO(figures)),
        titles=pl.read_parquet(io.BytesIO(titles)),
        issues=tuple(from_json(kept) for kept in issues),
        rows_read=batch.counts["read"],
        merged=batch.counts["merged"],
        is_list=_is_list(batch.options.get("title")),
    )


def _is_list(title: dict[str, Any] | None) -> bool:
    """Whether the file lists recognised firms and is not to add any."""
    return title is not None and not title.get("makes_firms")


def raw_of(session: Session, batch_id: int) -> bytes:
    """The file as it was uploaded. Raises NotFound where it was given up."""
    raw = session.exec(select(ImportPayload.raw).where(ImportPayload.batch_id == batch_id)).first()
    if not raw:  # given up, or taken away with the people it named
        raise NotFound(what=mark("这次导入的文件"))
    return raw


def cells_of(session: Session, batch_id: int, sheet: str, rows: Sequence[int] | None = None) -> pl.DataFrame:
    """`row` and the raw cells of a sheet by column letter, of some rows or of all; no row where nothing was kept.

    A column is numbers where all its cells are plain numbers or blank, else the texts as a person sees them.
    """
    packed = session.exec(select(ImportPayload.cells).where(ImportPayload.batch_id == batch_id)).first()
    held = Packed(packed) if packed else None
    if held is None or sheet not in held:
        return pl.DataFrame(schema={"row": pl.Int64})
    cells = held.scan(sheet)
    return (cells if rows is None else cells.filter(pl.col("row").is_in(list(rows)))).collect()


def find_committed_twin(session: Session, batch: ImportBatch) -> ImportBatch | None:
    """An earlier batch of the very same file that was committed, so that uploading it again can be told."""
    statement = select(ImportBatch).where(
        ImportBatch.sha256 == batch.sha256, ImportBatch.status == COMMITTED, ImportBatch.id != batch.id
    )
    return session.exec(statement.order_by(col(ImportBatch.id).desc())).first()


def may_see(person: Person, batch: ImportBatch) -> bool:
    """Whoever uploaded it, administrators and commands."""
    return person.role is Role.ADMINISTRATOR or batch.account_id == person.account_id


def _sheet(kept: dict[str, Any]) -> SheetReadout:
    mappings = {name: tuple(ColumnMapping(**each) for each in kept.get(name, ())) for name in ("columns", "lines")}
    tuples = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return SheetReadout(**{**kept, **tuples, **mappings})
