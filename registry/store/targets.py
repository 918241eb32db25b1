"""Targets 目标: what an office has to reach by a day, and the points measured on the way, which never change afterwards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class Target(Record, table=True):
    """One target. `kind` is stock, flow, ratio, multiple or coverage; `measure` says what is counted; `code` names a target of
    the catalogue. A part of a broken-down target has a parent."""

    __tablename__ = "target"

    id: int | None = Field(default=None, primary_key=True)
    code: str | None = Field(default=None, index=True)
    label: str
    kind: str
    measure: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    goal: float
    unit: str = ""
    base_year: int | None = None
    base_value: float | None = None
    starts_on: date | None = None
    due_on: date | None = None
    division: str = ""
    park: str = ""
    cluster: str = ""
    owner: str = ""
    responsible: str = ""
    document: str = ""
    parent_id: int | None = Field(default=None, foreign_key="target.id", index=True)
    status: str = Field(index=True)
    created_by: str
    account_id: int | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1
    closed_on: date | None = None
    closed_by: str | None = None
    closing_note: str | None = None


class TargetPoint(Record, table=True):
    """What was measured on a day; a later loss of a title does not change it. `unjudged` firms could not be answered for,
    of `outside` ones not even the denominator is known; both are NULL where a document states the value."""

    __tablename__ = "target_point"
    __table_args__ = (UniqueConstraint("target_id", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(foreign_key="target.id")
    on: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    unjudged: int | None = None
    outside: int | None = None
    note: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_column=Column(Moment, nullable=False))
