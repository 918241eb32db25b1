"""Restrictions of firms: from when to when a firm may not apply, for which tiers, and why."""

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class Restriction(Record, table=True):
    """One restriction of one firm, both ends included, a blank end open; from `lifted_on` on it no longer holds.

    `tiers` are the codes between commas (",hnte,srdi_sme,"), empty for every tier: `tiers_text` and `tier_codes` convert.
    """

    __tablename__ = "restriction"

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    tiers: str = ""
    reason: str
    document: str
    first_on: date
    last_on: date | None = None
    lifted_on: date | None = None
    lift_reason: str = ""
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1
