"""The second factor of an account: the key of its one-time codes, and codes for the day the telephone is lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class SecondFactor(Record, table=True):
    """`sealed_key` is encrypted with a key that is not in the database; `last_step` keeps a code from being used twice."""

    __tablename__ = "second_factor"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    sealed_key: str
    last_step: int = 0
    recovery: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
