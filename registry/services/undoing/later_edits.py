"""What happened to the firms of an import since, as far as it still counts: entries of imports that were undone do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Select, Text, and_, cast, func, or_, select
from sqlmodel import Session

from registry.services.importing.batches import UNDONE
from registry.services.importing.fresh_changes import CELLS, FRESH, fresh_cells
from registry.services.undoing.tables import speaking_of_firms
from registry.services.verifying import VERIFY, WITHDRAW
from registry.store.bulk import read_frame, read_frame_where
from registry.store.imports import ImportBatch
from registry.store.journal import JournalEntry

JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]
BATCH = ImportBatch.__table__  # type: ignore[attr-defined]
OF_TITLES = "title."
OF_ORIGINS = (VERIFY, WITHDRAW)  # they set no value: what they said last stands in the origins
CODE_IN_CHANGES = r'"([A-Za-z0-9_]+)":\s*\['  # a quote within a value is escaped, so only keys look like this


@dataclass(frozen=True)
class LaterEdits:
    """`cells`: firm_id, year (0 the firm itself) and code of every value that somebody set later; `firms` that anything at all
    was written about."""

    cells: pl.DataFrame
    firms: pl.Series


def later_edits(session: Session, batch_id: int, firm_level: frozenset[str]) -> LaterEdits:
    """Read the journal after the batch's first entry. Codes in `firm_level` belong to the firm whatever year the entry has."""
    entries = read_frame(session, _entries_since(session, batch_id))
    values = entries.filter(~pl.col("action").str.starts_with(OF_TITLES), ~pl.col("action").is_in(OF_ORIGINS))
    cells = values.with_columns(pl.col("changes").str.extract_all(CODE_IN_CHANGES).alias("code")).explode("code")
    cells = cells.with_columns(pl.col("code").str.extract(CODE_IN_CHANGES)).filter(pl.col("code").is_not_null())
    made = _made_later(session, values)
    of_firm = pl.col("code").is_in(list(firm_level))
    year = pl.when(of_firm).then(0).otherwise(pl.col("year").fill_null(0)).cast(pl.Int64).alias("year")
    told = pl.concat([cells.select("firm_id", year, "code"), made])
    return LaterEdits(told.unique(), entries["firm_id"].unique())


def spoken_of(session: Session, firm_ids: list[int]) -> pl.Series:
    """Those of the firms that a decision, an account, a round or anything else means."""
    found = [
        read_frame_where(session, select(column.label("firm_id")), column, firm_ids)["firm_id"]
        for column in speaking_of_firms()
    ]
    return pl.concat(found).unique()


def _made_later(session: Session, values: pl.DataFrame) -> pl.DataFrame:
    """The cells that later imports wrote where nothing was; their entries name no codes."""
    made = values.filter(pl.col("action").is_in(FRESH), pl.col("changes").is_null(), pl.col("batch_id").is_not_null())
    of_batches = made.group_by("batch_id").agg("firm_id").iter_rows()
    parts = [fresh_cells(session, batch_id, firm_ids) for batch_id, firm_ids in of_batches]
    return pl.concat([pl.DataFrame(schema=CELLS), *parts])


def _entries_since(session: Session, batch_id: int) -> Select[Any]:
    """Entries of forms and of imports that stand, about the firms of the batch and written after its first."""
    first = session.execute(select(func.min(JOURNAL.c.id)).where(JOURNAL.c.batch_id == batch_id)).scalar()
    undone = select(BATCH.c.id).where(BATCH.c.status == UNDONE)
    touched = select(JOURNAL.c.firm_id).where(JOURNAL.c.batch_id == batch_id, JOURNAL.c.firm_id.is_not(None))
    standing = and_(JOURNAL.c.batch_id != batch_id, JOURNAL.c.batch_id.not_in(undone))
    changes = cast(JOURNAL.c.changes, Text).label("changes")
    columns = select(JOURNAL.c.firm_id, JOURNAL.c.year, JOURNAL.c.action, JOURNAL.c.batch_id, changes)
    others = or_(JOURNAL.c.batch_id.is_(None), standing)
    return columns.where(JOURNAL.c.id > (first or 0), JOURNAL.c.firm_id.in_(touched), others)
