"""The seals over the journal, in the order in which they were set."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class JournalSeal(Record, table=True):
    """One unbroken span of entries of one transaction, and their SHA-256 together with the seal before."""

    __tablename__ = "journal_seal"

    id: int | None = Field(default=None, primary_key=True)
    first_entry: int = Field(sa_column=Column(BigInteger, nullable=False))
    last_entry: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    digest: str
    sealed_at: datetime = Field(sa_column=Column(Moment, nullable=False))
