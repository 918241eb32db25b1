"""The part of the ladder: holders, candidates and pools by place; stocks, entries, exits and rises by year; months of endings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.tiers import Ladder
from registry.services.dashboards.cells import PLACE, cells_of
from registry.services.dashboards.kept import Counted
from registry.services.dashboards.places import read_places
from registry.services.dashboards.rises import rises
from registry.services.dashboards.spans import entered_in, held_on, left_in, read_spans, stock_day
from registry.services.titles import valid_on
from registry.store.bulk import read_frame
from registry.store.evaluations import OF_THE_FIRM, Standing
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
    """Every cell of this part, for the firms that the condition names; the spans that were counted, tier by tier; and the
    candidates, members of pools and titles that end."""
    ladder, places = catalogue.ladder, read_places(session, firms)
    spans, endings = read_spans(session, firms, day), _endings(session, firms, day)
    marks = {
        "candidates": _candidates(session, firms),
        "pool": _pools(session, firms),
        "ending": endings.select("firm_id", "tier", "word").unique(),
    }
    parts = [cells_of("firms", places), *_flows(spans.join(places, on="firm_id"), ladder, day)]
    parts += [cells_of(kind, rows.join(places, on="firm_id").drop("firm_id")) for kind, rows in marks.items()]
    parts += _windows(endings.join(places, on="firm_id"), ladder, day)
    by_tier = spans.with_columns(pl.col("tier").cast(pl.Categorical)).sort("tier", "firm_id")
    return Counted(pl.concat(parts), by_tier, _marked(marks))


def _marked(marks: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The rows of all kinds as one frame, kind by kind and tier by tier."""
    kinds = [rows.select(pl.lit(kind).alias("kind"), "tier", "word", "firm_id") for kind, rows in marks.items()]
    named = pl.concat(kinds).with_columns(pl.col("kind", "tier", "word").cast(pl.Categorical))
    return named.sort("kind", "tier", "word", "firm_id")


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
    columns = (STANDING.c.firm_id, STANDING.c.tier, STANDING.c.candidate_class.label("word"))
    statement = select(*columns).join_from(STANDING, FIRM, OF_THE_FIRM)
    return read_frame(session, statement.where(STANDING.c.candidate_class.is_not(None), firms))


def _pools(session: Session, firms: ColumnElement[bool]) -> pl.DataFrame:
    members = select(POOL.c.firm_id, POOL.c.tier).join_from(POOL, FIRM, POOL.c.firm_id == FIRM.c.id)
    return read_frame(session, members.where(OPEN_STAY, firms).distinct()).with_columns(word=pl.lit(""))


def _endings(session: Session, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    """firm_id, tier, valid_to and its month as word, of the valid titles that end in the months of the calendar."""
    ends = TITLE.c.valid_to
    statement = select(TITLE.c.firm_id, TITLE.c.tier, ends).join_from(TITLE, FIRM)
    found = read_frame(session, statement.where(valid_on(day), ends >= day, ends < last_month(day), firms))
    return found.with_columns(pl.col("valid_to").dt.strftime("%Y-%m").alias("word"))


def _windows(endings: pl.DataFrame, ladder: Ladder, day: date) -> Iterator[pl.DataFrame]:
    """Titles that end within each window, and the nearest of their last days."""
    for days in ladder.expiring:
        within = endings.filter(pl.col("valid_to") <= day + timedelta(days)).drop("firm_id", "valid_to")
        yield cells_of("within", within.with_columns(word=pl.lit(str(days))))
    nearest = endings.group_by("tier", *PLACE).agg(pl.col("valid_to").min().dt.to_string("iso").alias("word"))
    yield cells_of("nearest", nearest)
