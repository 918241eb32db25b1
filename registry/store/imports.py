"""Imports between upload and commit: the raw file, what was read from it, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field

from registry.store.base import Moment, Record


class ImportBatch(Record, table=True):
    """One uploaded file: received, staged, then committed or discarded, and perhaps undone. `source` says whose figures they
    are (sources.yaml), `sheets` how each column was understood, `counts` what a commit or undo did."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    filename: str
    sha256: str = Field(index=True)
    size: int
    status: str = Field(index=True)
    source: str = ""
    created_by: str
    account_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    committed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    undone_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    undone_by: str | None = None
    options: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sheets: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    counts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class ImportPayload(Record, table=True):
    """The heavy part of a batch, apart so that lists stay light: the file itself, its rows as Parquet, its issues.

    `cells` are the raw texts of all mapped columns, `plan` what the preview found, `written` what the commit wrote together
    with what stood there before; all are Parquet and absent until there is something to keep.
    """

    __tablename__ = "import_payload"

    batch_id: int = Field(foreign_key="import_batch.id", primary_key=True)
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    firms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    figures: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    titles: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    issues: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    cells: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    plan: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    written: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
