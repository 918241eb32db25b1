"""Plain functions that return valid objects with unremarkable defaults; a test states only what it is about."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session
from xlsxwriter import Workbook

from registry.domain.access import Person, Role
from registry.domain.names import name_key
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.names import initials
from registry.store.titles import TitleRecord

NOW = datetime(2026, 6, 30, 1, 30, tzinfo=UTC)
TODAY = date(2026, 6, 30)
CODES = ("91420100MA4KTEXT0X", "91420100MA4KTEXT1X", "91420300MA4KTEXT2X", "91420300MA4KTEXT3X")
# A rule set of a bureau; `.format(least=…)` sets its one threshold.
LOCAL_RULE_SET = """
tier: moose
jurisdiction: "4201"
effective: {{from: 2026-01-01}}
source: {{number: 示例〔2026〕1号, title: 虚构, issuer: 示例, checked_on: 2026-06-01}}
requires:
  all:
    - {{code: revenue, label: {{zh: 营业收入, en: Revenue}}, value: revenue, at_least: {least} 万元, article: 第一条}}
"""


def make_firm(**overrides: Any) -> FirmRecord:
    values: dict[str, Any] = {
        "credit_code": CODES[0],
        "name": "武汉示例光电有限公司",
        "division_code": "420111",
        "park": "东湖示例园区",
        "created_at": NOW,
        "updated_at": NOW,
    }
    values |= overrides
    values.setdefault("name_key", name_key(values["name"]))
    values.setdefault("initials", initials(values["name"]))
    return FirmRecord(**values)


def make_figures(firm_id: int, year: int = 2025, **overrides: Any) -> YearlyFigures:
    return YearlyFigures(firm_id=firm_id, year=year, **overrides)


def make_title(firm_id: int, tier: str = "hnte", **overrides: Any) -> TitleRecord:
    return TitleRecord(firm_id=firm_id, tier=tier, **overrides)


def make_person(role: Role = Role.ADMINISTRATOR, **overrides: Any) -> Person:
    values: dict[str, Any] = {"account_id": 1, "name": "officer", "role": role}
    return Person(**(values | overrides))


def add_ripe_firm(session: Session, firm_id: int = 1, **figures: Any) -> FirmRecord:
    """A firm that meets every numeric condition of little_giant on TODAY and waits for a person; `figures` are of 2025."""
    firm = make_firm(
        id=firm_id,
        credit_code=CODES[firm_id - 1],
        industry_code="C3973",
        founded_on=date(2012, 5, 1),
        niche_market_since=2014,
    )
    session.add(firm)
    session.flush()
    session.add(make_title(firm_id, "srdi_sme", valid_from=date(2024, 7, 1), valid_to=date(2027, 6, 30)))
    latest: dict[str, Any] = {
        "revenue": 6230.0,
        "main_revenue": 6000.0,
        "total_assets": 8000.0,
        "total_liabilities": 3000.0,
        "rd_expense": 650.0,
        "ip_class1": 6.0,
        "staff": 120.0,
        "market_share": 0.12,
        "srdi_score": 66.0,
    }
    session.add(make_figures(firm_id, 2025, **(latest | figures)))
    session.add(make_figures(firm_id, 2024, revenue=5800.0, main_revenue=5500.0, rd_expense=600.0))
    session.add(make_figures(firm_id, 2023, revenue=5400.0, main_revenue=5000.0, rd_expense=500.0))
    session.flush()
    return firm


def make_workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """An .xlsx of plain cells: sheet name → rows, the first of them the header."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # the same rows are the same bytes
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, position, value)
    return buffer.getvalue()
