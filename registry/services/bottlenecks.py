"""Bottlenecks: conditions that alone stand between firms and a tier, counted over distinct patterns of outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from registry.domain.grouping import group_outcome
from registry.domain.outcomes import Outcome, Verdict
from registry.domain.rulesets import Group, RuleSet


@dataclass(frozen=True)
class Bottleneck:
    """How many firms would not fail the tier if this one condition were met.

    `only`: all else is met; `unknown`: data is still missing; `manual`: a person still has to judge.
    """

    tier: str
    rule_set: str
    condition: str
    only: int
    unknown: int
    manual: int


def bottlenecks(rule_sets: Iterable[RuleSet], results: pl.DataFrame) -> list[Bottleneck]:
    """From the frame of `evaluate_ladder`; see `bottlenecks_of`."""
    return bottlenecks_of(rule_sets, failing_patterns(results))


def failing_patterns(results: pl.DataFrame) -> pl.DataFrame:
    """rule_set, outcomes and number of firms of those that fail a tier and do not hold it; those of several frames add up."""
    failing = results.filter((pl.col("verdict") == Verdict.INELIGIBLE.value) & ~pl.col("holds"))
    return failing.group_by("rule_set", "outcomes").len("firms")


def bottlenecks_of(rule_sets: Iterable[RuleSet], patterns: pl.DataFrame) -> list[Bottleneck]:
    """The tightest condition of each rule set first.

    Where any one of several conditions would do, each of them counts; where two are needed together, neither does.
    """
    known = {rule_set.id: rule_set for rule_set in rule_sets}
    found = []
    for (rule_set_id,), rows in sorted(patterns.partition_by("rule_set", as_dict=True).items()):
        of_set = _of(known[str(rule_set_id)], rows)
        found += sorted(of_set, key=lambda each: (-each.only, -each.unknown - each.manual))
    return found


def _of(rule_set: RuleSet, patterns: pl.DataFrame) -> Iterator[Bottleneck]:
    leaves = [f"{leaf.code}.outcome" for leaf in rule_set.conditions()]
    digits = (pl.col("outcomes").str.slice(place, 1).cast(pl.UInt8).alias(leaf) for place, leaf in enumerate(leaves))
    frame = patterns.with_columns(digits)
    for condition in rule_set.conditions():
        column = f"{condition.code}.outcome"
        mended = frame.filter(pl.col(column) == int(Outcome.UNMET)).with_columns(_met().alias(column))
        counts = _roots(rule_set, mended)
        only, unknown, manual = (counts.get(int(each), 0) for each in (Outcome.MET, Outcome.UNKNOWN, Outcome.MANUAL))
        if only or unknown or manual:
            yield Bottleneck(rule_set.tier, rule_set.id, condition.code, only, unknown, manual)


def _roots(rule_set: RuleSet, frame: pl.DataFrame) -> dict[int, int]:
    """Outcome of the outermost group → number of firms, groups built from the innermost as the engine does."""
    for group in reversed([node for node in rule_set.nodes() if isinstance(node, Group)]):
        frame = frame.with_columns(group_outcome(group).alias(f"{group.code}.outcome"))
    totals = frame.group_by(f"{rule_set.requires.code}.outcome").agg(pl.col("firms").sum())
    return dict(totals.iter_rows())


def _met() -> pl.Expr:
    return pl.lit(int(Outcome.MET), dtype=pl.UInt8)
