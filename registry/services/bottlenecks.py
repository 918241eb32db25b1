"""Bottlenecks: conditions that alone stand between firms and a tier, counted over distinct patterns of outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from registry.domain.grouping import group_outcome
from registry.domain.outcomes import Outcome, Verdict
from registry.domain.over_columns import columns_of
from registry.domain.rulesets import Group, RuleSet

OPEN = (Outcome.MET, Outcome.UNKNOWN, Outcome.MANUAL)
STATES = ("only", "unknown", "manual")  # what OPEN means where one condition is taken as met


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
    by_set = patterns.partition_by("rule_set", as_dict=True)
    known = {rule_set.id: rule_set for rule_set in rule_sets}
    sets = [known[str(rule_set_id)] for (rule_set_id,) in sorted(by_set)]
    roots = pl.collect_all([_roots(rule_set, by_set[(rule_set.id,)].lazy()) for rule_set in sets])
    found = []
    for rule_set, frame in zip(sets, roots, strict=True):
        found += sorted(_of(rule_set, frame), key=lambda each: (-each.only, -each.unknown - each.manual))
    return found


def _of(rule_set: RuleSet, roots: pl.DataFrame) -> Iterator[Bottleneck]:
    counts = {(place, outcome): firms for place, outcome, firms in roots.iter_rows()}
    for place, condition in enumerate(rule_set.conditions()):
        only, unknown, manual = (counts.get((place, int(each)), 0) for each in OPEN)
        if only or unknown or manual:
            yield Bottleneck(rule_set.tier, rule_set.id, condition.code, only, unknown, manual)


def _roots(rule_set: RuleSet, patterns: pl.LazyFrame) -> pl.LazyFrame:
    """Place of the mended condition, outcome of the outermost group, number of firms."""
    mended = _mended(rule_set, patterns)
    return mended.group_by("mended", f"{rule_set.requires.code}.outcome").agg(pl.col("firms").sum())


def patterns_alone(rule_set: RuleSet, patterns: pl.DataFrame) -> pl.DataFrame:
    """The patterns of `outcomes` that would not fail if one condition were met, with that `condition` and its `state`, one of
    STATES; a pattern with several such conditions has a row for each."""
    codes = {place: leaf.code for place, leaf in enumerate(rule_set.conditions())}
    root, words = pl.col(f"{rule_set.requires.code}.outcome"), dict(zip(map(int, OPEN), STATES, strict=True))
    alone = _mended(rule_set, patterns.lazy()).filter(root.is_in(list(words)))
    condition = pl.col("mended").replace_strict(codes, return_dtype=pl.String).alias("condition")
    state = root.replace_strict(words, return_dtype=pl.String).alias("state")
    return alone.select("outcomes", condition, state).collect()


def _mended(rule_set: RuleSet, patterns: pl.LazyFrame) -> pl.LazyFrame:
    """Every pattern with one unmet condition taken as met, and the outcomes of all groups.

    Every pattern is repeated for each of its unmet conditions, that one taken as met; then the groups are built once for all,
    from the innermost, as the engine does.
    """
    leaves = rule_set.conditions()
    mended = patterns.with_columns(pl.lit(list(range(len(leaves)))).alias("mended")).explode("mended")
    mended = mended.filter(pl.col("outcomes").str.slice("mended", 1) == str(int(Outcome.UNMET)))
    digits = {leaf.code: _mended_digit(place) for place, leaf in enumerate(leaves)}
    return _grouped(rule_set, mended, digits)


def with_groups(rule_set: RuleSet, patterns: pl.DataFrame) -> pl.DataFrame:
    """The patterns of `outcomes` with the outcome of every condition and group as a column `<code>.outcome`."""
    digits = {leaf.code: _digit(place) for place, leaf in enumerate(rule_set.conditions())}
    return _grouped(rule_set, patterns.lazy(), digits).collect()


def _grouped(rule_set: RuleSet, patterns: pl.LazyFrame, digits: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    frame = patterns.with_columns(digit.alias(f"{code}.outcome") for code, digit in digits.items())
    for group in reversed([node for node in rule_set.nodes() if isinstance(node, Group)]):
        frame = frame.with_columns(columns_of({f"{group.code}.outcome": group_outcome(group)}))
    return frame


def _mended_digit(place: int) -> pl.Expr:
    return pl.when(pl.col("mended") == place).then(pl.lit(int(Outcome.MET), dtype=pl.UInt8)).otherwise(_digit(place))


def _digit(place: int) -> pl.Expr:
    return pl.col("outcomes").str.slice(place, 1).cast(pl.UInt8)
