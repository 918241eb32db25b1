"""Bounds and cross-checks of values, read from checks.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from importers.faults import CellFault
from importers.raw import shown
from registry.domain.indicators import Indicator, Kind

Value = float | int | bool | str | date
CHECKS = Path(__file__).with_name("checks.yaml")


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest value allowed, both included; None is open."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Whether the value lies within."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@cache
def checks() -> dict[str, Any]:
    """The whole file, read once."""
    data: dict[str, Any] = yaml.safe_load(CHECKS.read_text(encoding="utf-8"))
    return data


@cache
def bounds_of(indicator: Indicator, today: date) -> Bounds | None:
    """The bounds of a numeric indicator or a year; None for the other kinds."""
    data = checks()
    if not indicator.kind.is_numeric:
        return None
    table = data["indicator_bounds"].get(indicator.code) or data["bounds"][indicator.kind.value]
    return _bounds(table, today)


def too_long(text: str, limit: str) -> CellFault | None:
    """What is wrong with a text of more characters than the limit of that name allows; None for all others."""
    most = checks()[limit]
    return CellFault("text_too_long", {"length": len(text), "limit": most}) if len(text) > most else None


def date_bounds(today: date) -> tuple[date, date]:
    """First and last date that can have happened."""
    table = checks()["bounds"][Kind.DATE.value]
    return table["low"], today if table["high"] == "today" else table["high"]


def data_year_bounds(today: date) -> Bounds:
    """The years that figures may belong to."""
    return _bounds(checks()["data_year"], today)


def _bounds(table: dict[str, Any], today: date) -> Bounds:
    high = today.year if table["high"] == "today" else table["high"]
    return Bounds(table["low"], high)


def within_bounds(value: Value, indicator: Indicator, today: date) -> Value | CellFault:
    """The value itself, or the fault that it lies outside what the indicator can be; counts become integers."""
    if isinstance(value, date):
        first, last = date_bounds(today)
        if value > last:
            return CellFault("date_in_future", {"value": value.isoformat()})
        return value if value >= first else CellFault("date_too_early", {"value": value.isoformat()})
    bounds = bounds_of(indicator, today)
    if bounds is None or isinstance(value, str):
        return value
    if not bounds.holds(value):
        return out_of_bounds(value, indicator, today)
    if indicator.kind is Kind.COUNT:
        return int(value) if float(value).is_integer() else CellFault("not_whole", {"value": shown(value)})
    return value


def out_of_bounds(value: float, indicator: Indicator, today: date) -> CellFault:
    """The fault of a number outside its bounds, in the unit that the user writes."""
    bounds = bounds_of(indicator, today)
    assert bounds is not None
    if indicator.kind is Kind.YEAR and bounds.high is not None and value > bounds.high:
        return CellFault("year_in_future", {"value": shown(float(value))})
    factor = 100 if indicator.kind is Kind.RATIO else 1
    low, high = (None if end is None else shown(round(end * factor, 6) * 1.0) for end in (bounds.low, bounds.high))
    facts = {"number": shown(round(value * factor, 6) * 1.0), "low": low, "high": high, "unit_name": indicator.unit}
    return CellFault("out_of_bounds", facts)
