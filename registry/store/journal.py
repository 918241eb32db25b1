"""The journal: every write, append only. It outlives what it speaks of, hence no foreign keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from registry.store.base import Moment, Record

# Entries without a firm that change nothing anybody sees: sign-ins, a list taken out; those of files end with EXPORT.
NOTES = ("account.refused", "account.sign_in", "account.sign_out", "backup.make", "firms.list", "scope.attempt")
EXPORT = ".export"


class JournalEntry(Record, table=True):
    """Who did what, when, through which door. `changes` is {code: [old, new]}, one entry per firm-year row."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index(None, "firm_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    actor_id: int | None = None
    actor_name: str
    door: str
    action: str
    firm_id: int | None = None
    year: int | None = None
    batch_id: int | None = Field(default=None, index=True)
    sheet: str | None = None
    row: int | None = None
    changes: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    note: str | None = None
