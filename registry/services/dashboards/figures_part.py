"""The part of the figures: of each indicator that a standard in force reads, how many firms have filled it in a year, and whose
value it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import in_force
from registry.domain.errors import NotFound
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case
from registry.domain.sources import VERIFIED
from registry.domain.texts import mark
from registry.services.dashboards.cells import PLACE, as_cells
from registry.services.origins import origin_of
from registry.store.bulk import read_frame
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin

FIRM, YEARLY, ORIGIN = (
    record.__table__  # type: ignore[attr-defined]
    for record in (FirmRecord, YearlyFigures, ValueOrigin)
)
YEARS = 3
FILLED, CHECKED, REPORTED = "filled", "verified", "self"


def figure_cells(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    """Every cell of this part: firms, and by indicator and year those with a value, a verified one, one of the firm's own."""
    place = FIRM.c[PLACE[0], PLACE[1]]
    every = select(*place, func.count().label("number")).where(firms).group_by(*place)
    codes = needed_codes(catalogue, day)
    values = [func.count(YEARLY.c[code]).label(code) for code in codes]
    whose = and_(ORIGIN.c.firm_id == YEARLY.c.firm_id, ORIGIN.c.year == YEARLY.c.year)
    joined = select(YEARLY.c.year, *place, ORIGIN.c.sources, *values).join_from(YEARLY, FIRM).outerjoin(ORIGIN, whose)
    wanted = joined.where(YEARLY.c.year.in_(years_of(day)), firms)
    counted = read_frame(session, wanted.group_by(YEARLY.c.year, *place, ORIGIN.c.sources))
    return pl.concat([as_cells("firms", read_frame(session, every)), *_by_origin(catalogue, counted, codes)])


def needed_codes(catalogue: Catalogue, day: date) -> list[str]:
    """The yearly indicators that some standard in force on the day reads, in the order of the catalogue."""
    standards = [
        each for tier in catalogue.ladder for case in Case for each in in_force(catalogue.rule_sets, tier, case, day)
    ]
    needed = {name.partition("@")[0] for name in needed_facts(catalogue, standards) if "@" in name}
    return [code for code in catalogue.indicators if code in needed and code in YEARLY.c]


def years_of(day: date) -> list[int]:
    """The last complete years, the latest first."""
    return [day.year - back for back in range(1, YEARS + 1)]


def without_value(catalogue: Catalogue, code: str, year: int) -> ColumnElement[bool]:
    """On `firm`: no value of the indicator in the year. Raises NotFound for an indicator that is not kept by year."""
    if code not in catalogue.indicators or code not in YEARLY.c:
        raise NotFound(what=mark("这个指标"))
    filled = select(1).where(YEARLY.c.firm_id == FIRM.c.id, YEARLY.c.year == year, YEARLY.c[code].is_not(None))
    return ~filled.exists()


def _by_origin(catalogue: Catalogue, counted: pl.DataFrame, codes: list[str]) -> Iterator[pl.DataFrame]:
    long = counted.unpivot(codes, index=["year", *PLACE, "sources"], variable_name="word", value_name="number")
    filled = long.filter(pl.col("number") > 0)
    yield _summed(FILLED, filled)
    pairs = filled.select("sources", "word").unique()
    kinds = [_kind(catalogue, sources, code) for sources, code in pairs.iter_rows()]
    known = pairs.with_columns(pl.Series("kind", kinds, dtype=pl.String))
    for kind in (CHECKED, REPORTED):
        mine = known.filter(pl.col("kind") == kind).drop("kind")
        yield _summed(kind, filled.join(mine, on=["sources", "word"], how="semi", nulls_equal=True))


def _summed(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    return as_cells(kind, rows.group_by("year", "word", *PLACE).agg(pl.col("number").sum()))


def _kind(catalogue: Catalogue, sources: str | None, code: str) -> str:
    held: dict[str, Any] = json.loads(sources) if sources else {}
    origin = origin_of(held, code) or ""
    if origin.endswith(VERIFIED):
        return CHECKED
    return REPORTED if origin == catalogue.sources.of_door("firm").code else ""
