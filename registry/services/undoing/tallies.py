"""An undo in numbers, and the list of what it leaves as it is."""

from __future__ import annotations

import polars as pl

from registry.services.importing.change_texts import plain_json
from registry.services.importing.comparing import PLACE
from registry.services.importing.naming import FORMER
from registry.services.undoing.plans import UndoPlan
from registry.services.undoing.verdicts import NOW, REASONS, UNREACHABLE, VERDICT, count

LISTED = 1_000
LEFT = {
    "sheet": pl.String,
    "row": pl.Int64,
    "firm_id": pl.Int64,
    "year": pl.Int64,
    "tier": pl.String,
    "code": pl.String,
}
LEFT |= dict.fromkeys(["written", "now", "reason"], pl.String)


def tally(plan: UndoPlan, *verdicts: int) -> int:
    """How many values have one of the verdicts: of firms and years each cell, of a new title the whole, each former name
    that the file listed."""
    cells = count(plan.firms, plan.firm_codes, *verdicts) + count(plan.figures, plan.figure_codes, *verdicts)
    of_titles = count(plan.titles, plan.written.title_codes, *verdicts)
    wholes = [plan.titles["verdict"], plan.former_names.filter(pl.col("cause") == FORMER)["verdict"]]
    return cells + of_titles + sum(int(whole.is_in(verdicts).sum()) for whole in wholes)


def left_cells(plan: UndoPlan) -> pl.DataFrame:
    """The first values (LEFT) that are kept or out of reach; written and now are JSON texts, year 0 is the firm itself.

    `code` is that of the value, or empty for a new title as a whole; `tier` is set for titles. What is there now is not told
    of a firm out of reach.
    """
    parts = [
        *(_left(plan.figures, code) for code in plan.figure_codes),
        *(_left(plan.firms, code) for code in plan.firm_codes),
        *(_left(plan.titles, code) for code in plan.written.title_codes),
        _left_titles(plan.titles),
        _left_names(plan),
    ]
    return pl.concat([pl.DataFrame(schema=LEFT), *parts]).head(LISTED)


def still_left(left: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Of what an undo left before, that which is left now."""
    cell = ["firm_id", "year", "tier", "code", "written"]
    return left.join(before.select(cell), on=cell, how="semi", nulls_equal=True, maintain_order="left")


def _left(records: pl.DataFrame, code: str) -> pl.DataFrame:
    left = records.filter(pl.col(code + VERDICT).is_in(list(REASONS))).head(LISTED)
    return _columns(left, pl.lit(code), pl.col(code + VERDICT), plain_json(code), plain_json(code + NOW))


def _left_titles(titles: pl.DataFrame) -> pl.DataFrame:
    left = titles.filter(pl.col("verdict").is_in(list(REASONS))).head(LISTED)
    return _columns(left, pl.lit(""), pl.col("verdict"), plain_json("tier"), pl.lit(None))


def _left_names(plan: UndoPlan) -> pl.DataFrame:
    listed = plan.former_names.filter(pl.col("cause") == FORMER, pl.col("verdict").is_in(list(REASONS))).head(LISTED)
    places = plan.firms.select("firm_id", *PLACE).unique("firm_id")
    named = listed.join(places, on="firm_id", how="left", maintain_order="left")
    return _columns(named, pl.lit(FORMER), pl.col("verdict"), plain_json("name"), pl.lit(None))


def _columns(left: pl.DataFrame, code: pl.Expr, verdict: pl.Expr, written: pl.Expr, now: pl.Expr) -> pl.DataFrame:
    return left.select(
        *PLACE,
        "firm_id",
        (pl.col("year") if "year" in left.columns else pl.lit(0)).cast(pl.Int64).alias("year"),
        (pl.col("tier") if "tier" in left.columns else pl.lit(None)).cast(pl.String).alias("tier"),
        code.alias("code"),
        written.alias("written"),
        pl.when(verdict != UNREACHABLE).then(now).cast(pl.String).alias("now"),
        verdict.replace_strict(REASONS, return_dtype=pl.String).alias("reason"),
    )
