"""Which journal entry set a value to what it is now, and who verified it last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isclose
from typing import Any

from sqlmodel import Session, col, select

from registry.services import journal
from registry.services.importing.batches import UNDONE
from registry.services.importing.fresh_changes import tell_changes
from registry.services.verifying import VERIFY, WITHDRAW
from registry.store.imports import ImportBatch
from registry.store.journal import JournalEntry

SETTING = ("firm.", "figures.")  # actions that set values of a firm or of its years
DEMO = "demo"  # set all values of a firm at once, without naming them
NOT_SETTING = (VERIFY, WITHDRAW)

Batches = Mapping[int, ImportBatch]


def entries_about(session: Session, firm_id: int) -> Sequence[JournalEntry]:
    """Every entry about values of the firm and of its years, the newest first."""
    statement = select(JournalEntry).where(JournalEntry.firm_id == firm_id).order_by(col(JournalEntry.id).desc())
    entries = [entry for entry in session.exec(statement) if entry.action.startswith((*SETTING, DEMO))]
    tell_changes(session, entries)
    return entries


def batches_of(session: Session, entries: Iterable[JournalEntry]) -> dict[int, ImportBatch]:
    """The imports that the entries speak of."""
    numbers = {entry.batch_id for entry in entries if entry.batch_id is not None}
    found = session.exec(select(ImportBatch).where(col(ImportBatch.id).in_(numbers))) if numbers else ()
    return {batch.id: batch for batch in found if batch.id is not None}


def setting_entry(
    code: str, value: Any, year: int | None, entries: Iterable[JournalEntry], batches: Batches
) -> JournalEntry | None:
    """The newest entry that set the value to what it is now; one of an undone import only where no other did.

    What no entry names is of the day on which the demo was put in, if it was.
    """
    entries = list(entries)
    setting = [
        entry
        for entry in entries
        if entry.action not in NOT_SETTING
        and (year is None or entry.year == year)
        and code in (changes := entry.changes or {})
        and same(changes[code][1], value)
    ]
    return first_standing(setting, entries, batches)


def first_standing(
    setting: Sequence[JournalEntry], entries: Iterable[JournalEntry], batches: Batches
) -> JournalEntry | None:
    """The first setting entry that is of no undone import, else the first of all, else that of the demo among the entries."""
    standing = (entry for entry in setting if not _is_undone(entry, batches))
    demo = (entry for entry in entries if entry.action == DEMO)
    return next(standing, next(iter(setting), next(demo, None)))


def last_checks(entries: Iterable[JournalEntry], year: int | None) -> dict[str, JournalEntry]:
    """The newest verification of each value."""
    newest: dict[str, JournalEntry] = {}
    for entry in entries:
        if entry.action == VERIFY and entry.year == year:
            newest = {**dict.fromkeys(entry.changes or {}, entry), **newest}
    return newest


def same(told: Any, value: Any) -> bool:
    """Whether the journal's value is the stored one, whatever it was written as.

    >>> same(6230, 6230.0), same("2018-05-01", "2018-05-01"), same(None, 0), same(True, 1.0)
    (True, True, False, True)
    """
    held = journal.plain(value)
    if isinstance(told, int | float) and isinstance(held, int | float):
        return isclose(told, held, rel_tol=1e-9, abs_tol=1e-9)
    return bool(told == held)


def _is_undone(entry: JournalEntry, batches: Batches) -> bool:
    batch = batches.get(entry.batch_id or 0)
    return batch is not None and batch.status == UNDONE
