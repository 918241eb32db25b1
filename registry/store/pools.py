"""Pools 培育库: the firms that an office cultivates for a tier, from entry to exit."""

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field

from registry.store.base import Moment, Record


class PoolMember(Record, table=True):
    """One stay of a firm in the pool of a tier; open until it has an exit. A firm may enter again later. `board` and `progress`
    are for the pools that have them (services/pools/own_fields.yaml)."""

    __tablename__ = "pool_member"
    __table_args__ = (Index(None, "firm_id", "tier"), Index(None, "tier", "exited_on"), Index(None, "entered_on"))

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id")
    tier: str
    entered_on: date
    basis: str = ""
    expected_year: int | None = None
    board: str | None = None
    progress: str | None = None
    officer_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    exited_on: date | None = None
    exit_kind: str | None = None
    exit_reason: str | None = None
    entered_by: str
    exited_by: str | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1
