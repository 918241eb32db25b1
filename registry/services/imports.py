"""Import in four verbs: stage a file, preview what it would do, commit it in one transaction, or discard it.

Nothing is stored in part: a row with an error is refused as a whole, a blank cell never erases, the same file twice
changes nothing. This is the door that views and commands come by; each verb has its module.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.services.accepting import RowsRefused, commit, take
from registry.services.columns.recalling import Hints
from registry.services.importing.batches import recent_batches
from registry.services.importing.counting import ImportCounts
from registry.services.importing.kept_plans import Prepared
from registry.services.importing.preview_parts import HeldCell, PreviewLine, PreviewRow
from registry.services.importing.previews import Preview
from registry.services.importing.wanted import Accept
from registry.services.ledger_reading import limits_of, read
from registry.services.previewing import examine, find_preview, keep_preview, prepare, preview
from registry.services.staging import NotStaged, UnknownSource, discard, receive, restage, source_code, store
from registry.store.imports import ImportBatch

__all__ = [
    "Accept",
    "HeldCell",
    "Hints",
    "ImportCounts",
    "NotStaged",
    "Prepared",
    "Preview",
    "PreviewLine",
    "PreviewRow",
    "RowsRefused",
    "UnknownSource",
    "commit",
    "discard",
    "examine",
    "find_preview",
    "keep_preview",
    "limits_of",
    "prepare",
    "preview",
    "read",
    "receive",
    "recent",
    "restage",
    "source_code",
    "stage",
    "store",
    "take",
]


def stage(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    content: bytes,
    filename: str,
    *,
    source: str = "",
    today: date,
    now: datetime,
    settings: Settings,
    **options: Any,
) -> int:
    """Read a file and keep it with its rows and issues; returns the batch's id. Firms are not touched yet.

    `options` are those of `read` that a file may need: sheet, year, firm, table.
    """
    require(person, Action.USE_IMPORTS)
    source = source_code(catalogue, source)
    readout = read(catalogue, content, filename, today=today, settings=settings, **options)
    return store(session, person, content, filename, readout, options=options, source=source, now=now)


def recent(session: Session, person: Person, *, limit: int = 50) -> list[ImportBatch]:
    """The newest batches: one's own, for an administrator everybody's."""
    require(person, Action.USE_IMPORTS)
    return recent_batches(session, person, limit)
