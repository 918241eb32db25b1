"""Groups over condition outcomes, and the number of numeric conditions that would have to be mended."""

from __future__ import annotations

import polars as pl

from registry.domain.conditions import CODE, UNFIXABLE, outcome_literal
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Group


def group_outcome(group: Group) -> pl.Expr:
    """Outcome from the members' outcome columns.

    All: unmet > unknown > manual > met. Any: met if one is met, unmet if all are, else unknown before manual; members that
    do not apply are left out, and a group of only such members does not apply.
    """
    outcomes = [pl.col(f"{member.code}.outcome") for member in group.members]
    if group.mode == "all":
        return pl.min_horizontal(outcomes)
    return _from_any_order(pl.max_horizontal([_to_any_order(outcome) for outcome in outcomes]))


def _to_any_order(outcome: pl.Expr) -> pl.Expr:
    """Reorder so that an any-group is a maximum: not applicable 0, unmet 1, manual 2, unknown 3, met 4."""
    applies = pl.when(outcome == outcome_literal(Outcome.NOT_APPLICABLE)).then(0).otherwise(_swapped(outcome) + 1)
    return applies.cast(CODE)


def _from_any_order(rank: pl.Expr) -> pl.Expr:
    not_applicable = outcome_literal(Outcome.NOT_APPLICABLE)
    return pl.when(rank == 0).then(not_applicable).otherwise(_swapped(rank - 1)).cast(CODE)


def _swapped(code: pl.Expr) -> pl.Expr:
    """Unknown and manual exchanged: 1 and 2."""
    return pl.when(code.is_between(1, 2)).then(3 - code).otherwise(code)


def group_fixes(group: Group) -> pl.Expr:
    """How many numeric conditions within their margin have to be mended: all of an all-group's, the cheapest of an any-group's.

    UNFIXABLE (99) where a failing condition cannot be mended by a number. A member that does not apply is no way to pass.
    """
    fixes = [pl.col(f"{member.code}.fixes") for member in group.members]
    if group.mode == "all":
        total = pl.sum_horizontal([fix.cast(pl.UInt16) for fix in fixes])
        return total.clip(upper_bound=UNFIXABLE).cast(CODE)
    unmet = pl.col(f"{group.code}.outcome") == outcome_literal(Outcome.UNMET)
    applies = [pl.col(f"{member.code}.outcome") != outcome_literal(Outcome.NOT_APPLICABLE) for member in group.members]
    ways = [pl.when(way).then(fix) for way, fix in zip(applies, fixes, strict=True)]
    return pl.when(unmet).then(pl.min_horizontal(ways)).otherwise(0).cast(CODE)
