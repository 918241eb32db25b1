"""Accounts: who may sign in, as what, and how far they see."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class Account(Record, table=True):
    """One person or one firm; an empty division or park does not narrow the scope."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("role IN ('administrator', 'bureau', 'park_officer', 'enterprise')", name="role"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    display_name: str
    role: str
    division: str = ""
    park: str = ""
    firm_id: int | None = Field(default=None, foreign_key="firm.id")
    password_hash: str
    must_change_password: bool = True
    failed_logins: int = 0
    locked_until: datetime | None = Field(default=None, sa_column=Column(Moment))
    active: bool = True
    language: str | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
