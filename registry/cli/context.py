"""What every command works with: settings, catalogue, database, the language of its sentences, the present moment."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import CHINA, Settings, read_settings
from registry.domain.access import SYSTEM, Person
from registry.domain.errors import NotFound, RegistryError
from registry.domain.texts import mark
from registry.services.languages import translations
from registry.services.local_indicators import current_catalogue
from registry.services.wording import Wording
from registry.store.database import make_engine, reading, transaction
from registry.store.schema import is_current


class DatabaseNotReady(RegistryError):
    """The database is missing or older than the program."""

    template = mark("数据库尚未建立或需要升级，请先运行 tidu init。")


class NoSuchFile(NotFound):
    """A file of the user's own that is not there: nothing that anybody could have been looking for."""


@dataclass(frozen=True)
class Registry:
    """One installation, as a command sees it. Nothing is opened before it is needed."""

    settings: Settings
    person: Person = SYSTEM

    @cached_property
    def engine(self) -> Engine:
        """The database, whatever its state."""
        return make_engine(self.settings.database_url)

    @property
    def catalogue(self) -> Catalogue:
        """The shipped catalogue with the bureau's own files and the indicators that offices added; never a stale one."""
        return current_catalogue(self.engine, self.settings.data_dir / "catalogue")

    @cached_property
    def wording(self) -> Wording:
        """The language of TIDU_LANGUAGE."""
        return wording_in(self.settings.language)

    def today(self) -> date:
        """The day in China, or the day fixed by TIDU_TODAY."""
        return self.settings.current_day()

    def now(self) -> datetime:
        """This moment; on a fixed day that day at the present time."""
        return datetime.combine(self.today(), datetime.now(CHINA).timetz())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """The one transaction of a command that writes."""
        self._require_current()
        with transaction(self.engine) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The snapshot of a command that only reads."""
        self._require_current()
        with reading(self.engine) as session:
            yield session

    def _require_current(self) -> None:
        if not is_current(self.engine):
            raise DatabaseNotReady()


def wording_in(language: str) -> Wording:
    """The sentences of a language; Chinese is the source and needs no catalogue of messages."""
    found = translations(language)
    return Wording(language, lambda text: found.gettext(text) if text else text)


def open_registry() -> Registry:
    """The installation that the environment describes, with whoever the command acts as: itself unless --as names an account."""
    context = click.get_current_context(silent=True)
    acting = context.obj if context is not None else None
    return Registry(read_settings(), SYSTEM if acting is None else acting.person)


def show_json(value: Any) -> None:
    """Data for scripts, on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """A message for people, on stderr."""
    click.echo(text, err=True)


def write_file(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file as a whole: it appears under its name only when it is complete."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
