"""The cells of a page: counted on the spot in a small registry, kept and shown with their moment in a large one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.dashboards import kept
from registry.services.dashboards.cells import no_cells
from registry.services.dashboards.counting import FIGURES, GAPS, LADDER, PARTS
from registry.services.dashboards.kept import find_kept, small_frame
from registry.services.standings import count_firms
from registry.store.journal import JournalEntry
from registry.store.scope import firms_in_scope, places_in_scope

__all__ = ["FIGURES", "GAPS", "LADDER", "Summary", "summary"]


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
    found = find_kept(session, part)
    if found is None:
        if count_firms(session, person) > kept.COUNTED_LIVE:
            return Summary(no_cells(), None)
        return Summary(PARTS[part](session, catalogue, firms_in_scope(person), today).cells, today)
    cells = small_frame(session, found).filter(places_in_scope(person))
    return Summary(cells, found.day, found.made_at, _changes_since(session, found.journal_id))


def _changes_since(session: Session, place: int) -> int:
    entry, action = col(JournalEntry.id), col(JournalEntry.action)
    changed = select(func.count()).where(entry > place, action.not_like("%export%"), action != "firms.list")
    return session.execute(changed).scalar_one()
