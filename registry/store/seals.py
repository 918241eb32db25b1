"""The seals over the journal, in the order in which they were set."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, Index, text, true
from sqlmodel import Field

from registry.store.base import Moment, Record

CHANGES = text("changes")  # whoever asks says it as the index does, or SQLite would not use it


class JournalSeal(Record, table=True):
    """One unbroken span of entries of one transaction, and their SHA-256 together with the seal before; `changes` is False where
    the entries only note what was looked at, taken out or tried."""

    __tablename__ = "journal_seal"
    __table_args__ = (Index("ix_journal_seal_changes", "id", sqlite_where=CHANGES, postgresql_where=CHANGES),)

    id: int | None = Field(default=None, primary_key=True)
    first_entry: int = Field(sa_column=Column(BigInteger, nullable=False))
    last_entry: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    digest: str
    changes: bool = Field(default=True, sa_column=Column(Boolean, nullable=False, server_default=true()))
    sealed_at: datetime = Field(sa_column=Column(Moment, nullable=False))
