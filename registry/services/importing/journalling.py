"""The journal of an import: one entry per record, and one for both where a firm is new and its row brings a year's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session

from registry.domain.access import Person
from registry.store.sealing import append_entries

UTC_MOMENT = pl.Datetime("us", "UTC")
OF_A_ROW = ["firm_id", "sheet", "row"]
ROWS_AT_ONCE = 20_000  # of which the texts are put together beside those that stand in memory already
WITH_MORE = (
    pl.when(pl.col("more").is_null() | (pl.col("more") == "{}"))
    .then("changes")
    .otherwise(pl.concat_str(pl.col("changes").str.head(-1), pl.lit(","), pl.col("more").str.slice(1)))
)


@dataclass(frozen=True)
class Journal:
    """Entries of one batch, by one person, at one moment."""

    session: Session
    person: Person
    batch_id: int
    now: datetime
    door: str = "import"

    def note(self, records: pl.DataFrame, action: str, note: str = "") -> None:
        """An entry per record (firm_id, sheet, row, changes, perhaps year and `more` changes); `note` names a column to be
        its note."""
        changes = WITH_MORE if "more" in records.columns else pl.col("changes")
        for part in records.iter_slices(ROWS_AT_ONCE):
            self._insert(part, action, note, changes)

    def _insert(self, records: pl.DataFrame, action: str, note: str, changes: pl.Expr) -> None:
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
            changes.alias("changes"),
            (pl.col(note) if note else pl.lit(None, dtype=pl.String)).alias("note"),
        )
        append_entries(self.session, entries)


def with_figures(firms: pl.DataFrame, figures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The entries of new firms, with the figures of a year from the same row as `more`, and the entries of other figures.

    Codes of firms and of years never coincide, so that one entry can hold both; its year is that of the figures.
    """
    first = figures.select(*OF_A_ROW, "year", pl.col("changes").alias("more")).unique(
        OF_A_ROW, keep="first", maintain_order=True
    )
    entries = firms.join(first, on=OF_A_ROW, how="left", maintain_order="left")
    rest = figures.join(entries.select(*OF_A_ROW, "year"), on=[*OF_A_ROW, "year"], how="anti", maintain_order="left")
    return entries, rest
