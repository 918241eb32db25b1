"""Titles that firms hold: recognised on a day, valid from a day to a day, sometimes revoked."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from registry.store.base import Record


class TitleRecord(Record, table=True):
    """One title of one firm; a blank end of the validity is open. `recognised_as` is what the list itself called it, `renews` the
    title that this one continues, `barred_until` the last day on which a revocation keeps the firm from applying again."""

    __tablename__ = "title"
    __table_args__ = (
        Index(None, "firm_id", "tier"),
        Index(None, "tier", "valid_to", "valid_from", "revoked_on"),
        Index(None, "tier", "recognised_on"),
        Index(None, "recognised_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id")
    tier: str
    batch: str | None = None
    number: str | None = None
    document: str | None = None
    recognised_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    revoked_on: date | None = None
    revoke_reason: str | None = None
    barred_until: date | None = None
    recognised_as: str | None = None
    renews: int | None = None  # no foreign key: SQLite cannot add one to a table that exists
