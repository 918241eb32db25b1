"""Long work: what was asked for, how far it is, and how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class Job(Record, table=True):
    """One piece of long work, done once. `status` is queued, running, done, failed or cancelled; `message` and `facts` are
    the sentence (a message id) that a failed job leaves."""

    __tablename__ = "job"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    arguments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    status: str = Field(index=True)
    step: str = ""
    done: int = 0
    total: int = 0
    attempts: int = 0
    cancel_requested: bool = False
    message: str = ""
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_by: str
    account_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    started_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    beat_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    finished_at: datetime | None = Field(default=None, sa_column=Column(Moment))
