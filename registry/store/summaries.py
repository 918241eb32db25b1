"""Counts for the dashboards and the rows they count, kept so that no page has to count hundreds of thousands of firms."""

from datetime import date, datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from registry.store.base import Moment, Record


class DashboardSummary(Record, table=True):
    """One part of the dashboards over all firms: `cells` as Parquet, for the titles of `day`, with what the journal had
    told up to `journal_id`; under `….rows` firm by firm what was counted. Replaced as a whole."""

    __tablename__ = "dashboard_summary"

    part: str = Field(primary_key=True)
    day: date
    journal_id: int
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    cells: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
