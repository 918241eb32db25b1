"""Making a backup of a running system: the database as of one moment, then the files beside it, then the list of both."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Engine
from sqlmodel import Session

from registry.services.backups.manifest import DATABASE, FILES, FORMAT, MANIFEST, Manifest, Part, copy_hashing
from registry.store.copies import copy_out, counts, one_moment
from registry.store.database import make_engine
from registry.store.schema import revision_of
from registry.store.sealing import head

MADE_AGAIN = {"exports"}  # folders of the data directory whose files are made anew when somebody asks
LEVEL = 1


def make_backup(engine: Engine, data_dir: Path, stream: BinaryIO, *, now: datetime) -> Manifest:
    """Write the backup into the stream and return what it says of itself. Nobody has to stop working meanwhile.

    The database comes first: a file that is added to it later is missing in the backup together with the row that names it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir, prefix=".backup-") as folder, one_moment(engine) as connection:
        copied = Path(folder) / DATABASE
        copy_out(connection, copied)
        seen = connection if engine.dialect.name == "postgresql" else None
        facts = _facts_of_copy(copied) if seen is None else _facts(Session(bind=seen))
        with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            parts = {DATABASE: _add(archive, copied, DATABASE)}
            parts |= {name: _add(archive, path, name) for path, name in _files(data_dir)}
            made = Manifest(FORMAT, version("tidu"), now.isoformat(), engine.dialect.name, *facts, parts)
            archive.writestr(MANIFEST, made.text())
    return made


def _facts_of_copy(file: Path) -> tuple[str, str, dict[str, int]]:
    """SQLite copies on a connection of its own: what is said of the copy is read from the copy."""
    engine = make_engine(f"sqlite:///{file}")
    try:
        with one_moment(engine) as connection:
            return _facts(Session(bind=connection))
    finally:
        engine.dispose()


def _facts(session: Session) -> tuple[str, str, dict[str, int]]:
    connection = session.connection()
    held = counts(connection)
    return revision_of(connection) or "", head(session) if "journal_seal" in held else "", held


def _files(data_dir: Path) -> Iterator[tuple[Path, str]]:
    """The files of the folders of the data directory: uploads, the bureau's own catalogue. Databases lie beside them."""
    for folder in sorted(data_dir.iterdir()):
        if folder.is_dir() and folder.name not in MADE_AGAIN and not folder.name.startswith("."):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    yield path, f"{FILES}{path.relative_to(data_dir).as_posix()}"


def _add(archive: ZipFile, path: Path, name: str) -> Part:
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        return copy_hashing(source, target)
