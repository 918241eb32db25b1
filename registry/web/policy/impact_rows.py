"""The rows of a measured impact: divisions and parks, and the tiers above, each number with its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from registry.services.policy.moved_firms import NO_PARK, ONLY_BY_DRAFT
from registry.web.names import division_name, tier_label

SHOWN = ("gained", "lost", "unknown", "other")
MOST_ROWS = 400


@dataclass(frozen=True)
class PlaceRow:
    """One division or park with a number per effect and the unmoved."""

    label: str
    cells: list[tuple[int, str]]
    unchanged: int


@dataclass(frozen=True)
class StepRow:
    """One tier above with the titles that move it, a number per effect, and how many would lose its own title."""

    label: str
    because: str
    cells: list[tuple[int, str]]


def places(impact_id: int, name: str, rows: list[dict[str, Any]]) -> list[PlaceRow]:
    """The places where anybody moved, the most moved first."""
    moved = [row for row in rows if any(row[code] for code in SHOWN)]
    return [_place(impact_id, name, row) for row in moved[:MOST_ROWS]]


def _place(impact_id: int, name: str, row: dict[str, Any]) -> PlaceRow:
    key = row["key"]
    words = gettext("未填")
    if key:
        words = division_name(key) if name == "division" else str(key)
    sought = key or (NO_PARK if name == "park" else "")
    cells = [_cell(impact_id, row, code, **{name: sought} if sought else {}) for code in SHOWN]
    return PlaceRow(words, cells, row["unchanged"])


def _cell(impact_id: int, row: dict[str, Any], code: str, **place: str) -> tuple[int, str]:
    """A number and the address of its list, where there is one."""
    return row[code], url_for(".impact_firms", impact_id=impact_id, change=code, **place) if row[code] and place else ""


def step(impact_id: int, row: dict[str, Any]) -> StepRow:
    """One tier above."""
    tier = row["key"]
    cells = [_cell(impact_id, row, code, tier=tier) for code in SHOWN]
    because = gettext("、").join(tier_label(each) for each in row.get("because", []))
    return StepRow(tier_label(tier), because, [*cells, losing(impact_id, row.get("losing", 0), tier=tier)])


def losing(impact_id: int, count: int, **tier: str) -> tuple[int, str]:
    """How many holders would not be renewed by the draft alone, and the address of their list."""
    return count, url_for(".impact_firms", impact_id=impact_id, renewal=ONLY_BY_DRAFT, **tier) if count else ""
