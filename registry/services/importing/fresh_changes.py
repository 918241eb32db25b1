"""What the journal tells of records that an import made. Their values stand once, in the image of what the batch wrote
(before.py), and not again as text in every entry: of a province's ledger that would be half the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, select

from registry.services.importing.comparing import PLACE
from registry.services.importing.packing import Packed
from registry.services.personal_values import tell_people
from registry.store.imports import ImportPayload
from registry.store.journal import JournalEntry

NEW_FIRM, NEW_FIGURES = "firm.create", "figures.create"
FRESH = (NEW_FIRM, NEW_FIGURES)
CELLS = {"firm_id": pl.Int64, "year": pl.Int64, "code": pl.String}
KEYS = (*PLACE, "firm_id", "year")


def tell_changes(session: Session, entries: Sequence[JournalEntry]) -> None:
    """Give entries that an import made without changes of their own the values of their records, each with null before
    it; and to all entries the names and numbers of people, which are kept apart."""
    tell_people(session, entries)
    silent = [entry for entry in entries if entry.changes is None and entry.batch_id and entry.action in FRESH]
    for batch_id in {entry.batch_id for entry in silent if entry.batch_id}:
        own = [entry for entry in silent if entry.batch_id == batch_id]
        if held := _image(session, batch_id):
            firm_ids = [entry.firm_id for entry in own if entry.firm_id is not None]
            firms, figures = (_about(held, part, firm_ids).rows(named=True) for part in ("firms", "figures"))
            for entry in own:
                set_committed_value(entry, "changes", _changes(entry, firms, figures))


def fresh_cells(session: Session, batch_id: int, firm_ids: Sequence[int]) -> pl.DataFrame:
    """firm_id, year (0 the firm itself) and code of every value of some firms that the batch wrote where nothing was."""
    held = _image(session, batch_id)
    if held is None:
        return pl.DataFrame(schema=CELLS)
    firms = _about(held, "firms", firm_ids).with_columns(pl.lit(0, dtype=pl.Int64).alias("year"))
    parts = [_known_codes(firms), _known_codes(_about(held, "figures", firm_ids))]
    return pl.concat([pl.DataFrame(schema=CELLS), *parts])


def _image(session: Session, batch_id: int) -> Packed | None:
    packed = session.exec(select(ImportPayload.written).where(ImportPayload.batch_id == batch_id)).first()
    return Packed(packed) if packed else None


def _about(held: Packed, part: str, firm_ids: Sequence[int]) -> pl.DataFrame:
    asked = pl.Series(firm_ids, dtype=pl.Int64).unique()
    return held.scan(f"{part}.new").filter(pl.col("firm_id").is_in(asked.implode())).collect()


def _changes(
    entry: JournalEntry, firms: Sequence[dict[str, Any]], figures: Sequence[dict[str, Any]]
) -> dict[str, list[Any]]:
    """Of a new firm its own values, and those of the year that stood in the same row."""
    place, is_firm = (entry.sheet, entry.row), entry.action == NEW_FIRM
    told = [row for row in firms if is_firm and row["firm_id"] == entry.firm_id]
    told += [
        row
        for row in figures
        if (row["firm_id"], row["year"]) == (entry.firm_id, entry.year)
        and (not is_firm or (row["sheet"], row["row"]) == place)
    ]
    values = {code: value for row in told for code, value in row.items() if code not in KEYS and value is not None}
    return {code: [None, _plain(value)] for code, value in values.items()}


def _known_codes(records: pl.DataFrame) -> pl.DataFrame:
    codes = [name for name in records.columns if name not in KEYS]
    known = [
        records.filter(pl.col(code).is_not_null()).select("firm_id", "year", pl.lit(code).alias("code"))
        for code in codes
    ]
    return pl.concat([pl.DataFrame(schema=CELLS), *known])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
