"""Registries that take ledgers in and give them out, each in a folder of its own."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

from bench.kept import own_folder
from bench.stores import FILE
from registry.catalogue.reader import Catalogue, load_catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.services import catalogue as catalogue_service
from registry.services import evaluations, imports
from registry.services.firm_search import FirmQuery
from registry.services.ledger_export import write_ledger_of
from registry.store.database import make_engine, reading, transaction
from registry.store.schema import upgrade

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, tzinfo=UTC)


class Registry:
    """A registry in a folder, empty where nothing was there; without a folder in one of its own."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or own_folder()
        url = f"sqlite:///{folder / FILE}"
        self.settings = Settings(folder, url, upload_megabytes=500, reader_seconds=600, reader_megabytes=4096)
        self.catalogue: Catalogue = load_catalogue()
        empty = not (folder / FILE).exists()
        self.engine: Engine = make_engine(url)
        if empty:
            upgrade(self.engine)
            with transaction(self.engine) as session:
                catalogue_service.publish_catalogue(session, self.catalogue, now=NOW)

    def remove(self) -> None:
        """Give its room on the disk back before the process ends."""
        self.engine.dispose()
        shutil.rmtree(self.settings.data_dir, ignore_errors=True)

    def evaluate(self) -> None:
        """Every firm, as of the day of the bench."""
        with transaction(self.engine) as session:
            evaluations.run(session, SYSTEM, self.catalogue, as_of=TODAY, data_year=2025, now=NOW)

    def take(self, path: Path) -> None:
        """Stage and commit the file as two steps, as people do."""
        content = path.read_bytes()
        with transaction(self.engine) as session:
            batch = imports.stage(
                session, SYSTEM, self.catalogue, content, path.name, today=TODAY, now=NOW, settings=self.settings
            )
            imports.commit(session, SYSTEM, self.catalogue, batch, now=NOW)

    def give(self) -> None:
        """Write the ledger of all firms."""
        with reading(self.engine) as session:
            write_ledger_of(session, SYSTEM, self.catalogue, FirmQuery(), io.BytesIO(), now=NOW)


class Fresh:
    """The registry of one round; the one of the round before gives its room on the disk back."""

    def __init__(self, make: Callable[[], Registry]) -> None:
        self._make, self._made = make, list[Registry]()

    @property
    def registry(self) -> Registry:
        """The one of this round."""
        return self._made[-1]

    def renew(self) -> None:
        """Another round."""
        while self._made:
            self._made.pop().remove()
        self._made.append(self._make())
