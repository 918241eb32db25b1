"""What firms hand over to the park: figures that wait for an officer before they become the registry's."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from registry.store.base import Moment, Record

OPEN = text("state = 'open'")


class SubmissionRecord(Record, table=True):
    """One hand-over: open, accepted, returned, superseded or withdrawn. `facts` is {"0": {code: value}, "2025": {…}} in
    stored units, year 0 being the firm itself; `taken` lists what was accepted as "2025:revenue". The receipt's link is kept
    as a hash only. `sent_from` is the network address, "" for an account."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("key_hash"),
        Index("uq_submission_open", "credit_code", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "sent_from", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str
    key_hash: str
    credit_code: str = Field(index=True)
    name: str
    division_code: str | None = None
    park: str | None = None
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    contact_name: str = ""
    contact_phone: str = ""
    sent_from: str = ""
    account_id: int | None = Field(default=None, foreign_key="account.id")
    state: str
    received_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    decided_by: str = ""
    answer: str = ""
    taken: list[Any] | None = Field(default=None, sa_column=Column(JSON))
    version: int = 1
