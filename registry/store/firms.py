"""Firms and their former names. A column per shipped firm-level indicator; empty is NULL, never "" and never 0."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class FirmRecord(Record, table=True):
    """One firm; `version` counts its edits, so that two officers never overwrite each other unseen."""

    __tablename__ = "firm"
    __table_args__ = (
        UniqueConstraint("credit_code"),
        CheckConstraint("length(credit_code) = 18", name="credit_code_length"),
        Index(None, "park", "name_key"),
        Index(None, "founded_on"),
        Index(None, "updated_at"),
        Index(
            "ix_firm_finding", "name_key", "initials", "credit_code", "division_code", "park"
        ),  # holds all of a search
    )

    id: int | None = Field(default=None, primary_key=True)
    credit_code: str
    name: str
    name_key: str
    initials: str = ""
    division_code: str | None = Field(default=None, index=True)
    park: str | None = None
    industry_code: str | None = None
    industry_name: str | None = None
    cluster: str | None = None
    founded_on: date | None = None
    registered_capital: float | None = None
    ownership: str | None = None
    legal_representative: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    is_listed: bool | None = None
    stock_code: str | None = None
    hightech_field: str | None = None
    main_product: str | None = None
    niche_market_since: int | None = None
    has_private_equity: bool | None = None
    rd_institution_level: str | None = None
    digital_level: float | None = None
    quality_items: int | None = None
    self_brand: bool | None = None
    mgmt_certified: bool | None = None
    info_system_core: bool | None = None
    field_priority: bool | None = None
    serious_violation: bool | None = None
    abnormal_list: bool | None = None
    major_accident_3y: bool | None = None
    prohibited_industry: bool | None = None
    controlled_by_listed: bool | None = None
    national_award_rank: float | None = None
    national_award_year: int | None = None
    provincial_award_rank: float | None = None
    provincial_award_year: int | None = None
    maker_china_rank: float | None = None
    maker_china_year: int | None = None
    strategic_emerging: bool | None = None
    emerging_industry: bool | None = None
    key_chain_result: str | None = None
    no_sharp_fall: bool | None = None
    version: int = 1
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    updated_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class FormerName(Record, table=True):
    """A name that a firm used to have; it still finds the firm."""

    __tablename__ = "former_name"
    __table_args__ = (UniqueConstraint("firm_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    name: str
    name_key: str = Field(index=True)
