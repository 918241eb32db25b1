"""What one running site consists of: its settings, its database and the catalogue as it stands with both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.services.local_indicators import catalogue_of, current_catalogue
from registry.store.database import let_go, reader, reading, transaction
from registry.web import once


@dataclass(frozen=True)
class Site:
    """Made once by create_app, read by every view."""

    settings: Settings
    engine: Engine

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the indicators that offices added, asked once per request."""
        try:
            found: Catalogue = g._get_current_object().catalogue  # asked for each row, and the proxy is slow
            return found
        except (AttributeError, RuntimeError):  # not asked yet, or outside any request
            return self.fresh_catalogue()

    def fresh_catalogue(self) -> Catalogue:
        """The catalogue as it is now, for whoever has just added to it; later questions of the request get it too."""
        folder = self.settings.data_dir / "catalogue"
        if has_request_context():
            with browsing() as session:
                found = catalogue_of(session, folder)
        else:
            found = current_catalogue(self.engine, folder)
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
    found: Site = current_app._get_current_object().extensions["tidu"]  # type: ignore[attr-defined]
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: what happens inside is kept as a whole, or not at all when an exception leaves it.

    A form that is sent again acts no second time: SentBefore is raised, see `web/once.py`.
    """
    _look_anew()
    with transaction(site().engine) as session:
        once.refuse_repeat(session)
        yield session
        once.note_sent(session)
    _look_anew()


@contextmanager
def browsing() -> Iterator[Session]:
    """A look at the database that keeps nothing and waits for nobody; a page that only reads looks at one snapshot."""
    if not (has_request_context() and request.method in ("GET", "HEAD")):
        with reading(site().engine) as session:
            yield session
        return
    if "reader" not in g:
        g.reader = reader(site().engine)
    try:
        yield g.reader
    except SQLAlchemyError:
        let_go(g.reader)
        raise


def _look_anew() -> None:
    """What a page reads after a change shall see it."""
    if has_app_context() and "reader" in g:
        let_go(g.reader)


def prepare_reading(app: Flask) -> None:
    """Close a page's look at the database when the page is done."""
    app.teardown_appcontext(_close_reader)


def _close_reader(_fault: BaseException | None) -> None:
    if "reader" in g:
        g.pop("reader").close()
