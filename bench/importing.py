"""Import: a ledger of firms and their figures, read, checked, matched, compared, stored and journalled, beside the bare reader."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from bench.ledgers import ledger
from importers.reading import read_file
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
Work = Callable[[], object]


def bare_reader(rows: int) -> Work:
    """python-calamine alone: every cell as a Python value."""
    path = ledger(rows)
    return lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def reading_alone(rows: int) -> Work:
    """Read, find the table, map the columns, type and check every cell."""
    path, catalogue = ledger(rows), load_catalogue()
    return lambda: read_file(path, path.name, indicators=catalogue.indicators, ladder=catalogue.ladder, today=TODAY)


def whole_import(rows: int) -> Work:
    """The same, then match, compare, store and journal in a fresh SQLite database."""
    path, registry = ledger(rows), Registry()
    return lambda: registry.take(path)


def second_import(rows: int) -> Work:
    """The same file once more: everything is compared, nothing changes."""
    path, registry = ledger(rows), Registry()
    registry.take(path)
    return lambda: registry.take(path)


def evaluated_import(rows: int) -> Work:
    """The first import into a register that was evaluated: its firms are evaluated before the commit."""
    path, registry = ledger(rows), Registry()
    with transaction(registry.engine) as session:
        evaluations.run(session, SYSTEM, registry.catalogue, as_of=TODAY, data_year=2025, now=NOW)
    return lambda: registry.take(path)


def own_export(rows: int) -> Work:
    """The whole register written as a ledger workbook."""
    path, registry = ledger(rows), Registry()
    registry.take(path)
    return registry.give


class Registry:
    """An empty registry in a folder of its own."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="tidu-bench-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        self.settings = Settings(folder, url, upload_megabytes=500, reader_seconds=600, reader_megabytes=4096)
        self.catalogue: Catalogue = load_catalogue()
        self.engine: Engine = make_engine(url)
        upgrade(self.engine)
        with transaction(self.engine) as session:
            catalogue_service.publish_catalogue(session, self.catalogue, now=NOW)

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
