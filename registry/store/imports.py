"""Imports between upload and commit: the raw file, what was read from it, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field

from registry.store.base import Moment, Record


class ImportBatch(Record, table=True):
    """One uploaded file. `sheets` keeps how each column was understood, `counts` what a commit did or would do."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    filename: str
    sha256: str = Field(index=True)
    size: int
    status: str = Field(index=True)
    created_by: str
    account_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    committed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    options: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sheets: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    counts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class ImportPayload(Record, table=True):
    """The heavy part of a batch, apart so that lists stay light: the file itself, its rows as Parquet, its issues."""

    __tablename__ = "import_payload"

    batch_id: int = Field(foreign_key="import_batch.id", primary_key=True)
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    firms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    figures: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    titles: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    issues: list[Any] = Field(sa_column=Column(JSON, nullable=False))
