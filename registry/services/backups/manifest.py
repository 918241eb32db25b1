"""What a backup says about itself: its moment, its database, the head of the journal, and the hash of each file in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile

from registry.domain.errors import RegistryError
from registry.domain.texts import mark

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
FORMAT = 1
PIECE = 1 << 20


class UnusableBackup(RegistryError):
    """The file is no backup, or no longer as it was made."""

    template = mark("{file} 不能用来恢复：{reason}")


@dataclass(frozen=True)
class Part:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`dialect` and `revision` say which database can take it, `journal_head` where the chain of seals ended."""

    format: int
    version: str
    made_at: str
    dialect: str
    revision: str
    journal_head: str
    counts: Mapping[str, int]
    parts: Mapping[str, Part]

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def read_manifest(archive: ZipFile, name: str) -> Manifest:
    """The manifest of an open backup. Raises UnusableBackup where it has none that this program understands."""
    try:
        held = json.loads(archive.read(MANIFEST))
        parts = {place: Part(**part) for place, part in held.pop("parts").items()}
        found = Manifest(**held, parts=parts)
    except (KeyError, TypeError, ValueError, AttributeError, BadZipFile):
        raise UnusableBackup(file=name, reason=mark("里面没有备份清单，它不是用 tidu backup 做的备份。")) from None
    if found.format != FORMAT:
        raise UnusableBackup(file=name, reason=mark("它的格式与这个版本的程序不同，请用做备份时的版本恢复。"))
    return found


def copy_hashing(source: IO[bytes] | BinaryIO, target: IO[bytes] | None) -> Part:
    """Copy a stream piece by piece, or only read it; how long it was and its SHA-256."""
    found, length = sha256(), 0
    while piece := source.read(PIECE):
        found.update(piece)
        length += len(piece)
        if target is not None:
            target.write(piece)
    return Part(length, found.hexdigest())
