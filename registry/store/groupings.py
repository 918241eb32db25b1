"""Parks, chains, clusters and carriers as lists that a bureau keeps, and which firms belong to them."""

from datetime import date, datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class Grouping(Record, table=True):
    """One park, chain, cluster or carrier. Firms name their park and chain in their own record; carriers have members."""

    __tablename__ = "grouping"
    __table_args__ = (UniqueConstraint("kind", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    name: str
    name_key: str
    division: str = ""
    park: str = ""
    level: str = ""
    lead: str = ""
    document: str = ""
    note: str = ""
    retired_on: date | None = None
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1


class GroupingMember(Record, table=True):
    """A firm in a chain, cluster or carrier, with its role there (链主, 配套), from a day to a day."""

    __tablename__ = "grouping_member"
    __table_args__ = (UniqueConstraint("grouping_id", "firm_id", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    grouping_id: int = Field(foreign_key="grouping.id")
    firm_id: int = Field(foreign_key="firm.id", index=True)
    role: str = ""
    since: date
    until: date | None = None
    added_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
