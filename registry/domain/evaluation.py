"""One rule set on any number of firms: facts frame in, verdicts with every condition's outcome out.

The same expressions serve one firm and a million. Columns per condition: `<code>.value@<lag>`, `<code>.threshold` (only where it
depends on the firm), `<code>.outcome`, `<code>.gap`, `<code>.assumed`, `<code>.fixes`, and `<code>.decided` (the decision of a
person, where it settled the outcome); per score `<path>.low`, `.high`, `.missing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from registry.domain.compiler import PLACES, Reading
from registry.domain.conditions import CODE, UNFIXABLE, ConditionColumns, columns_of, not_applicable, outcome_literal
from registry.domain.grouping import group_fixes, group_outcome
from registry.domain.outcomes import Case, Outcome, Verdict
from registry.domain.rulesets import Condition, Group, Part, RuleSet, ScoreMark
from registry.domain.scoring import score_stages

VERDICT = pl.Enum([verdict.value for verdict in Verdict])
VERDICT_OF = {
    Outcome.UNMET: Verdict.INELIGIBLE,
    Outcome.UNKNOWN: Verdict.UNDETERMINED,
    Outcome.MANUAL: Verdict.REVIEW,
    Outcome.MET: Verdict.ELIGIBLE,
}
VERDICT_WORDS = {int(outcome): verdict.value for outcome, verdict in VERDICT_OF.items()}


@dataclass(frozen=True)
class Task:
    """A rule set to be applied: for which case, with which near-miss margin, read from which columns."""

    rule_set: RuleSet
    case: Case
    margin: float
    reading: Reading


def evaluate(task: Task, firms: pl.LazyFrame) -> pl.LazyFrame:
    """The firms with the columns of every score, condition and group, then `fixes` and `verdict`.

    The verdict is null where nothing of the rule set applies to the firm.
    """
    rule_set = task.rule_set
    for stage in score_stages(rule_set.scores, task.reading):
        firms = firms.with_columns(_named([stage]))
    leaves = [_leaf(leaf, task) for leaf in rule_set.conditions()]
    firms = firms.with_columns(_named(column.values for column in leaves))
    firms = firms.with_columns(_named(column.results for column in leaves))
    decided = list(_decided(task))
    if decided:
        firms = firms.with_columns(decided)
    for group in reversed([node for node in rule_set.nodes() if isinstance(node, Group)]):
        firms = firms.with_columns(group_outcome(group).alias(f"{group.code}.outcome"))
        firms = firms.with_columns(group_fixes(group).alias(f"{group.code}.fixes"))
    return firms.with_columns(
        pl.col(f"{rule_set.requires.code}.outcome")
        .replace_strict(VERDICT_WORDS, default=None, return_dtype=VERDICT)
        .alias("verdict"),
        pl.col(f"{rule_set.requires.code}.fixes").alias("fixes"),
        *_total(rule_set),
    )


def _named(groups: Iterable[Mapping[str, pl.Expr]]) -> list[pl.Expr]:
    return [expression.alias(name) for group in groups for name, expression in group.items()]


def _leaf(leaf: Condition | ScoreMark, task: Task) -> ConditionColumns:
    if isinstance(leaf, ScoreMark):
        return _mark(leaf, task.margin)
    if task.case not in leaf.cases:
        return not_applicable(leaf.code)
    return columns_of(leaf, task.reading, task.margin)


def _mark(mark: ScoreMark, margin: float) -> ConditionColumns:
    """Met when the low end passes, unmet when the high end fails; else unknown or, if only a person's points are open, manual."""
    low, high = (pl.col(f"{mark.score}.{end}").round(PLACES) for end in ("low", "high"))
    threshold = pl.lit(float(mark.threshold))
    passes, fails = mark.comparator.met(low, threshold), ~mark.comparator.met(high, threshold)
    still_open = pl.when(pl.col(f"{mark.score}.missing")).then(outcome_literal(Outcome.UNKNOWN))
    outcome = (
        pl.when(passes)
        .then(outcome_literal(Outcome.MET))
        .when(fails)
        .then(outcome_literal(Outcome.UNMET))
        .otherwise(still_open.otherwise(outcome_literal(Outcome.MANUAL)))
    )
    short = mark.comparator.gap(high, threshold)
    allowed = mark.margin if mark.margin is not None else margin
    near = pl.lit(not mark.veto and allowed > 0) & (short >= -abs(mark.threshold) * allowed)
    return ConditionColumns(
        {},
        {
            f"{mark.code}.outcome": outcome,
            f"{mark.code}.gap": pl.when(fails).then(short).when(passes).then(mark.comparator.gap(low, threshold)),
            f"{mark.code}.fixes": pl.when(~fails).then(0).when(near).then(1).otherwise(UNFIXABLE).cast(CODE),
            f"{mark.code}.assumed": pl.lit(False),
        },
    )


def decision_column(rule_set: RuleSet, code: str) -> str:
    """Column of the facts frame with a person's decision on a condition."""
    return f"decision:{rule_set.tier}:{rule_set.id}:{code}"


def _decided(task: Task) -> Iterator[pl.Expr]:
    """A person's decision settles a condition that waits for one; it never overrides figures."""
    for leaf in task.rule_set.conditions():
        column = decision_column(task.rule_set, leaf.code)
        if column in task.reading.columns:
            outcome, decision = pl.col(f"{leaf.code}.outcome"), pl.col(column)
            waits = (outcome == outcome_literal(Outcome.MANUAL)) & decision.is_not_null()
            settled = pl.when(decision).then(outcome_literal(Outcome.MET)).otherwise(outcome_literal(Outcome.UNMET))
            yield pl.when(waits).then(settled).otherwise(outcome).alias(f"{leaf.code}.outcome")
            yield pl.when(waits).then(decision).alias(f"{leaf.code}.decided")
            fixes = pl.when(waits & ~decision).then(UNFIXABLE).otherwise(pl.col(f"{leaf.code}.fixes"))
            yield fixes.cast(CODE).alias(f"{leaf.code}.fixes")


def _total(rule_set: RuleSet) -> list[pl.Expr]:
    """Interval of the rule set's main score; null where it has none of its own."""
    if not rule_set.scores:
        return [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("score_low", "score_high")]
    main: Part = rule_set.scores[0]
    return [pl.col(f"{main.code}.{end}").round(PLACES).alias(f"score_{end}") for end in ("low", "high")]
