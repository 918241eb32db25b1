"""The file of an import given back with its marks: what became of every row, what is wrong with which cell.

Marking takes seconds on a large workbook, so it runs between two transactions: one reads, a short one notes the download.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from importers.issues import Issue
from importers.marking import MarkedWorkbook, mark_workbook, obstacle
from importers.reading import SheetReadout
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.importing.batches import COMMITTED, DISCARDED, UNDONE, get_batch, raw_of
from registry.services.imports import Preview, limits_of, preview
from registry.services.wording import CHINESE, Wording
from registry.store.bulk import read_frame_where
from registry.store.journal import JournalEntry

JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Original:
    """A file as it was uploaded, and what is to be marked in it."""

    content: bytes
    filename: str
    sheets: tuple[SheetReadout, ...]
    issues: tuple[Issue, ...]
    statuses: Mapping[tuple[str, int], str]

    def marked(self, settings: Settings, wording: Wording = CHINESE) -> MarkedWorkbook:
        """The file with its marks; raises UnusableFile only where it can no longer be read."""
        return mark_workbook(
            self.content,
            self.filename,
            self.issues,
            self.statuses,
            sheets=self.sheets,
            translate=wording.translate,
            limits=limits_of(settings),
        )


def original_of(session: Session, person: Person, catalogue: Catalogue, batch_id: int) -> Original:
    """The file of an import: before its commit with what would become of its rows, afterwards with what became of them."""
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    if batch.status == DISCARDED:
        raise NotFound(what=mark("这次导入的文件"))
    found = preview(session, person, catalogue, batch_id)
    statuses = _kept(session, batch_id, found) if batch.status in (COMMITTED, UNDONE) else found.statuses
    return Original(raw_of(session, batch_id), batch.filename, found.sheets, found.issues, statuses)


def note_download(session: Session, person: Person, batch_id: int, filename: str, *, now: datetime) -> None:
    """Leave a note of who took the marked file out."""
    require(person, Action.USE_IMPORTS)
    get_batch(session, person, batch_id)
    journal.note(session, person, "import.export", now=now, batch_id=batch_id, text=filename)


def extract_remark(found: Preview, filename: str, settings: Settings, wording: Wording = CHINESE) -> str:
    """Why the file will come back as an extract only, as far as that can be told before marking; else nothing."""
    why, facts = obstacle(filename, found.sheets, limits_of(settings))
    return wording.translate(why).format(**facts) if why else ""


def _kept(session: Session, batch_id: int, found: Preview) -> dict[tuple[str, int], str]:
    """What the commit did with each row, by the journal. Of the others only what cannot have changed since is said."""
    entries = select(JOURNAL.c["sheet", "row", "action"]).where(JOURNAL.c.sheet.is_not(None))
    written = read_frame_where(session, entries, JOURNAL.c.batch_id, [batch_id])
    changed = pl.col("action").str.ends_with(".update").any()
    rows = written.group_by("sheet", "row").agg(pl.when(changed).then(pl.lit("changed")).otherwise(pl.lit("new")))
    settled = {place: status for place, status in found.statuses.items() if status in ("unchanged", "rejected")}
    return settled | {(sheet, row): status for sheet, row, status in rows.iter_rows()}
