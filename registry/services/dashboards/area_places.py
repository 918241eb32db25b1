"""Working a ranking of areas out: which areas there are, their places, and those that have none for want of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.dashboards.area_criteria import COVERED, DIGITS, GROWTH, SHARE, AreaCriteria, check
from registry.services.dashboards.area_figures import NUMBERS, Asking, Figures, figures_of
from registry.services.dashboards.cells import PLACE, at_place
from registry.services.dashboards.ranking_places import Ranked
from registry.services.lower_divisions import PROVINCE, divisions_below

NO_FIRMS, NO_DATA, TOO_FEW = "no_firms", "no_data", "too_few"


@dataclass(frozen=True)
class Unit:
    """What is ranked: a division, or a park within one."""

    name: str
    division: str
    park: str = ""


def rank_areas(
    session: Session, person: Person, catalogue: Catalogue, criteria: AreaCriteria, *, now: datetime
) -> Ranked:
    """Work the ranking out. Equal values share a place; areas without data have none. Raises InvalidInput and NotFound."""
    require(person, Action.PUBLISH_RANKINGS)
    check(person, catalogue, criteria, now.date())
    figures = figures_of(Asking(session, person, catalogue, criteria, now.date()))
    here = at_place(figures.frame, criteria.division)
    lines = [_line(unit, here, criteria) for unit in _units(catalogue, criteria, here)]
    placed = sorted((line for line in lines if not line["why"]), key=lambda line: -line["measure"])
    apart = [line for line in lines if line["why"]]
    rows = list(_placed(placed, criteria.top))
    return Ranked(rows, len(placed), len(apart), _more(criteria, figures, here, lines, apart))


def _units(catalogue: Catalogue, criteria: AreaCriteria, here: pl.DataFrame) -> list[Unit]:
    """All divisions of the level in provinces that have firms, whether they have some themselves; of parks those that firms
    name."""
    if criteria.units in DIGITS:
        below = divisions_below(catalogue.divisions, criteria.division, DIGITS[criteria.units])
        provinces = set(here[PLACE[0]].drop_nulls().str.slice(0, PROVINCE))
        return [Unit(each.name, each.prefix) for each in below if each.prefix[:PROVINCE] in provinces]
    named = here.filter(pl.col(PLACE[1]).is_not_null() & (pl.col(PLACE[1]) != ""))
    return [Unit(park, criteria.division, park) for park in sorted(named[PLACE[1]].unique().to_list())]


def _line(unit: Unit, here: pl.DataFrame, criteria: AreaCriteria) -> dict[str, Any]:
    sums = at_place(here, unit.division, unit.park).select(pl.col(NUMBERS).sum()).row(0, named=True)
    cover = sums["known"] / sums["firms"] if criteria.by in COVERED and sums["firms"] else None
    place = {"name": unit.name, "division_code": unit.division, "park": unit.park}
    measure = _measure(sums, criteria.by)
    why = _why(sums, measure, cover, criteria)
    return {**place, **sums, "cover": cover, "measure": measure, "why": why}


def _measure(sums: Mapping[str, Any], by: str) -> float | None:
    """The value an area is ranked by; None where nothing is known."""
    part, whole = sums["part"], sums["whole"]
    if not sums["known"]:
        return None
    if by == GROWTH:
        return round((part - whole) / whole, 9) if whole > 0 else None
    if by == SHARE:
        return round(part / whole, 9)
    return round(part, 6)


def _why(sums: Mapping[str, Any], measure: float | None, cover: float | None, criteria: AreaCriteria) -> str:
    """Why an area has no place, blank for one that has."""
    if not sums["firms"]:
        return NO_FIRMS
    if measure is None:
        return NO_DATA
    return TOO_FEW if cover is not None and cover < criteria.lowest_cover else ""


def _placed(lines: list[dict[str, Any]], top: int) -> Iterator[dict[str, Any]]:
    """With their places; nobody on the last one is cut off."""
    place, before = 0, None
    for number, line in enumerate(lines, 1):
        if line["measure"] != before:
            place, before = number, line["measure"]
        if place > top:
            return
        yield {"place": place, **line}


def _more(
    criteria: AreaCriteria, figures: Figures, here: pl.DataFrame, lines: list[Any], apart: list[Any]
) -> dict[str, Any]:
    """What is kept beside the places: areas apart, firms that lie in none of the areas, what is known of all together."""
    firms, known = int(here["firms"].sum()), int(here["known"].sum())
    return {
        "apart": apart,
        "unplaced": firms - sum(line["firms"] for line in lines),
        "outside": figures.outside,
        "cover": known / firms if criteria.by in COVERED and firms else None,
        "counted_at": figures.made_at.isoformat() if figures.made_at else None,
    }
