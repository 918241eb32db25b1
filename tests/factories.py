"""Plain functions that return valid objects with unremarkable defaults; a test states only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from registry.domain.access import Person, Role
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.names import initials, name_key
from registry.store.titles import TitleRecord

NOW = datetime(2026, 6, 30, 1, 30, tzinfo=UTC)
TODAY = date(2026, 6, 30)
CODES = ("91420100MA4KTEXT0X", "91420100MA4KTEXT1X", "91420300MA4KTEXT2X", "91420300MA4KTEXT3X")


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
