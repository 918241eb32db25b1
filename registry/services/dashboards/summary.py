"""The cells of a page: counted on the spot in a small registry, kept and shown with their moment in a large one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col, true

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.dashboards.cells import no_cells
from registry.services.dashboards.figures_part import figure_cells
from registry.services.dashboards.gaps_part import gap_cells
from registry.services.dashboards.ladder_part import ladder_cells
from registry.services.standings import count_firms
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from registry.store.scope import firms_in_scope, places_in_scope
from registry.store.summaries import DashboardSummary

COUNTED_LIVE = 3_000  # firms that are counted anew for every page
Counting = Callable[[Session, Catalogue, ColumnElement[bool], date], pl.DataFrame]


def _ladder(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    return ladder_cells(session, catalogue.ladder, firms, day)


def _gaps(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    return gap_cells(session, catalogue, firms)


def _figures(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    return figure_cells(session, catalogue, firms, day)


LADDER, GAPS, FIGURES = "ladder", "gaps", "figures"
PARTS: Mapping[str, Counting] = {LADDER: _ladder, GAPS: _gaps, FIGURES: _figures}


@dataclass(frozen=True)
class Summary:
    """Cells within the person's scope for the titles of `day`. `made_at` is None where they were counted just now;
    `changes` is how much the journal has gained since. Nothing was counted yet where there is no `day`."""

    cells: pl.DataFrame
    day: date | None
    made_at: datetime | None = None
    changes: int = 0

    def is_behind(self, today: date) -> bool:
        """Whether the registry or the day has moved on since."""
        return self.made_at is not None and (self.changes > 0 or self.day != today)


def summary(session: Session, person: Person, catalogue: Catalogue, part: str, today: date) -> Summary:
    """The cells of a part: of a large registry as they were last kept, else counted on the spot where the scope allows it."""
    require(person, Action.VIEW_DASHBOARDS)
    columns = (DashboardSummary.day, DashboardSummary.made_at, DashboardSummary.journal_id)
    kept = session.execute(select(*columns).where(col(DashboardSummary.part) == part)).first()  # type: ignore[call-overload]
    if kept is None or not is_large(session):
        if count_firms(session, person) > COUNTED_LIVE:
            return Summary(no_cells(), None)
        return Summary(PARTS[part](session, catalogue, firms_in_scope(person), today), today)
    key = (str(session.get_bind().engine.url), part, kept.made_at)
    cells = _remembered(key, lambda: _read(session, part)).filter(places_in_scope(person))
    return Summary(cells, kept.day, kept.made_at, _changes_since(session, kept.journal_id))


def count_parts(session: Session, catalogue: Catalogue, today: date, now: datetime) -> list[DashboardSummary]:
    """Every part counted over all firms, to be put in the place of what was kept; only reads."""
    place = session.execute(select(func.max(col(JournalEntry.id)))).scalar() or 0
    found = []
    for part, count in PARTS.items():
        content = io.BytesIO()
        count(session, catalogue, true(), today).write_parquet(content)
        values = {"day": today, "journal_id": place, "made_at": now, "cells": content.getvalue()}
        found.append(DashboardSummary(part=part, **values))
    return found


def keep(session: Session, parts: list[DashboardSummary]) -> None:
    """Put the counts in the place of those that were kept."""
    for part in parts:
        session.merge(part)
    session.flush()


def is_large(session: Session) -> bool:
    """Whether there are too many firms to count for each page."""
    return session.execute(select(func.count()).select_from(FirmRecord)).scalar_one() > COUNTED_LIVE


def _changes_since(session: Session, place: int) -> int:
    entry, action = col(JournalEntry.id), col(JournalEntry.action)
    changed = select(func.count()).where(entry > place, action.not_like("%export%"), action != "firms.list")
    return session.execute(changed).scalar_one()


_kept: dict[tuple[str, str, datetime], pl.DataFrame] = {}


def _remembered(key: tuple[str, str, datetime], read: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """The cells last read from the database, so that each process decodes them once."""
    if key not in _kept:
        for other in [each for each in _kept if each[:2] == key[:2]]:
            _kept.pop(other, None)
        _kept[key] = read()
    return _kept[key]


def _read(session: Session, part: str) -> pl.DataFrame:
    held = select(DashboardSummary.cells).where(col(DashboardSummary.part) == part)  # type: ignore[call-overload]
    return pl.read_parquet(io.BytesIO(session.execute(held).scalar_one()))
