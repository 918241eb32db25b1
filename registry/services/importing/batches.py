"""A batch between upload and commit: the readout as it is kept in the database, and back."""

from __future__ import annotations

import hashlib
import io
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from importers.reading import ColumnMapping, Readout, SheetReadout
from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.importing.findings import from_json, to_json
from registry.store.imports import ImportBatch, ImportPayload

STAGED, COMMITTED, DISCARDED = "staged", "committed", "discarded"


def keep(
    session: Session,
    person: Person,
    content: bytes,
    filename: str,
    readout: Readout,
    *,
    options: dict[str, Any],
    now: datetime,
) -> int:
    """Store the file and what was read from it; returns the batch's id."""
    batch = ImportBatch(
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        status=STAGED,
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
        options=options,
        sheets=[asdict(sheet) for sheet in readout.sheets],
        counts={"read": readout.rows_read, "merged": readout.merged},
    )
    session.add(batch)
    session.flush()
    assert batch.id is not None
    payload = ImportPayload(
        batch_id=batch.id,
        raw=content,
        firms=_parquet(readout.firms),
        figures=_parquet(readout.figures),
        titles=_parquet(readout.titles),
        issues=[to_json(issue) for issue in readout.issues],
    )
    session.add(payload)
    session.flush()
    return batch.id


def get_batch(session: Session, person: Person, batch_id: int) -> ImportBatch:
    """The batch, for whoever uploaded it, for administrators and for commands."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None or not _may_see(person, batch):
        raise NotFound(what=mark("这次导入"))
    return batch


def recent_batches(session: Session, person: Person, limit: int) -> list[ImportBatch]:
    """The newest batches that the person may see."""
    statement = select(ImportBatch)
    if person.role is not Role.ADMINISTRATOR:
        statement = statement.where(ImportBatch.account_id == person.account_id)
    return list(session.exec(statement.order_by(col(ImportBatch.id).desc()).limit(limit)))


def readout_of(session: Session, batch: ImportBatch) -> Readout:
    """The readout as it was when the file was staged."""
    payload = session.get_one(ImportPayload, batch.id)
    return Readout(
        sheets=tuple(_sheet(kept) for kept in batch.sheets),
        firms=pl.read_parquet(io.BytesIO(payload.firms)),
        figures=pl.read_parquet(io.BytesIO(payload.figures)),
        titles=pl.read_parquet(io.BytesIO(payload.titles)),
        issues=tuple(from_json(kept) for kept in payload.issues),
        rows_read=batch.counts["read"],
        merged=batch.counts["merged"],
    )


def find_committed_twin(session: Session, batch: ImportBatch) -> ImportBatch | None:
    """An earlier batch of the very same file that was committed, so that uploading it again can be told."""
    statement = select(ImportBatch).where(
        ImportBatch.sha256 == batch.sha256, ImportBatch.status == COMMITTED, ImportBatch.id != batch.id
    )
    return session.exec(statement.order_by(col(ImportBatch.id).desc())).first()


def _may_see(person: Person, batch: ImportBatch) -> bool:
    return person.role is Role.ADMINISTRATOR or batch.account_id == person.account_id


def _sheet(kept: dict[str, Any]) -> SheetReadout:
    columns = tuple(ColumnMapping(**column) for column in kept["columns"])
    return SheetReadout(**{**kept, "columns": columns, "missing": tuple(kept["missing"])})


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
