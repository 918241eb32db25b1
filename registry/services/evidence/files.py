"""The files themselves: below the data directory and outside anything that is served, named by their content's hash.

A file is there before its row is, and goes only after its row has gone: what may remain after a failure is a file without a
row, which `sweep` removes, never a row without its file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, col, select

from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.store.evidence import EvidenceRecord

FOLDER = "evidence"
YOUNG = timedelta(hours=1)  # its row may still be on the way


def keep(data_dir: Path, content: bytes) -> str:
    """Write the content where its hash says, whole or not at all; returns the hash. What is there already stays."""
    digest = sha256(content).hexdigest()
    place = place_of(data_dir, digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        os.utime(place)  # young again, so that a sweep leaves it to the row that is coming
        return digest
    handle, passing = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(passing, place)
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise
    return digest


def place_of(data_dir: Path, digest: str) -> Path:
    """Where a file lies."""
    return data_dir / FOLDER / digest[:2] / digest


def content_of(data_dir: Path, digest: str) -> bytes:
    """The file. Raises NotFound where it is missing."""
    try:
        return place_of(data_dir, digest).read_bytes()
    except FileNotFoundError:
        raise NotFound(what=mark("这个文件")) from None


def forget(session: Session, data_dir: Path, digest: str) -> None:
    """Remove a file that no row speaks of any more; call it after the row has gone for good."""
    if session.exec(select(EvidenceRecord.id).where(EvidenceRecord.sha256 == digest).limit(1)).first() is None:
        place_of(data_dir, digest).unlink(missing_ok=True)


def sweep(session: Session, data_dir: Path, *, now: datetime) -> tuple[int, list[str]]:
    """Remove files without a row that are not quite new; returns how many, and the hashes of rows whose file is missing."""
    held = set(session.exec(select(col(EvidenceRecord.sha256)).distinct()))
    removed = 0
    for path in _files(data_dir):
        old = datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo) < now - YOUNG
        if path.name not in held and old:
            path.unlink(missing_ok=True)
            removed += 1
    return removed, sorted(digest for digest in held if not place_of(data_dir, digest).exists())


def _files(data_dir: Path) -> Iterator[Path]:
    folder = data_dir / FOLDER
    if folder.is_dir():
        yield from (path for path in folder.glob("??/*") if path.is_file())
