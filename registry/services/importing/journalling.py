"""The journal of an import: one entry per record, and one for both where a firm is new and its row brings a year's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session

from registry.domain.access import Person
from registry.store.bulk import insert_frame
from registry.store.journal import JournalEntry

JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]
UTC_MOMENT = pl.Datetime("us", "UTC")
OF_A_ROW = ["firm_id", "sheet", "row"]


@dataclass(frozen=True)
class Journal:
    """Entries of one batch, by one person, at one moment."""

    session: Session
    person: Person
    batch_id: int
    now: datetime
    door: str = "import"

    def note(self, records: pl.DataFrame, action: str, note: str = "") -> None:
        """An entry per record (firm_id, sheet, row, changes, perhaps year); `note` names a column to be its note."""
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
            "changes",
            (pl.col(note) if note else pl.lit(None, dtype=pl.String)).alias("note"),
        )
        insert_frame(self.session, JOURNAL, entries)


def with_figures(firms: pl.DataFrame, figures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The entries of new firms, those of whose row the figures of a year came carrying these too, and the other figures'.

    Codes of firms and of years never coincide, so that one entry can hold both; its year is that of the figures.
    """
    first = figures.select(*OF_A_ROW, "year", pl.col("changes").alias("more")).unique(
        OF_A_ROW, keep="first", maintain_order=True
    )
    joined = firms.join(first, on=OF_A_ROW, how="left", maintain_order="left")
    both = pl.concat_str(pl.col("changes").str.head(-1), pl.lit(","), pl.col("more").str.slice(1))
    has_more = pl.col("more").is_not_null() & (pl.col("more") != "{}")
    entries = joined.with_columns(pl.when(has_more).then(both).otherwise("changes").alias("changes")).drop("more")
    rest = figures.join(entries.select(*OF_A_ROW, "year"), on=[*OF_A_ROW, "year"], how="anti", maintain_order="left")
    return entries, rest
