"""Working a ranking out: the places of firms by one measure of one year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import and_, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Kind, Level
from registry.domain.texts import mark
from registry.services.firm_search import FirmQuery, matching
from registry.services.importing.ranking import origin_in, unpacked
from registry.store.bulk import read_frame
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin

FIRM, YEARLY, ORIGIN = FirmRecord.__table__, YearlyFigures.__table__, ValueOrigin.__table__  # type: ignore[attr-defined]
VALUE, GROWTH = "value", "growth"
MOST = 500
MEASURED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO)


@dataclass(frozen=True)
class Criteria:
    """By which yearly indicator of which year, its value or its growth over the year before, among whom, how many places.

    `lowest_base` (in the indicator's unit) leaves firms out whose year before was below it: growth from next to nothing says
    nothing.
    """

    indicator: str
    by: str
    year: int
    top: int
    division: str = ""
    park: str = ""
    tier: str = ""
    industry: str = ""
    lowest_base: float = 0.0

    def plain(self) -> dict[str, Any]:
        """As the table keeps it."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Ranked:
    """The places, and how many could not be ranked because a figure is missing or the base is too low; `more` of areas."""

    rows: list[dict[str, Any]]
    judged: int
    missing: int
    more: Mapping[str, Any] = field(default_factory=dict)


def rank(session: Session, person: Person, catalogue: Catalogue, criteria: Criteria, *, now: datetime) -> Ranked:
    """Work the ranking out. Equal values share a place, and nobody on the last place is cut off. Raises InvalidInput."""
    require(person, Action.PUBLISH_RANKINGS)
    _check(catalogue, criteria)
    rows = read_frame(session, _figures(session, person, criteria, now))
    value = pl.col("value") if criteria.by == VALUE else (pl.col("value") - pl.col("base")) / pl.col("base")
    judged = rows.with_columns(measure=value.round(9)).filter(_can_be_ranked(criteria))
    placed = judged.with_columns(place=pl.col("measure").rank("min", descending=True).cast(pl.Int64))
    first = placed.filter(pl.col("place") <= criteria.top).sort("place", "name_key")
    told = [_row(row, criteria) for row in first.iter_rows(named=True)]
    return Ranked(told, judged.height, rows.height - judged.height)


def _check(catalogue: Catalogue, criteria: Criteria) -> None:
    known = catalogue.indicators.get(criteria.indicator)
    if known is None or known.level is not Level.ANNUAL or known.kind not in MEASURED or known.code not in YEARLY.c:
        raise InvalidInput(field=mark("指标"), reason=mark("请从清单中选择。"))
    if criteria.by not in (VALUE, GROWTH):
        raise InvalidInput(field=mark("排名依据"), reason=mark("请从清单中选择。"))
    if not 1 <= criteria.top <= MOST:
        raise InvalidInput(field=mark("名次"), reason=mark("请填写 1 到 500 的整数。"))


def _figures(session: Session, person: Person, criteria: Criteria, now: datetime) -> Any:
    """The figure of the year and of the year before, and where the former comes from, of every firm that is meant."""
    before = YEARLY.alias("before")
    query = FirmQuery(
        division=criteria.division, park=criteria.park, industry=criteria.industry, tier=criteria.tier, today=now.date()
    )
    columns = [FIRM.c[name] for name in ("id", "name", "name_key", "credit_code", "division_code", "park")]
    code = criteria.indicator
    return (
        select(*columns, YEARLY.c[code].label("value"), before.c[code].label("base"), ORIGIN.c.sources)
        .select_from(FIRM)
        .outerjoin(YEARLY, and_(YEARLY.c.firm_id == FIRM.c.id, YEARLY.c.year == criteria.year))
        .outerjoin(before, and_(before.c.firm_id == FIRM.c.id, before.c.year == criteria.year - 1))
        .outerjoin(ORIGIN, and_(ORIGIN.c.firm_id == FIRM.c.id, ORIGIN.c.year == criteria.year))
        .where(matching(session, person, query))
    )


def _can_be_ranked(criteria: Criteria) -> pl.Expr:
    known = pl.col("value").is_not_null()
    if criteria.by == GROWTH:
        known &= pl.col("base").is_not_null() & (pl.col("base") > 0) & (pl.col("base") >= criteria.lowest_base)
    return known


def _row(row: Mapping[str, Any], criteria: Criteria) -> dict[str, Any]:
    kept = {
        name: row[name]
        for name in ("place", "name", "credit_code", "division_code", "park", "value", "base", "measure")
    }
    return {**kept, "firm_id": row["id"], "origin": origin_in(unpacked(row["sources"]), criteria.indicator)}
