"""The part of the ladder: holders, candidates and pools by place; stocks, entries, exits and rises by year; months of endings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.tiers import Ladder
from registry.services.dashboards.cells import PLACE, as_cells, cells_of
from registry.services.dashboards.kept import Counted
from registry.services.dashboards.places import read_places
from registry.services.dashboards.rises import rises
from registry.services.dashboards.spans import entered_in, held_on, left_in, read_spans, stock_day
from registry.services.titles import valid_on
from registry.store.bulk import read_frame
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.pools import PoolMember
from registry.store.titles import TitleRecord

FIRM, TITLE, STANDING, POOL = (
    record.__table__  # type: ignore[attr-defined]
    for record in (FirmRecord, TitleRecord, Standing, PoolMember)
)
YEARS_BACK, MONTHS_AHEAD = 10, 24
OPEN_STAY = POOL.c.exited_on.is_(None)


def count_ladder(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> Counted:
    """Every cell of this part, for the firms that the condition names; and the spans that were counted, tier by tier."""
    ladder, places = catalogue.ladder, read_places(session, firms)
    spans = read_spans(session, firms, day)
    parts = [cells_of("firms", places), *_flows(spans.join(places, on="firm_id"), ladder, day)]
    parts += [_candidates(session, firms), _pools(session, firms), *_endings(session, ladder, firms, day)]
    return Counted(pl.concat(parts), spans.with_columns(pl.col("tier").cast(pl.Categorical)).sort("tier", "firm_id"))


def years_until(day: date) -> range:
    """The years that flows are told of, the present one included."""
    return range(day.year - YEARS_BACK, day.year + 1)


def last_month(day: date) -> date:
    """The first day after the months of the calendar."""
    months = day.year * 12 + day.month - 1 + MONTHS_AHEAD
    return date(months // 12, months % 12 + 1, 1)


def _flows(spans: pl.DataFrame, ladder: Ladder, day: date) -> Iterator[pl.DataFrame]:
    yield cells_of("held", spans.filter(held_on(day)))
    again = pl.when(pl.col("again")).then(pl.lit("again")).otherwise(pl.lit("first")).alias("word")
    cause = pl.when(pl.col("revoked")).then(pl.lit("revoked")).otherwise(pl.lit("expired")).alias("word")
    risen = rises(spans, ladder).join(spans.select("firm_id", *PLACE).unique("firm_id"), on="firm_id")
    for year in years_until(day):
        yield cells_of("stock", spans.filter(held_on(stock_day(year, day))), year=year)
        yield cells_of("entered", spans.filter(entered_in(year)).with_columns(again), year=year)
        yield cells_of("left", spans.filter(left_in(year, day)).with_columns(cause), year=year)
        yield cells_of("rose", risen.filter(entered_in(year)).rename({"feeder": "word"}), year=year)


def _candidates(session: Session, firms: ColumnElement[bool]) -> pl.DataFrame:
    word, place = STANDING.c.candidate_class.label("word"), FIRM.c[PLACE[0], PLACE[1]]
    statement = select(STANDING.c.tier, word, *place, func.count().label("number")).join_from(STANDING, FIRM)
    wanted = statement.where(STANDING.c.candidate_class.is_not(None), firms)
    return as_cells("candidates", read_frame(session, wanted.group_by(STANDING.c.tier, word, *place)))


def _pools(session: Session, firms: ColumnElement[bool]) -> pl.DataFrame:
    place = FIRM.c[PLACE[0], PLACE[1]]
    number = func.count(POOL.c.firm_id.distinct()).label("number")
    statement = select(POOL.c.tier, *place, number).join_from(POOL, FIRM, POOL.c.firm_id == FIRM.c.id)
    return as_cells("pool", read_frame(session, statement.where(OPEN_STAY, firms).group_by(POOL.c.tier, *place)))


def _endings(session: Session, ladder: Ladder, firms: ColumnElement[bool], day: date) -> Iterator[pl.DataFrame]:
    """Firms by month of ending; titles that end within each window, and the nearest of their last days."""
    ends = TITLE.c.valid_to
    statement = select(TITLE.c.firm_id, TITLE.c.tier, ends, *FIRM.c[PLACE[0], PLACE[1]]).join_from(TITLE, FIRM)
    found = read_frame(session, statement.where(valid_on(day), ends >= day, ends < last_month(day), firms))
    months = found.with_columns(pl.col("valid_to").dt.strftime("%Y-%m").alias("word"))
    yield cells_of("ending", months.unique(["firm_id", "tier", "word"]).drop("firm_id", "valid_to"))
    for days in ladder.expiring:
        within = found.filter(pl.col("valid_to") <= day + timedelta(days)).drop("firm_id")
        yield cells_of("within", within.with_columns(word=pl.lit(str(days))).drop("valid_to"))
    nearest = found.group_by("tier", *PLACE).agg(pl.col("valid_to").min().dt.to_string("iso").alias("word"))
    yield cells_of("nearest", nearest)
