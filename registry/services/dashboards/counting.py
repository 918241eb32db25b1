"""Counting the parts of the dashboards over all firms, and keeping what was counted with the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col, true

from registry.catalogue.reader import Catalogue
from registry.services.dashboards.figures_part import count_figures
from registry.services.dashboards.gaps_part import count_gaps
from registry.services.dashboards.kept import Counted, packed
from registry.services.dashboards.ladder_part import count_ladder
from registry.services.dashboards.places import PLACES, places_by_name
from registry.store.journal import JournalEntry
from registry.store.summaries import DashboardSummary

Counting = Callable[[Session, Catalogue, ColumnElement[bool], date], Counted]
Hearing = Callable[[int, int], None]
LADDER, GAPS, FIGURES = "ladder", "gaps", "figures"
PARTS: Mapping[str, Counting] = {LADDER: count_ladder, GAPS: count_gaps, FIGURES: count_figures}


def rows_of(part: str) -> str:
    """Under which name the rows behind the cells of a part are kept."""
    return f"{part}.rows"


def marks_of(part: str) -> str:
    """The same of the rows of several kinds."""
    return f"{part}.marks"


def silent(done: int, total: int) -> None:
    """Nobody hears how far it is."""


def count_parts(
    session: Session, catalogue: Catalogue, today: date, now: datetime, *, told: Hearing = silent
) -> list[DashboardSummary]:
    """Every part counted over all firms, to be put in the place of what was kept; only reads. `told` hears how many parts of
    how many are done."""
    place = session.execute(select(func.max(col(JournalEntry.id)))).scalar() or 0
    frames = {PLACES: places_by_name(session)}
    for done, (part, count) in enumerate(PARTS.items(), 1):
        told(done, len(PARTS) + 1)
        counted = count(session, catalogue, true(), today)
        frames |= {part: counted.cells, rows_of(part): counted.rows}
        frames |= {marks_of(part): counted.marks} if counted.marks is not None else {}
    told(len(PARTS) + 1, len(PARTS) + 1)
    values = {"day": today, "journal_id": place, "made_at": now}
    return [DashboardSummary(part=part, **values, cells=packed(frame)) for part, frame in frames.items()]


def keep(session: Session, parts: list[DashboardSummary]) -> None:
    """Put the counts in the place of those that were kept."""
    for part in parts:
        session.merge(part)
    session.flush()
