"""What the morning page remembers: since when firms are eligible, and how far each officer has looked."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class NewlyEligible(Record, table=True):
    """A firm became a candidate without a failing condition. `id` only ever grows, so that "since then" is a number; a firm
    that loses the class and gains it again gets a new row."""

    __tablename__ = "newly_eligible"
    __table_args__ = (UniqueConstraint("firm_id", "tier"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id")
    tier: str


class SeenMark(Record, table=True):
    """Up to which row of `newly_eligible` an account has looked, and when it said so."""

    __tablename__ = "seen_mark"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    place: int
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
