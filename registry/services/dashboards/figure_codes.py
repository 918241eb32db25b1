"""Which indicators completeness is told of: those of the catalogue that standards in force read, and all that the office added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import in_force
from registry.domain.indicators import Level
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case
from registry.store.figures import YearlyFigures

YEARLY = YearlyFigures.__table__  # type: ignore[attr-defined]
YEARS = 3


def shipped_codes(catalogue: Catalogue, day: date) -> list[str]:
    """The yearly indicators with a column that some standard in force on the day reads, in the order of the catalogue."""
    standards = [
        each for tier in catalogue.ladder for case in Case for each in in_force(catalogue.rule_sets, tier, case, day)
    ]
    needed = {name.partition("@")[0] for name in needed_facts(catalogue, standards) if "@" in name}
    return [code for code in catalogue.indicators if code in needed and code in YEARLY.c]


def local_codes(catalogue: Catalogue) -> list[str]:
    """The yearly indicators that the office added, whether a standard reads them or not."""
    return [each.code for each in catalogue.indicators.at_level(Level.ANNUAL) if each.local]


def told_codes(catalogue: Catalogue, day: date) -> list[str]:
    """All of them, those of the catalogue first."""
    return [*shipped_codes(catalogue, day), *local_codes(catalogue)]


def bits_of(codes: list[str]) -> Mapping[str, tuple[str, int]]:
    """Where it stands whether a firm's year has a value: the column of bits and the bit in it."""
    return {code: (f"bits{place // WIDTH}", 1 << place % WIDTH) for place, code in enumerate(codes)}


def columns_of(codes: list[str]) -> list[str]:
    """The columns of bits."""
    return list(dict.fromkeys(column for column, _ in bits_of(codes).values()))


def years_of(day: date) -> list[int]:
    """The last complete years, the latest first."""
    return [day.year - back for back in range(1, YEARS + 1)]


WIDTH = 60  # bits of a whole number that both databases hold
