"""What was counted and kept: whole frames as Parquet, read again by the request and decoded once in a process where it is small."""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.services.standings import count_firms
from registry.store.database import rows_of
from registry.store.summaries import DashboardSummary

KEPT = DashboardSummary.__table__  # type: ignore[attr-defined]
MOMENTS = select(KEPT.c.part, KEPT.c.made_at).order_by(KEPT.c.part)
COUNTED_LIVE = 3_000  # firms that are counted anew for every page
ROWS_TOGETHER = 30_000  # of one group of a Parquet file: what is asked for lies in few of them


@dataclass(frozen=True)
class Counted:
    """The cells of a part, and the rows by firm that they count: what lists of a large registry are read from. `marks` are
    rows of several kinds beside them."""

    cells: pl.DataFrame
    rows: pl.DataFrame
    marks: pl.DataFrame | None = None


@dataclass(frozen=True)
class Kept:
    """One kept frame: for the titles of which day, made when, after which entry of the journal."""

    part: str
    day: date
    made_at: datetime
    journal_id: int


def find_kept(session: Session, part: str) -> Kept | None:
    """What was kept of a part; None in a registry that is small enough to be counted for each page, and before the first count."""
    if not is_large(session):
        return None
    found = session.execute(select(*KEPT.c["part", "day", "made_at", "journal_id"]).where(KEPT.c.part == part)).first()
    return Kept(*found) if found is not None else None


def is_large(session: Session) -> bool:
    """Whether there are too many firms to count for each page."""
    return count_firms(session, SYSTEM) > COUNTED_LIVE


def kept_moments(session: Session) -> tuple[tuple[str, datetime], ...]:
    """When each part was kept: counts are replaced without an entry in the journal, so what is remembered of them asks this."""
    return tuple((part, made_at) for part, made_at in rows_of(session, MOMENTS))


def small_frame(session: Session, kept: Kept) -> pl.DataFrame:
    """The kept frame, decoded once in each process: cells, and the places of firms."""
    return once(session, kept.part, kept.made_at, lambda: frame_where(session, kept, pl.lit(True)))


def frame_where(session: Session, kept: Kept, wanted: pl.Expr) -> pl.DataFrame:
    """The rows wanted of a kept frame; only groups of rows that may hold any are decoded."""
    content = session.execute(select(KEPT.c.cells).where(KEPT.c.part == kept.part)).scalar_one()
    return pl.scan_parquet(io.BytesIO(content)).filter(wanted).collect()


def packed(frame: pl.DataFrame) -> bytes:
    """A frame as it is kept."""
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd", row_group_size=ROWS_TOGETHER)
    return content.getvalue()


_frames: dict[tuple[str, str], tuple[Hashable, pl.DataFrame]] = {}


def once(session: Session, name: str, state: Hashable, read: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """The frame of that name in that state, from memory where this process has worked it out already."""
    key = (str(session.get_bind().engine.url), name)
    held = _frames.get(key)
    if held is None or held[0] != state:
        held = _frames[key] = (state, read())
    return held[1]
