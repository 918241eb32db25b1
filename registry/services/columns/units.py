"""Which units a person may state for a column, and whether one suits what the column is to become."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from importers.answers import FRACTION, unit_named
from importers.cells import in_stored_unit
from registry.domain.indicators import Indicator, Kind, Text

__all__ = ["FRACTION", "MEASURED", "UnitGroup", "offered_units", "suits"]

MEASURED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO)


@dataclass(frozen=True)
class UnitGroup:
    """Units of one dimension under a common label."""

    label: Text
    units: tuple[str, ...]


@cache
def offered_units() -> tuple[UnitGroup, ...]:
    """The groups of offered_units.yaml, read once."""
    data = yaml.safe_load(Path(__file__).with_name("offered_units.yaml").read_text(encoding="utf-8"))
    return tuple(UnitGroup(Text(**group["label"]), tuple(group["units"])) for group in data["groups"])


def suits(unit: str, indicator: Indicator) -> bool:
    """Whether figures in the unit can become figures of the indicator."""
    if indicator.kind not in MEASURED:
        return True
    named = unit_named(unit)
    return named is not None and in_stored_unit(1.0, named, indicator) is not None
