"""The parts of a preview: rows of the file with their changes, values that stay, slices of long lists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class PreviewRow:
    """What one row says about the firm itself, one of its years (`year`) or one of its titles: code to old and new value."""

    year: int | None
    is_new: bool
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class PreviewLine:
    """One row of the file; without records where all it says is said by another row, or stored already."""

    sheet: str
    row: int
    firm_id: int | None
    credit_code: str | None
    name: str | None
    records: tuple[PreviewRow, ...]


@dataclass(frozen=True)
class HeldCell:
    """A value that stays because its source counts more, or because a person verified it."""

    sheet: str
    row: int
    credit_code: str | None
    name: str | None
    year: int | None
    code: str
    old: Any
    new: Any
    source: str


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Some items of a long list, and how many there are in all."""

    total: int
    items: tuple[Item, ...]


def line_of(row: dict[str, Any], records: dict[tuple[str, int], list[PreviewRow]]) -> PreviewLine:
    """A row of `lines` with what it changes."""
    of_row = tuple(records.get((row["sheet"], row["row"]), ()))
    return PreviewLine(row["sheet"], row["row"], row["firm_id"], row["credit_code"], row["name"], of_row)


def record_of(row: dict[str, Any]) -> PreviewRow:
    """A record of a comparison."""
    changes = {code: (old, new) for code, (old, new) in json.loads(row["changes"]).items()}
    if "tier" in row:
        changes = {"tier": (None, row["tier"])} | changes
    return PreviewRow(row.get("year"), not row["exists"], changes)


def held_of(row: dict[str, Any]) -> HeldCell:
    """A held cell with the name of its firm."""
    return HeldCell(
        row["sheet"],
        row["row"],
        row["credit_code"],
        row["name"],
        row["year"] or None,
        row["code"],
        json.loads(row["old"]),
        json.loads(row["new"]),
        row["held_source"],
    )
