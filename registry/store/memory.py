"""What people decided while importing, remembered for the next file: columns of a table, heads, names of firms.

Each belongs to an office (division and park) and serves everybody whose scope lies within that office's.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class RememberedTable(Record, table=True):
    """How the columns of one kind of table were confirmed: `signature` stands for its heads, `columns` is
    {head key: {"header": as written, "meaning": indicator, role or null to leave out, "unit": name or null}}."""

    __tablename__ = "remembered_table"
    __table_args__ = (UniqueConstraint("division", "park", "source", "signature"),)

    id: int | None = Field(default=None, primary_key=True)
    division: str = ""
    park: str = ""
    source: str
    signature: str
    filename: str
    columns: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    confirmed_by: str
    account_id: int | None = None
    confirmed_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class LearnedHead(Record, table=True):
    """A column head that a person confirmed to mean an indicator: a synonym that the office's own files taught."""

    __tablename__ = "learned_head"
    __table_args__ = (UniqueConstraint("division", "park", "head_key"),)

    id: int | None = Field(default=None, primary_key=True)
    division: str = ""
    park: str = ""
    head_key: str
    header: str
    indicator: str
    filename: str
    confirmed_by: str
    account_id: int | None = None
    confirmed_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class NameDecision(Record, table=True):
    """Whom a name in a file means: a firm, or (no firm) nobody in the register."""

    __tablename__ = "name_decision"
    __table_args__ = (UniqueConstraint("division", "park", "name_key"), Index(None, "name_key"))

    id: int | None = Field(default=None, primary_key=True)
    division: str = ""
    park: str = ""
    name_key: str
    name: str
    firm_id: int | None = Field(default=None, foreign_key="firm.id", index=True)
    decided_by: str
    account_id: int | None = None
    decided_at: datetime = Field(sa_column=Column(Moment, nullable=False))
