"""What one running site consists of: its settings, its database and the catalogue as it stands with both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, g, has_app_context
from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.services.local_indicators import current_catalogue
from registry.store.database import reading, transaction
from registry.web import once


@dataclass(frozen=True)
class Site:
    """Made once by create_app, read by every view."""

    settings: Settings
    engine: Engine

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the indicators that offices added, asked once per request."""
        found: Catalogue | None = g.get("catalogue") if has_app_context() else None
        return found or self.fresh_catalogue()

    def fresh_catalogue(self) -> Catalogue:
        """The catalogue as it is now, for whoever has just added to it; later questions of the request get it too."""
        found = current_catalogue(self.engine, self.settings.data_dir / "catalogue")
        if has_app_context():
            g.catalogue = found
        return found

    def today(self) -> date:
        """The day in China, or the day fixed by TIDU_TODAY."""
        return self.settings.current_day()

    def now(self) -> datetime:
        """The moment in China; on a fixed day, that day's date at the present time."""
        return self.settings.current_moment()


def site() -> Site:
    """The site this request belongs to."""
    found: Site = current_app.extensions["tidu"]
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: what happens inside is kept as a whole, or not at all when an exception leaves it.

    A form that is sent again acts no second time: SentBefore is raised, see `web/once.py`.
    """
    with transaction(site().engine) as session:
        once.refuse_repeat(session)
        yield session
        once.note_sent(session)


@contextmanager
def browsing() -> Iterator[Session]:
    """A look at the database that keeps nothing and waits for nobody."""
    with reading(site().engine) as session:
        yield session
