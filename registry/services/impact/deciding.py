"""The condition that decided a change: read from the outcomes of both judgements, in the reading order of the rules."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from registry.domain.outcomes import Outcome, Verdict
from registry.domain.rulesets import RuleSet

RANK = {Verdict.INELIGIBLE: 0, Verdict.UNDETERMINED: 1, Verdict.REVIEW: 2, Verdict.ELIGIBLE: 3}
Sets = Mapping[str, RuleSet]


def with_deciding(changed: pl.DataFrame, before: Sets, after: Sets) -> pl.DataFrame:
    """firm_id and `deciding`: the code of the first condition that moved the verdict, or any that moved where none did.

    Null where one of the two rule sets does not apply: then the place decided, not a condition.
    """
    pairs = changed.drop_nulls(["before_rule_set", "after_rule_set"]).partition_by(
        "before_rule_set", "after_rule_set", as_dict=True
    )
    told = [
        rows.select("firm_id", _first_moved(before[str(old)], after[str(new)]).alias("deciding"))
        for (old, new), rows in pairs.items()
    ]
    return pl.concat(told) if told else pl.DataFrame(schema={"firm_id": pl.Int64, "deciding": pl.String})


def _first_moved(before: RuleSet, after: RuleSet) -> pl.Expr:
    old, new = _outcomes(before, "before_outcomes"), _outcomes(after, "after_outcomes")
    met = pl.lit(int(Outcome.MET), dtype=pl.UInt8)
    codes = list(dict.fromkeys((*new, *old)))
    pairs = [(code, old.get(code, met), new.get(code, met)) for code in codes]
    was, now = (pl.col(f"{when}_verdict").replace_strict(_RANKS, return_dtype=pl.UInt8) for when in ("before", "after"))
    fell = [pl.when((n < o) & (n == now)).then(pl.lit(code)) for code, o, n in pairs]
    fell += [pl.when(n < o).then(pl.lit(code)) for code, o, n in pairs]
    rose = [pl.when((n > o) & (o == was)).then(pl.lit(code)) for code, o, n in pairs]
    rose += [pl.when(n > o).then(pl.lit(code)) for code, o, n in pairs]
    moved = [pl.when(n != o).then(pl.lit(code)) for code, o, n in pairs]
    directed = pl.when(now < was).then(pl.coalesce(fell)).when(now > was).then(pl.coalesce(rose))
    return pl.coalesce(directed, *moved)


_RANKS = {verdict.value: rank for verdict, rank in RANK.items()}


def _outcomes(rule_set: RuleSet, column: str) -> dict[str, pl.Expr]:
    """Each condition's outcome; one that does not apply stands like one that is met."""
    return {
        leaf.code: pl.min_horizontal(
            pl.col(column).str.slice(place, 1).cast(pl.UInt8), pl.lit(int(Outcome.MET), dtype=pl.UInt8)
        )
        for place, leaf in enumerate(rule_set.conditions())
    }
