"""Corrections that firms ask for: one value of the registry each, approved or refused by an officer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field

from registry.store.base import Moment, Record

OPEN = text("state = 'open'")


class CorrectionRecord(Record, table=True):
    """One request: open, approved, refused, superseded or withdrawn. `year` 0 is the firm itself; `held` and `wanted` are
    JSON values in stored units, `held` as it was when the firm asked."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("uq_correction_open", "firm_id", "year", "code", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    year: int
    code: str
    held: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    wanted: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    reason: str
    state: str
    asked_by: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    asked_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    answer: str = ""
