"""What areas are ranked by, place by place: from the cells of the dashboards, the measures of targets and the yearly figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import and_, case, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.dashboards.area_criteria import (
    CANDIDATES,
    ENTERED,
    GROWTH,
    SHARE,
    STOCK,
    SUM,
    AreaCriteria,
    share_day,
)
from registry.services.dashboards.cells import PLACE
from registry.services.dashboards.summary import LADDER, summary
from registry.services.standings import current_occasion
from registry.services.targets.counting import answers, joined, possible
from registry.store.bulk import read_frame
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope

FIRM, YEARLY = FirmRecord.__table__, YearlyFigures.__table__  # type: ignore[attr-defined]
NUMBERS = ("firms", "known", "part", "whole")
AT = [FIRM.c[PLACE[0]], FIRM.c[PLACE[1]]]
FIRST = "first"


@dataclass(frozen=True)
class Asking:
    """Who asks for what, of which registry on which day."""

    session: Session
    person: Person
    catalogue: Catalogue
    criteria: AreaCriteria
    today: date


@dataclass(frozen=True)
class Figures:
    """division_code, park, and per place: `firms` meant, `known` among them, `part` and `whole` of the measure. `made_at` where
    they were counted earlier; `outside` firms of which it is unknown whether they are meant."""

    frame: pl.DataFrame
    made_at: datetime | None = None
    outside: int = 0


def figures_of(asking: Asking) -> Figures:
    """The figures of every place in scope. Raises InvalidInput where nothing was counted or evaluated yet."""
    return READINGS[asking.criteria.by](asking)


def _ladder(asking: Asking) -> Figures:
    criteria = asking.criteria
    told = summary(asking.session, asking.person, asking.catalogue, LADDER, asking.today)
    if told.day is None:
        raise InvalidInput(
            field=mark("排名依据"), reason=mark("看板还没有统计过，请先打开看板开始统计，完成后再排名。")
        )
    year, word = {STOCK: (criteria.year, ""), ENTERED: (criteria.year, FIRST), CANDIDATES: (0, criteria.word)}[
        criteria.by
    ]
    of_kind = pl.col("kind").eq(criteria.by) & pl.col("tier").eq(criteria.of) & pl.col("year").eq(year)
    firms = told.cells.filter(pl.col("kind") == "firms").group_by(PLACE).agg(firms=pl.col("number").sum())
    counted = told.cells.filter(of_kind & pl.col("word").eq(word)).group_by(PLACE).agg(part=pl.col("number").sum())
    frame = firms.join(counted, on=PLACE, how="left", nulls_equal=True)
    return Figures(_known(asking, frame).with_columns(pl.col("part").fill_null(0), whole=0.0), told.made_at)


def _known(asking: Asking, frame: pl.DataFrame) -> pl.DataFrame:
    """Titles are known of every firm; whether it is a candidate only of those that have figures of the evaluated year."""
    if asking.criteria.by != CANDIDATES:
        return frame.with_columns(known="firms")
    occasion = current_occasion(asking.session)
    if occasion is None:
        raise InvalidInput(field=mark("排名依据"), reason=mark("还没有评估过，请先评估全部企业，再按候选家数排名。"))
    of_year = and_(YEARLY.c.firm_id == FIRM.c.id, YEARLY.c.year == occasion.data_year)
    known = select(*AT, func.count().label("known")).join_from(FIRM, YEARLY, of_year)
    found = read_frame(asking.session, known.where(firms_in_scope(asking.person)).group_by(*AT))
    return frame.join(found, on=PLACE, how="left", nulls_equal=True).with_columns(pl.col("known").fill_null(0))


def _share(asking: Asking) -> Figures:
    """As targets count it: of the firms that can be judged, how many count."""
    criteria, catalogue = asking.criteria, asking.catalogue
    target, day = catalogue.targets.find(criteria.of), share_day(criteria.year, asking.today)
    assert target is not None, "checked before"
    told = answers(catalogue, target.kind, target.measure, day)
    sums = [func.coalesce(func.sum(case((told[name], 1), else_=0)), 0).label(name) for name in told]
    statement = joined(catalogue, target.measure, day, select(*AT, *sums))
    meant = and_(possible(target.kind, target.measure, day), firms_in_scope(asking.person))
    rows = read_frame(asking.session, statement.where(meant).group_by(*AT))
    known = (pl.col("yes") + pl.col("no")).alias("known")
    frame = rows.select(*PLACE, known, firms=pl.col("yes") + pl.col("no") + pl.col("open"), part="yes")
    return Figures(frame.with_columns(whole="known"), outside=_outside(rows, criteria.division))


def _outside(rows: pl.DataFrame, division: str) -> int:
    here = pl.col(PLACE[0]).str.starts_with(division) if division else pl.lit(True)
    return int(rows.filter(here)["outside"].sum())


def _yearly(asking: Asking) -> Figures:
    """The sum over the firms that have the figure; of growth over those that have it of both years."""
    criteria, before = asking.criteria, YEARLY.alias("before")
    value, base = YEARLY.c[criteria.of], before.c[criteria.of]
    has_both = and_(value.is_not(None), base.is_not(None))
    counted = has_both if criteria.by == GROWTH else value.is_not(None)
    columns: list[Any] = [func.count().label("firms"), _sum(counted, 1).label("known")]
    columns += [_sum(counted, value).label("part"), _sum(has_both, base).label("whole")]
    statement = select(*AT, *columns).select_from(
        FIRM.outerjoin(YEARLY, and_(YEARLY.c.firm_id == FIRM.c.id, YEARLY.c.year == criteria.year)).outerjoin(
            before, and_(before.c.firm_id == FIRM.c.id, before.c.year == criteria.year - 1)
        )
    )
    return Figures(read_frame(asking.session, statement.where(firms_in_scope(asking.person)).group_by(*AT)))


def _sum(counted: Any, value: Any) -> Any:
    return func.coalesce(func.sum(case((counted, value), else_=0)), 0)


READINGS: Mapping[str, Callable[[Asking], Figures]] = {
    **dict.fromkeys((STOCK, ENTERED, CANDIDATES), _ladder),
    SHARE: _share,
    **dict.fromkeys((SUM, GROWTH), _yearly),
}
