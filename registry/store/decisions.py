"""What officers decided about conditions that only a person can judge."""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field

from registry.store.base import Moment, Record


class ManualDecision(Record, table=True):
    """A person's answer for firm, tier, rule set and data year; withdrawn, not deleted."""

    __tablename__ = "manual_decision"
    __table_args__ = (Index(None, "firm_id", "tier"), Index(None, "data_year"))

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id")
    tier: str
    rule_set: str
    condition: str
    data_year: int
    met: bool
    note: str
    decided_by: str
    decided_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(Moment))
