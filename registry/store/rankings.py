"""Ranking lists: made from a measure, published, and archived as they were."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class Ranking(Record, table=True):
    """One ranking: `criteria` say what is ranked by what, `rows` are the places as published,
    `counts` how many were ranked and how many left out for want of a value, of areas also which. `document` is what asks for
    the ranking, `note` is for its readers."""

    __tablename__ = "ranking"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    year: int
    division: str = ""
    park: str = ""
    criteria: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    rows: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    status: str = Field(index=True)
    created_by: str
    account_id: int | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    published_by: str | None = None
    published_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    archived_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    withdrawn_reason: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    document: str | None = None
    note: str | None = None
    counts: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
