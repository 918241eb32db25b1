"""Where the titles of a firm come from: the entry of the journal that recorded each, and the row of the file it stood in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.domain.access import Person
from registry.services.firm_detail import FirmDetail
from registry.services.importing.batches import cells_of, may_see, sheets_of
from registry.services.importing.cell_places import CellPlace, text_of
from registry.services.value_history import DEMO, Batches, batches_of, first_standing, same
from registry.store.imports import ImportBatch
from registry.store.journal import JournalEntry
from registry.store.titles import TitleRecord

OF_TITLES = "title."
TELLING = ("title:title", "title:number")  # the columns that name a title best, the best first


@dataclass(frozen=True)
class TitleProvenance:
    """One title with its origin; parts that nobody recorded are None."""

    title: TitleRecord
    entry: JournalEntry | None
    batch: ImportBatch | None
    cell: CellPlace | None
    may_open: bool


def of_titles(session: Session, person: Person, detail: FirmDetail) -> tuple[TitleProvenance, ...]:
    """The origins of all titles of a firm that the person may see, in the order of the firm's page."""
    statement = select(JournalEntry).where(JournalEntry.firm_id == detail.firm.id).order_by(col(JournalEntry.id).desc())
    entries = [entry for entry in session.exec(statement) if entry.action.startswith((OF_TITLES, DEMO))]
    batches = batches_of(session, entries)
    found = []
    for title in detail.titles:
        entry = _recording(title, entries, batches)
        batch = batches.get(entry.batch_id) if entry and entry.batch_id else None
        cell = _cell(session, batch, entry) if batch and entry else None
        found.append(TitleProvenance(title, entry, batch, cell, batch is not None and may_see(person, batch)))
    return tuple(found)


def _recording(title: TitleRecord, entries: Sequence[JournalEntry], batches: Batches) -> JournalEntry | None:
    """The entry that says most of what the title now says, the newest of several."""
    own = [entry for entry in entries if entry.action != DEMO and _tells(entry, title)]
    return first_standing(sorted(own, key=lambda entry: -len(entry.changes or {})), entries, batches)


def _tells(entry: JournalEntry, title: TitleRecord) -> bool:
    changes = entry.changes or {}
    return entry.note == title.tier and all(same(new, getattr(title, code, None)) for code, (_, new) in changes.items())


def _cell(session: Session, batch: ImportBatch, entry: JournalEntry) -> CellPlace | None:
    if not (entry.sheet and entry.row) or batch.id is None:
        return None
    sheet = next((sheet for sheet in sheets_of(batch) if sheet.name == entry.sheet), None)
    columns = {column.reason: column for column in reversed(sheet.columns)} if sheet else {}
    column = next((columns[reason] for reason in TELLING if reason in columns), None)
    if column is None:
        return CellPlace(entry.sheet, entry.row)
    cells = cells_of(session, batch.id, entry.sheet, [entry.row]).rows(named=True)
    text = text_of(cells[0][column.letter]) if cells and column.letter in cells[0] else None
    return CellPlace(entry.sheet, entry.row, column.letter, column.header, text)
