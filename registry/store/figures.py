"""Yearly figures, one row per firm and year, and the figures of indicators that a bureau added itself."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from registry.store.base import Record


class YearlyFigures(Record, table=True):
    """A firm's year. Amounts in 万元 rounded to one fen, ratios as fractions, NULL where nothing is known."""

    __tablename__ = "yearly_figures"
    __table_args__ = (CheckConstraint("year BETWEEN 1900 AND 2200", name="year_range"),)

    firm_id: int = Field(foreign_key="firm.id", primary_key=True)
    year: int = Field(primary_key=True, index=True)
    niche_years: float | None = None
    revenue: float | None = None
    main_revenue: float | None = None
    sales_revenue: float | None = None
    total_income: float | None = None
    hightech_income: float | None = None
    total_cost: float | None = None
    net_profit: float | None = None
    total_assets: float | None = None
    total_liabilities: float | None = None
    net_assets: float | None = None
    tax_paid: float | None = None
    export_revenue: float | None = None
    rd_expense: float | None = None
    rd_expense_domestic: float | None = None
    tech_activity_spend: float | None = None
    staff: float | None = None
    st_staff: float | None = None
    rd_staff: float | None = None
    ip_class1: float | None = None
    ip_class1_high_value: float | None = None
    ip_class1_self: float | None = None
    ip_class2: float | None = None
    invention_patents: float | None = None
    utility_patents: float | None = None
    software_copyrights: float | None = None
    result_conversions: float | None = None
    standards_led: float | None = None
    market_share: float | None = None
    market_rank_national: float | None = None
    market_rank_province: float | None = None
    market_rank_global: float | None = None
    srdi_score: float | None = None
    equity_financing: float | None = None
    valuation: float | None = None
    financing_round: str | None = None
    is_above_scale: bool | None = None


class LocalFigure(Record, table=True):
    """One value of a local indicator; year 0 stands for a fact of the firm itself. Flags are 1 and 0 in `number`."""

    __tablename__ = "local_figure"

    firm_id: int = Field(foreign_key="firm.id", primary_key=True)
    year: int = Field(primary_key=True)
    indicator: str = Field(primary_key=True, index=True)
    number: float | None = None
    text: str | None = None
    day: date | None = None
