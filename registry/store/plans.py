"""One firm, one plan 一企一策: actions with owner and due date, visits and requests, the officer who serves a firm."""

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field

from registry.store.base import Moment, Record


class PlanAction(Record, table=True):
    """Something to be done so that a firm reaches a tier; `condition` is the unmet condition it answers, if one."""

    __tablename__ = "plan_action"
    __table_args__ = (Index(None, "status", "due_on"),)

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    tier: str = ""
    rule_set: str = ""
    condition: str = ""
    text: str
    owner: str = ""
    owner_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    due_on: date | None = None
    status: str = "open"
    done_on: date | None = None
    note: str = ""
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1


class ServiceEntry(Record, table=True):
    """Something about a firm that was written down, of one of the kinds in services/plans/kinds.yaml; `amount` is in 万元."""

    __tablename__ = "service_entry"
    __table_args__ = (Index(None, "kind", "status"),)

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    kind: str
    on: date
    text: str
    with_whom: str = ""
    amount: float | None = None
    status: str
    answer: str = ""
    closed_on: date | None = None
    by: str
    account_id: int | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1


class ServiceOfficer(Record, table=True):
    """Who serves a firm, from a day to a day; a handover ends one entry and begins the next."""

    __tablename__ = "service_officer"

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    since: date
    until: date | None = None
    handover_note: str = ""
    assigned_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
