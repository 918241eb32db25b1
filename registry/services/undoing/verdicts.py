"""What becomes of each value that an import wrote: put back, kept because of what happened since, or out of reach.

Values stay in columns: beside each code of a record stand what it replaced (~stored), what is there now (~now) and the verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from registry.services.importing.comparing import STORED, differs
from registry.services.importing.origins import OWNER, marked

NOW, VERDICT = "~now", "~verdict"
PUT_BACK, EDITED, CONFIRMED, IN_USE, UNREACHABLE = 1, 2, 3, 4, 5  # 0: nothing was written, or it is back
REASONS = {EDITED: "edited", CONFIRMED: "confirmed", IN_USE: "in_use", UNREACHABLE: "unreachable"}
KEPT = (EDITED, CONFIRMED, IN_USE)


def judged(
    records: pl.DataFrame,
    now: pl.DataFrame,
    codes: Sequence[str],
    later: pl.DataFrame,
    origins: pl.DataFrame,
    source: str,
) -> pl.DataFrame:
    """The records (firm_id, year, `reached`, codes, ~stored) with what is there now and the verdict on each value.

    `later` are cells that somebody set since; `origins` those recorded now: a value that another source has confirmed, or a
    person verified, is no longer the import's alone.
    """
    current = now.select(*OWNER, *(pl.col(code).alias(code + NOW) for code in codes))
    records = records.join(current, on=OWNER, how="left", maintain_order="left")
    records = _edited(records, later, codes)
    records, confirmed = marked(records, origins, codes, lambda held: held not in (None, source))
    verdicts = [_verdict(code, code in confirmed, f"{code}~edited" in records.columns) for code in codes]
    records = records.with_columns(verdicts)
    return records.drop("sources", pl.selectors.ends_with("~edited", "~marked", "~source"))


def any_of(codes: Sequence[str], *verdicts: int) -> pl.Expr:
    """Whether some value of the record has one of the verdicts."""
    return pl.any_horizontal([pl.col(code + VERDICT).is_in(verdicts) for code in codes]) if codes else pl.lit(False)


def is_put_back(code: str) -> pl.Expr:
    """Whether the value is put back."""
    return pl.col(code + VERDICT) == PUT_BACK


def count(records: pl.DataFrame, codes: Sequence[str], *verdicts: int) -> int:
    """How many values have one of the verdicts."""
    return sum(int(records[code + VERDICT].is_in(verdicts).sum()) for code in codes)


def _edited(records: pl.DataFrame, later: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    for (code,), cells in later.filter(pl.col("code").is_in(codes)).group_by("code"):
        marks = cells.select(*OWNER, pl.lit(True).alias(f"{code}~edited"))
        records = records.join(marks, on=OWNER, how="left", maintain_order="left")
    return records


def _verdict(code: str, is_confirmed: bool, is_edited: bool) -> pl.Expr:
    by_somebody = pl.col(f"{code}~edited").fill_null(False) if is_edited else pl.lit(False)
    edited = by_somebody | pl.col(code).ne_missing(pl.col(code + NOW))
    is_back = ~by_somebody & pl.col(code + NOW).eq_missing(pl.col(code + STORED))  # by an undo that had to leave others
    confirmed = pl.col(f"{code}~marked").fill_null(False) if is_confirmed else pl.lit(False)
    return (
        pl.when(~differs(code) | (is_back & pl.col("reached")))
        .then(0)
        .when(~pl.col("reached"))
        .then(UNREACHABLE)
        .when(edited)
        .then(EDITED)
        .when(confirmed)
        .then(CONFIRMED)
        .otherwise(PUT_BACK)
        .cast(pl.UInt8)
        .alias(code + VERDICT)
    )
