"""Rows of an official list as they were read: those that may mean a firm, and those that are left out and told."""

from __future__ import annotations

import polars as pl

from importers.readout import Readout

REPEAT, OTHER, BLANK = "repeat", "other", "blank"  # said before, of another title, of nobody
KEYS = ["sheet", "row", "credit_code", "name"]
PLACE = ["sheet", "row"]
HAS_FIRM = pl.col("name").is_not_null() | pl.col("credit_code").is_not_null()


def every_line(readout: Readout) -> pl.DataFrame:
    """One line per row that was read: where it stands, code and name."""
    frames = [frame.select(KEYS) for frame in (readout.titles, readout.firms, readout.figures)]
    return pl.concat(frames).unique(PLACE, keep="first", maintain_order=True)


def of_another_title(readout: Readout, tier: str) -> pl.DataFrame:
    """Where a row says a title that is not the tier. A name that may mean several tiers is answered by the round."""
    other = readout.titles.filter(pl.col("tier").is_not_null() & (pl.col("tier") != tier)).select(PLACE)
    unknown = [(one.sheet, one.row) for one in readout.issues if one.code == "title_unknown" and one.value.strip()]
    return pl.concat([other, _places(unknown)]).unique()


def left_out(readout: Readout, tier: str) -> pl.DataFrame:
    """The rows that no title is written for, as lines without a firm: `way` says why."""
    every = every_line(readout)
    other = every.join(of_another_title(readout, tier), on=PLACE, how="semi").with_columns(pl.lit(OTHER).alias("way"))
    merged = [(one.sheet, one.facts["first"], one.row) for one in readout.issues if one.code == "merged_repeat"]
    again = pl.DataFrame(merged, schema={"sheet": pl.String, "row": pl.Int64, "again": pl.Int64}, orient="row")
    repeats = again.join(every, on=PLACE, how="inner").with_columns(pl.col("again").alias("row"))
    nobody = [(one.sheet, one.row) for one in readout.issues if one.code == "missing_key"]
    blank = _places(nobody).join(other, on=PLACE, how="anti")
    frames = [
        other.select(*KEYS, "way"),
        repeats.select(*KEYS, pl.lit(REPEAT).alias("way")),
        blank.select(*PLACE, pl.lit("").alias("credit_code"), pl.lit("").alias("name"), pl.lit(BLANK).alias("way")),
    ]
    found = pl.concat(frames).unique(PLACE, keep="first", maintain_order=True)
    texts = pl.col("credit_code", "name").fill_null("")
    return found.with_columns(texts, pl.lit("").alias("number"), pl.lit(None, dtype=pl.Int64).alias("firm_id"))


def _places(rows: list[tuple[str, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"sheet": pl.String, "row": pl.Int64}, orient="row")
