"""What one running site consists of: its settings, its database and its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import CHINA, Settings
from registry.store.database import reading, transaction


@dataclass(frozen=True)
class Site:
    """Made once by create_app, read by every view."""

    settings: Settings
    engine: Engine
    catalogue: Catalogue

    def today(self) -> date:
        """The day in China, or the day fixed by TIDU_TODAY."""
        return self.settings.current_day()

    def now(self) -> datetime:
        """The moment in China; on a fixed day, that day's date at the present time."""
        moment = datetime.now(CHINA)
        return datetime.combine(self.today(), moment.timetz())


def site() -> Site:
    """The site this request belongs to."""
    found: Site = current_app.extensions["tidu"]
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: what happens inside is kept as a whole, or not at all when an exception leaves it."""
    with transaction(site().engine) as session:
        yield session


@contextmanager
def browsing() -> Iterator[Session]:
    """A look at the database that keeps nothing and waits for nobody."""
    with reading(site().engine) as session:
        yield session
