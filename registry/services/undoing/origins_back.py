"""What was recorded about whose figures the values are, as it was before an import."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from registry.domain.sources import ALL_OTHERS
from registry.services.importing.origins import OWNER
from registry.services.importing.ranking import origin_in, packed, unpacked
from registry.services.undoing.plans import UndoPlan
from registry.services.undoing.verdicts import VERDICT, is_put_back


def origins_back(plan: UndoPlan) -> pl.DataFrame:
    """firm_id, year and `sources` of the records whose origins change by the undo.

    Values that are put back get the origin they had, and so do those that the import only confirmed; whatever was
    recorded since stays.
    """
    known = plan.written.origins.filter(
        pl.col("before").is_not_null() & ~pl.col("firm_id").is_in(plan.removed.implode())
    )
    codes = pl.concat([_codes(plan.firms, plan.firm_codes), _codes(plan.figures, plan.figure_codes)])
    known = known.join(codes, on=OWNER, how="left").with_columns(pl.col("back", "kept").fill_null(""))
    known = known.join(plan.origins, on=OWNER, how="inner")
    different = known.select("before", "after", "sources", "back", "kept").unique()
    restored = [_restored(*texts) for texts in different.iter_rows()]
    different = different.with_columns(pl.Series("restored", restored, dtype=pl.String))
    known = known.join(different, on=["before", "after", "sources", "back", "kept"], how="left")
    changed = known.filter(pl.col("restored") != pl.col("sources"))
    return changed.select(*OWNER, pl.col("restored").alias("sources"))


def _codes(records: pl.DataFrame, codes: tuple[str, ...]) -> pl.DataFrame:
    """For each record the codes that are put back, and those that were written and are not."""
    back = [pl.when(is_put_back(code)).then(pl.lit(code)) for code in codes]
    kept = [pl.when(pl.col(code + VERDICT) > 1).then(pl.lit(code)) for code in codes]
    return records.select(*OWNER, _listed(back).alias("back"), _listed(kept).alias("kept"))


def _listed(codes: Sequence[pl.Expr]) -> pl.Expr:
    return pl.concat_str(codes, separator=" ", ignore_nulls=True) if codes else pl.lit("")


def _restored(before: str, after: str, now: str, back: str, kept: str) -> str:
    old, new, current = unpacked(before), unpacked(after), unpacked(now)
    put_back, untouched = set(back.split()), {*kept.split(), ALL_OTHERS}
    confirmed = {code for code in new if code not in untouched and new[code] != origin_in(old, code)}
    result: dict[str, str | None] = dict(current)
    for code in put_back | {code for code in confirmed if current.get(code) == new[code]}:
        result[code] = origin_in(old, code)
    return packed(result)
