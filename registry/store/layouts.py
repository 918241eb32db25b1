"""A bureau's own tables: its blank official workbook with the columns found in it, or a column set built by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field

from registry.store.base import Moment, Record


class TableLayout(Record, table=True):
    """One layout of an office: `columns` are letter, head, indicator or other fact, unit and year; without a workbook it is a
    column set built by hand."""

    __tablename__ = "table_layout"

    id: int | None = Field(default=None, primary_key=True)
    division: str = ""
    park: str = ""
    name: str
    filename: str = ""
    workbook: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    sheet: str = ""
    header_row: int = 0
    columns: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    created_by: str
    account_id: int | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    retired_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    version: int = 1
