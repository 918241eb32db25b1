"""Bounds and cross-checks of values, read from checks.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from registry.domain.indicators import Indicator, Kind

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
