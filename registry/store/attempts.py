"""Attempts to open what lies outside one's scope, merged by account, kind of object and hour."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class Attempt(Record, table=True):
    """What an account did not find within one hour: `address` is the first path of the hour, `times` how many there were."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("account_id", "kind", "hour"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    kind: str
    hour: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    address: str
    method: str
    times: int = 1
    last_at: datetime = Field(sa_column=Column(Moment, nullable=False))
