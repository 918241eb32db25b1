"""Restoring a backup into an empty place: everything is checked before anything is put there."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Engine
from sqlmodel import Session

from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.services.backups.manifest import (
    DATABASE,
    FILES,
    Manifest,
    Part,
    UnusableBackup,
    copy_hashing,
    read_manifest,
)
from registry.store.copies import copy_in, counts, is_empty, one_moment
from registry.store.schema import newest_revision
from registry.store.sealing import head


class NotEmpty(Conflict):
    """There is something that a restore would overwrite."""

    template = mark("{place} 里已经有数据，恢复不会覆盖它。请换一个空的数据目录或空的数据库，再恢复。")


@dataclass(frozen=True)
class Place:
    """Where a backup goes."""

    engine: Engine
    data_dir: Path


def check_backup(file: Path) -> Manifest:
    """Read the whole backup and hold each part against its hash. Raises UnusableBackup with what is wrong."""
    try:
        with ZipFile(file) as archive:
            manifest = read_manifest(archive, file.name)
            for name, part in manifest.parts.items():
                if not _is_tame(name) or _hashed(archive, name) != part:
                    raise _unusable(file, mark("内容与清单中的校验值不符，备份已损坏或被改动。"))
    except (BadZipFile, zlib.error, EOFError):
        raise _unusable(file, mark("它不是完整的备份文件，可能没有复制完。")) from None
    return manifest


def restore_backup(place: Place, file: Path) -> Manifest:
    """Put a checked backup into an empty place and hold the result against the manifest.

    Raises UnusableBackup for a file that is damaged, of another kind of database or of a newer program, NotEmpty where the
    place holds something.
    """
    manifest = check_backup(file)
    _require_fitting(place, manifest, file)
    place.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.data_dir, prefix=".restore-") as folder, ZipFile(file) as archive:
        archive.extractall(folder, members=list(manifest.parts))
        _put(place, Path(folder))
    _require_equal(place, manifest, file)
    return manifest


def _put(place: Place, unpacked: Path) -> None:
    """The files, then the database, without which nobody sees them; where it cannot be loaded the files go again."""
    moved = []
    try:
        for path in sorted((unpacked / FILES).glob("*")):
            moved.append(path.replace(place.data_dir / path.name))
        copy_in(place.engine, unpacked / DATABASE)
    except BaseException:
        for path in moved:
            shutil.rmtree(path)
        raise


def _require_fitting(place: Place, manifest: Manifest, file: Path) -> None:
    if manifest.dialect != place.engine.dialect.name:
        raise _unusable(file, mark("它来自另一种数据库。请先恢复到同一种数据库，再用 tidu move 迁移。"))
    if manifest.revision > (newest_revision() or ""):
        raise _unusable(file, mark("它来自更新版本的程序，请先升级程序。"))
    if not is_empty(place.engine):
        raise NotEmpty(place=place.engine.url.render_as_string(hide_password=True))
    taken = {name.split("/")[1] for name in manifest.parts if name.startswith(FILES)}
    for name in sorted(taken):
        if (place.data_dir / name).exists():
            raise NotEmpty(place=place.data_dir / name)


def _require_equal(place: Place, manifest: Manifest, file: Path) -> None:
    with one_moment(place.engine) as connection:
        same = counts(connection) == dict(manifest.counts)
        chained = not manifest.journal_head or head(Session(bind=connection)) == manifest.journal_head
    if not (same and chained):
        raise _unusable(file, mark("恢复后的行数或封存链与清单不符，请不要使用恢复出的库。"))


def _hashed(archive: ZipFile, name: str) -> Part | None:
    """What a part of the archive really is; None where it is not there."""
    if name not in archive.NameToInfo:
        return None
    with archive.open(name) as stream:
        return copy_hashing(stream, None)


def _is_tame(name: str) -> bool:
    """Whether a name stays inside the folder it is put in."""
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts


def _unusable(file: Path, reason: str) -> UnusableBackup:
    return UnusableBackup(file=file.name, reason=reason)
