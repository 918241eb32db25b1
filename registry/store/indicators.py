"""Indicators that an office added in the browser; those of a file lie in the catalogue folder of the data directory."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class LocalIndicator(Record, table=True):
    """One local indicator; its values stand in `local_figure`. Codes are never used twice."""

    __tablename__ = "local_indicator"

    code: str = Field(primary_key=True)
    label: str
    label_en: str
    level: str
    kind: str
    unit: str = ""
    synonyms: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    division: str = ""
    park: str = ""
    created_by: str
    account_id: int | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
