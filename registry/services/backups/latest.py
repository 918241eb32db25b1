"""When the last backup of this installation was made, kept beside its data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from registry.services.backups.manifest import Manifest

FILE = "last-backup.json"


@dataclass(frozen=True)
class LatestBackup:
    """Moment and place of a backup, and where the chain of seals ended then."""

    made_at: datetime
    file: Path
    journal_head: str


def note_latest(data_dir: Path, file: Path, made: Manifest) -> None:
    """Remember a backup; the note is replaced as a whole."""
    told = {"made_at": made.made_at, "file": str(file), "journal_head": made.journal_head}
    waiting = data_dir / f".{FILE}"
    waiting.write_text(json.dumps(told), encoding="utf-8")
    waiting.replace(data_dir / FILE)


def latest(data_dir: Path) -> LatestBackup | None:
    """The last backup that was noted; None where none was, or the note cannot be read."""
    try:
        told = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
        return LatestBackup(datetime.fromisoformat(told["made_at"]), Path(told["file"]), told["journal_head"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
