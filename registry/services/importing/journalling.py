"""The journal of an import: one entry per record, and one for both where a firm is new and its row brings a year's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.importing.fresh_changes import FRESH
from registry.services.personal_values import hidden_in_frame
from registry.store.sealing import append_entries

UTC_MOMENT = pl.Datetime("us", "UTC")
OF_A_ROW = ["firm_id", "sheet", "row"]
ROWS_AT_ONCE = 50_000  # the lines that are sealed stand in memory beside the entries


@dataclass(frozen=True)
class Journal:
    """Entries of one batch, by one person, at one moment."""

    session: Session
    person: Person
    batch_id: int
    now: datetime
    door: str = "import"

    def note(self, records: pl.DataFrame, action: str, note: str = "") -> None:
        """An entry per record (firm_id, sheet, row, changes, perhaps year); `note` names a column to be its note. What
        was new has no changes of its own: the batch keeps its values (fresh_changes.py)."""
        entries = records.select(
            pl.lit(self.now).cast(UTC_MOMENT).alias("at"),
            pl.lit(self.person.account_id, dtype=pl.Int64).alias("actor_id"),
            pl.lit(self.person.name).alias("actor_name"),
            pl.lit(self.door).alias("door"),
            pl.lit(action).alias("action"),
            "firm_id",
            (pl.col("year") if "year" in records.columns else pl.lit(None, dtype=pl.Int64)).alias("year"),
            pl.lit(self.batch_id).alias("batch_id"),
            "sheet",
            "row",
            pl.lit(None, dtype=pl.String).alias("changes") if action in FRESH else "changes",
            (pl.col(note) if note else pl.lit(None, dtype=pl.String)).alias("note"),
        )
        for part in entries.iter_slices(ROWS_AT_ONCE) if entries.height else ():
            append_entries(self.session, hidden_in_frame(self.session, part))


def with_figures(firms: pl.DataFrame, figures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The entries of new firms, with the year of the figures from the same row, and the entries of other figures.

    Codes of firms and of years never coincide, so that one entry can speak of both.
    """
    if firms.select(OF_A_ROW).equals(figures.select(OF_A_ROW)):  # one row each, as in most files of new firms
        return firms.with_columns(figures["year"]), figures.clear()
    first = figures.select(*OF_A_ROW, "year").unique(OF_A_ROW, keep="first", maintain_order=True)
    entries = firms.join(first, on=OF_A_ROW, how="left", maintain_order="left")
    rest = figures.join(entries.select(*OF_A_ROW, "year"), on=[*OF_A_ROW, "year"], how="anti", maintain_order="left")
    return entries, rest
