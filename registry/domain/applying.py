"""Plans: which rule sets apply to which of the firms, as steps of expressions made once and kept for the next request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from registry.domain.choosing import NATIONAL, choice
from registry.domain.compiler import Reading
from registry.domain.evaluation import Task, steps
from registry.domain.kept import Kept
from registry.domain.outcomes import Case
from registry.domain.over_columns import columns_of, polars_of
from registry.domain.packing import answer_columns
from registry.domain.rulesets import RuleSet

PLANS_KEPT = 64
# Nothing is left to be moved or dropped in the steps; only what two expressions of a step share is worth looking for.
WORTH_PLANNING = pl.QueryOptFlags.none(comm_subexpr_elim=True)


@dataclass(frozen=True)
class Rated:
    """A tier with its rule sets in force, most specific place first, and its near-miss margin."""

    tier: str
    candidates: tuple[RuleSet, ...]
    margin: float

    @property
    def holds_everywhere(self) -> bool:
        """Whether one national rule set stands alone, so that no place has to be looked at."""
        return self.candidates[0].jurisdiction == NATIONAL


@dataclass(frozen=True)
class Unit:
    """Rule sets that are applied to the same firms side by side; `chosen` picks those firms, None all of them.

    Each rule set's columns stand under the prefix of its place in `rule_sets`, without a prefix where it is the only one
    and no prefix was asked for. `answers` are what is kept of each.
    """

    rule_sets: tuple[RuleSet, ...]
    prefixes: tuple[str, ...]
    steps: tuple[list[pl.Expr], ...]
    answers: tuple[list[pl.Expr], ...]
    chosen: pl.Expr | None = None

    def applied(self, firms: pl.DataFrame) -> pl.DataFrame | None:
        """The firms meant with all columns of the evaluation; None where there are none."""
        return applied_each([self], firms)[0]

    def planned(self, firms: pl.DataFrame) -> pl.LazyFrame | None:
        """The firms meant with what is to be worked out for them; None where there are none."""
        meant = firms if self.chosen is None else firms.filter(self.chosen)
        if not meant.height:
            return None
        return reduce(pl.LazyFrame.with_columns, self.steps, meant.lazy())


def applied_each(units: Sequence[Unit], firms: pl.DataFrame) -> list[pl.DataFrame | None]:
    """What `applied` gives for each unit, all of them worked out at once: no processor waits for another's last column."""
    plans = [unit.planned(firms) for unit in units]
    meant = [plan for plan in plans if plan is not None]
    worked = iter(pl.collect_all(meant, engine="in-memory", optimizations=WORTH_PLANNING))
    return [None if plan is None else next(worked) for plan in plans]


def units_of(rated: Sequence[Rated], case: Case, reading: Reading, *, told: bool, together: bool) -> tuple[Unit, ...]:
    """The units of some tiers, from memory where the same rule sets were applied to the same columns before.

    `together` puts the rule sets that hold everywhere into one unit, so that what they share is worked out once.
    """
    sets = tuple(each for tier in rated for each in tier.candidates)
    margins = tuple((tier.tier, tier.margin, len(tier.candidates)) for tier in rated)
    key = (tuple(map(id, sets)), margins, case, reading.columns, reading.annual, told, together)
    return _plans.get(key, sets, lambda: tuple(_units(rated, case, reading, told=told, together=together)))


_plans: Kept[tuple[Unit, ...]] = Kept(PLANS_KEPT)


def _units(rated: Sequence[Rated], case: Case, reading: Reading, *, told: bool, together: bool) -> list[Unit]:
    everywhere = [(tier.candidates[0], tier.margin) for tier in rated if tier.holds_everywhere]
    groups = [everywhere] if together else [[each] for each in everywhere]
    found = [_unit(group, case, reading, None, told=told, named=together) for group in groups if group]
    for tier in rated:
        if not tier.holds_everywhere:
            chosen = polars_of(choice(tier.candidates, reading.columns))
            for index, rule_set in enumerate(tier.candidates):
                here = (chosen == pl.lit(index, dtype=pl.UInt8)) & pl.col("firm_id").is_not_null()
                found.append(_unit([(rule_set, tier.margin)], case, reading, here, told=told, named=together))
    return found


def _unit(
    group: Sequence[tuple[RuleSet, float]],
    case: Case,
    reading: Reading,
    chosen: pl.Expr | None,
    *,
    told: bool,
    named: bool,
) -> Unit:
    prefixes = tuple(f"{place}|" if named else "" for place in range(len(group)))
    tasks = [
        Task(rule_set, case, margin, reading, prefix)
        for (rule_set, margin), prefix in zip(group, prefixes, strict=True)
    ]
    made = tuple(columns_of(step) for step in steps(tasks, told=told))
    rule_sets = tuple(rule_set for rule_set, _ in group)
    answers = tuple(answer_columns(*each) for each in zip(rule_sets, prefixes, strict=True))
    return Unit(rule_sets, prefixes, made, answers, chosen)
