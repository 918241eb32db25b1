"""What a column needs to say once a person gave it another meaning: a year, a unit that fits, a field of the title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from importers.headers import read_head
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Kind, Level
from registry.services.columns.units import suits
from registry.services.layouts.columns import TITLE, FillColumn, indicator_of


def fresh(column: FillColumn, others: Sequence[FillColumn], catalogue: Catalogue) -> FillColumn:
    """The column with what its head says of year and unit; else the data year, and the unit that like columns have."""
    indicator = indicator_of(column, catalogue)
    chosen = replace(column, unit="", year=0, why="chosen")
    if indicator is None:
        return replace(chosen, meaning=f"{column.meaning}:held") if is_bare_title(column.meaning) else chosen
    head = read_head(tuple(column.head.split()))
    year = (head.year or head.offset or 0) if indicator.level is Level.ANNUAL else 0
    if indicator.kind is Kind.RATIO:
        return replace(chosen, year=year, unit="%" if "%" in column.head or "％" in column.head else "")
    unit = head.unit.name if head.unit and suits(head.unit.name, indicator) else ""
    return replace(chosen, year=year, unit=unit or _usual(indicator.kind, others, catalogue))


def is_bare_title(meaning: str) -> bool:
    """Whether a title is named without the field of it that is meant."""
    return meaning.startswith(TITLE) and meaning.count(":") == 1


def _usual(kind: Kind, others: Sequence[FillColumn], catalogue: Catalogue) -> str:
    """The unit that most amounts of the layout stand in."""
    if kind is not Kind.AMOUNT:
        return ""
    found = Counter(c.unit for c in others if (each := indicator_of(c, catalogue)) and each.kind is kind)
    return found.most_common(1)[0][0] if found else ""
