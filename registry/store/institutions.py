"""R&D institutions of firms with level and validity, and financing rounds with amount and value."""

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class RdInstitution(Record, table=True):
    """One R&D institution; the highest valid level is what conditions and coverage read."""

    __tablename__ = "rd_institution"

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    name: str
    kind: str = ""
    level: str
    recognised_on: date | None = None
    valid_to: date | None = None
    document: str = ""
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1


class FinancingRound(Record, table=True):
    """One round of equity financing. `amount` and `post_money` are in 10,000 of `currency`; no exchange rate is applied."""

    __tablename__ = "financing_round"

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    stage: str
    closed_on: date
    amount: float | None = None
    currency: str = "CNY"
    post_money: float | None = None
    investors: str = ""
    document: str = ""
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1
