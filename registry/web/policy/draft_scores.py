"""The scores of a draft for its page: every part in words or, where it has a fault, as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.catalogue.condition_entries import Names
from registry.catalogue.reader import names_of
from registry.catalogue.rule_checking import CheckedRule
from registry.catalogue.score_entries import read_part
from registry.domain.errors import CatalogueError
from registry.services.policy.score_parts import fault_of
from registry.services.policy.score_spots import LISTS, Spot, spots
from registry.web.policy.draft_lines import entry_label
from registry.web.policy.score_lines import earned_ways
from registry.web.site import site


@dataclass(frozen=True)
class PartLine:
    """One part: how it earns in words, or its fault; whether it can be moved, and take further parts."""

    path: str
    depth: int
    label: str
    ways: list[str]
    article: str
    fault: str
    is_listed: bool
    takes_parts: bool


def part_lines(found: CheckedRule) -> list[PartLine]:
    """All parts of all scores, each below the one it belongs to."""
    if found.entry is None:
        return []
    names = names_of(site().catalogue.indicators, site().catalogue.ladder)
    return list(_lines(spots(found.entry), names))


def _lines(found: Iterator[Spot], names: Names) -> Iterator[PartLine]:
    for each in found:
        part = each.part
        yield PartLine(
            path=each.path,
            depth=each.depth,
            label=entry_label(part, each.path),
            ways=_ways(each, names),
            article=str(part.get("article") or ""),
            fault=fault_of(part, names),
            is_listed=each.is_listed,
            takes_parts=any(way in part for way in LISTS),
        )


def _ways(found: Spot, names: Names) -> list[str]:
    try:
        return earned_ways(read_part(found.part, names))  # type: ignore[arg-type]
    except (CatalogueError, AttributeError):
        return []
