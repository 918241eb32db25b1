"""What fills the columns of a blank workbook, as far as its heads tell: by the importer's own recognition of heads, then by
the facts of lists and titles. What nobody knows stays blank."""

from __future__ import annotations

from dataclasses import dataclass

from importers.headers import Head, normal, read_head
from importers.layouts import LayoutColumn, SheetLayout, read_layout
from importers.limits import Limits
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Kind, Level
from registry.services.layouts.columns import FACT, TITLE, FillColumn
from registry.services.layouts.facts import facts_of_lists, facts_of_tiers

SURE = ("label", "synonym", "variant")


@dataclass(frozen=True)
class Recognised:
    """The sheet as it was found, and what would fill its columns."""

    found: SheetLayout
    columns: tuple[FillColumn, ...]


def recognise(
    catalogue: Catalogue, content: bytes, filename: str, *, sheet: str | None = None, limits: Limits
) -> Recognised:
    """Read a blank workbook; touches no database. Raises a kind of UnusableFile where it is none."""
    found = read_layout(content, filename, indicators=catalogue.indicators, sheet=sheet, limits=limits)
    return Recognised(found, tuple(_column(column, catalogue) for column in found.columns))


def _column(column: LayoutColumn, catalogue: Catalogue) -> FillColumn:
    mapping = column.mapping
    plain = FillColumn(mapping.letter, mapping.header)
    if not mapping.header:
        return FillColumn(mapping.letter, "", why="empty")
    if mapping.indicator:
        indicator = catalogue.indicators[mapping.indicator]
        year = (mapping.year or column.offset or 0) if indicator.level is Level.ANNUAL else 0
        unit = mapping.unit if indicator.kind is not Kind.RATIO or "%" in normal(mapping.header) else "1"
        why = "head" if mapping.reason in SURE else "similar"
        return FillColumn(plain.letter, plain.head, mapping.indicator, unit, year, why=why)
    meaning, why = _otherwise(mapping.header, catalogue)
    return FillColumn(plain.letter, plain.head, meaning, why=why)


def _otherwise(header: str, catalogue: Catalogue) -> tuple[str, str]:
    """A fact or a title that the head names, and the key of why."""
    head = read_head(tuple(header.split()))
    names = {*head.names, normal(header), *(name.replace("(", "").replace(")", "") for name in head.names)}
    for fact in facts_of_lists().values():
        if names & set(fact.words):
            return f"{FACT}{fact.code}", "head"
    tier = _tier_named(head, catalogue)
    if tier:
        field = next(
            (each.code for each in facts_of_tiers().values() for word in each.words if word in normal(header)), ""
        )
        return f"{TITLE}{tier}:{field or 'held'}", "tier"
    return "", "unknown"


def _tier_named(head: Head, catalogue: Catalogue) -> str:
    """The tier whose name is longest of those that the head contains."""
    whole = head.names[0] if head.names else ""
    spoken = [
        (len(name), code)
        for code, tier in catalogue.ladder.items()
        for name in map(normal, (tier.label.zh, *tier.aliases))
        if len(name) >= 2 and name in whole
    ]
    return max(spoken)[1] if spoken else ""
