"""What firms confirm before a round takes their figures."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class RoundConfirmation(Record, table=True):
    """A firm confirmed its figures for a round and consented to their use. `firm_version` is the firm's as it was confirmed:
    a later one means that something changed afterwards."""

    __tablename__ = "round_confirmation"

    round_firm_id: int = Field(foreign_key="round_firm.id", primary_key=True)
    firm_version: int
    by: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
