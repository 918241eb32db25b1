"""Drilling down: from the places of cells to the areas of the next level — province, city, county, park."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from registry.services.dashboards.cells import NONE, PLACE

LEVELS = (2, 4, 6)


@dataclass(frozen=True)
class Area:
    """One row: a division prefix, or a park within the division asked for. NONE stands for firms without it.

    `is_whole` marks firms of a division that name no lower one.
    """

    division: str
    park: str = ""
    is_whole: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What is asked of `at_place`."""
        return self.division, self.park


def areas_below(cells: pl.DataFrame, division: str) -> list[Area]:
    """The areas of the next level that have firms, in code order, those without a place last.

    A level that has one area only is passed over: a city's bureau begins with its counties.
    """
    places = cells.select(PLACE).unique()
    if division == NONE:
        return [Area(NONE, park) for park in _parks(places.filter(pl.col(PLACE[0]).is_null())["park"])]
    within = places.filter(pl.col(PLACE[0]).str.starts_with(division)) if division else places
    codes = within[PLACE[0]].to_list()
    known = sorted({code for code in codes if code})
    ending = [Area(NONE)] if None in codes else []
    for level in (each for each in LEVELS if each > len(division)):
        prefixes = sorted({code[:level] for code in known})
        if len(prefixes) + len(ending) > 1 or (level == LEVELS[-1] and prefixes and prefixes[0] != division):
            return [Area(prefix, is_whole=_is_whole(prefix)) for prefix in prefixes] + ending
    return ending + [Area(division, park) for park in _parks(within["park"])]


def _is_whole(prefix: str) -> bool:
    return len(prefix) > 2 and prefix.endswith("00")


def _parks(parks: Iterable[str | None]) -> list[str]:
    named = list(parks)
    return sorted({park for park in named if park}) + ([NONE] if None in named else [])
