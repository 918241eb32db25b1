"""One rule set, or several side by side, on any number of firms: as steps of columns, each step reading those before it.

The same expressions serve one firm and a million, and are made once for a rule set, not for each request. Columns per condition:
`<code>.outcome`, `<code>.gap`, `<code>.fixes`, and `<code>.decided` (the decision of a person, where it settled the outcome);
per score `<path>.low`, `.high`, `.missing`; per group `.outcome` and `.fixes`; then `verdict`, `fixes`, `score_low`, `score_high`,
`holds`, `candidate_class`. Told besides: `<code>.value@<lag>`, `<code>.threshold` (only where it depends on the firm),
`<code>.denominator@<lag>` of ratios, `<code>.assumed`. Where several rule sets share a frame, each has a prefix of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import polars as pl

from registry.domain.compiler import PLACES, Reading
from registry.domain.conditions import CODE, UNFIXABLE, ConditionColumns, columns_of, fixed, outcome_literal
from registry.domain.expressions import Expression, col, lit, when
from registry.domain.first import First
from registry.domain.grouping import group_fixes, group_outcome
from registry.domain.outcomes import CandidateClass, Case, Outcome, Verdict
from registry.domain.prefixing import prefixed
from registry.domain.rulesets import Condition, Group, Part, RuleSet, ScoreMark
from registry.domain.scoring import score_stages

VERDICT_OF = {
    Outcome.UNMET: Verdict.INELIGIBLE.value,
    Outcome.UNKNOWN: Verdict.UNDETERMINED.value,
    Outcome.MANUAL: Verdict.REVIEW.value,
    Outcome.MET: Verdict.ELIGIBLE.value,
}
CLASS_OF = {
    Outcome.MET: CandidateClass.ELIGIBLE.value,
    Outcome.MANUAL: CandidateClass.REVIEW.value,
    Outcome.UNKNOWN: CandidateClass.INCOMPLETE.value,
    Outcome.UNMET: CandidateClass.NEAR.value,
}
VERDICT, CLASS = pl.Enum(VERDICT_OF.values()), pl.Enum(CLASS_OF.values())
MOST_FIXES = 2
Step = dict[str, Expression]
_NOTHING: Step = {}


@dataclass(frozen=True)
class Task:
    """A rule set to be applied: for which case, with which near-miss margin, read from which columns, under which prefix."""

    rule_set: RuleSet
    case: Case
    margin: float
    reading: Reading
    prefix: str = ""


def steps(tasks: Sequence[Task], *, told: bool) -> list[Step]:
    """What has to be added to a facts frame step by step; `told` adds what only explanations show."""
    first = First()
    each = [_phases(task, first, told) for task in tasks]
    found = [first.expressions()]
    for phase in zip(*each, strict=True):
        found += [_joined(level) for level in zip_longest(*phase, fillvalue=_NOTHING)]
    return [step for step in found if step]


def _phases(task: Task, first: First, told: bool) -> list[list[Step]]:
    """Conditions and scores, pass marks, decisions, groups from the innermost, the verdict: each a list of levels."""
    rule_set = prefixed(task.rule_set, task.prefix)
    leaves = [_leaf(leaf, task, first) for leaf in rule_set.conditions() if isinstance(leaf, Condition)]
    scores = score_stages(rule_set.scores, task.reading, first)
    results = [_joined(column.results for column in leaves), _joined(column.fixes for column in leaves)]
    marks = [_mark(leaf, task.margin) for leaf in rule_set.conditions() if isinstance(leaf, ScoreMark)]
    last = _joined([*marks, *(column.told for column in leaves if told)])
    both = [one | other for one, other in zip_longest(results, scores, fillvalue=_NOTHING)]
    return [both, [last], [dict(_decided(task))], _groups(rule_set), [_verdict(task, rule_set)], [_class(task)]]


def _joined(parts: Iterable[Step]) -> Step:
    return {name: expression for part in parts for name, expression in part.items()}


def _leaf(leaf: Condition, task: Task, first: First) -> ConditionColumns:
    if task.case not in leaf.cases:
        return fixed(leaf.code, Outcome.NOT_APPLICABLE)
    return columns_of(leaf, task.reading, task.margin, first)


def _groups(rule_set: RuleSet) -> list[Step]:
    """Groups by height: those of conditions only come first."""
    levels: list[Step] = []
    for group in (node for node in rule_set.nodes() if isinstance(node, Group)):
        height = _height(group)
        # the way out of an any-group asks for its outcome, so it comes a step later
        levels += [{} for _ in range(height + 1 - len(levels) + 1)]
        levels[height][f"{group.code}.outcome"] = group_outcome(group)
        levels[height + 1][f"{group.code}.fixes"] = group_fixes(group)
    return levels


def _height(group: Group) -> int:
    """Two steps above the groups within it."""
    return max((2 + _height(member) for member in group.members if isinstance(member, Group)), default=0)


def _mark(mark: ScoreMark, margin: float) -> dict[str, Expression]:
    """Met when the low end passes, unmet when the high end fails; else unknown or, if only a person's points are open, manual."""
    low, high = (col(f"{mark.score}.{end}").round(PLACES) for end in ("low", "high"))
    threshold = lit(float(mark.threshold))
    passes, fails = mark.comparator.met(low, threshold), ~mark.comparator.met(high, threshold)
    still_open = when(col(f"{mark.score}.missing")).then(outcome_literal(Outcome.UNKNOWN))
    outcome = (
        when(passes)
        .then(outcome_literal(Outcome.MET))
        .when(fails)
        .then(outcome_literal(Outcome.UNMET))
        .otherwise(still_open.otherwise(outcome_literal(Outcome.MANUAL)))
    )
    short = mark.comparator.gap(high, threshold)
    allowed = mark.margin if mark.margin is not None else margin
    near = lit(not mark.veto and allowed > 0) & (short >= -abs(mark.threshold) * allowed)
    return {
        f"{mark.code}.outcome": outcome,
        f"{mark.code}.gap": when(fails).then(short).when(passes).then(mark.comparator.gap(low, threshold)),
        f"{mark.code}.fixes": when(~fails).then(0).when(near).then(1).otherwise(UNFIXABLE).cast(CODE),
    }


def decision_column(rule_set: RuleSet, code: str) -> str:
    """Column of the facts frame with a person's decision on a condition."""
    return f"decision:{rule_set.tier}:{rule_set.id}:{code}"


def _decided(task: Task) -> Iterator[tuple[str, Expression]]:
    """A person's decision settles a condition that waits for one; it never overrides figures."""
    for leaf in task.rule_set.conditions():
        column = decision_column(task.rule_set, leaf.code)
        if column in task.reading.columns:
            outcome_of, fixes_of, decided = (
                f"{task.prefix}{leaf.code}.{name}" for name in ("outcome", "fixes", "decided")
            )
            outcome, decision = col(outcome_of), col(column)
            waits = outcome.eq(outcome_literal(Outcome.MANUAL)) & decision.is_not_null()
            settled = when(decision).then(outcome_literal(Outcome.MET)).otherwise(outcome_literal(Outcome.UNMET))
            yield outcome_of, when(waits).then(settled).otherwise(outcome)
            yield decided, when(waits).then(decision)
            yield fixes_of, when(waits & ~decision).then(lit(UNFIXABLE, CODE)).otherwise(col(fixes_of))


def _verdict(task: Task, rule_set: RuleSet) -> Step:
    """The verdict is null where nothing of the rule set applies to the firm; `holds` is whether it holds the tier."""
    root = col(f"{rule_set.requires.code}.outcome")
    held = f"title:{task.rule_set.tier}"
    columns = {
        "verdict": _named(root, VERDICT, VERDICT_OF),
        "fixes": col(f"{rule_set.requires.code}.fixes"),
        "holds": col(held).fill_null(False) if held in task.reading.columns else lit(False),
        **_total(rule_set),
    }
    return {task.prefix + name: expression for name, expression in columns.items()}


def _total(rule_set: RuleSet) -> dict[str, Expression]:
    """Interval of the rule set's main score; null where it has none of its own."""
    if not rule_set.scores:
        return {name: lit(None, pl.Float64) for name in ("score_low", "score_high")}
    main: Part = rule_set.scores[0]
    return {f"score_{end}": col(f"{main.code}.{end}").round(PLACES) for end in ("low", "high")}


def _class(task: Task) -> Step:
    """Why a firm that does not hold the tier is a candidate; null for holders and for those too far away."""
    root, fixes = col(f"{task.prefix}{task.rule_set.requires.code}.outcome"), col(f"{task.prefix}fixes")
    is_near = (fixes >= lit(1, CODE)) & (fixes <= lit(MOST_FIXES, CODE))
    is_none = col(f"{task.prefix}holds") | (root.eq(outcome_literal(Outcome.UNMET)) & ~is_near)
    chosen = when(is_none).then(lit(None, CLASS)).otherwise(_named(root, CLASS, CLASS_OF))
    return {f"{task.prefix}candidate_class": chosen}


def _named(outcome: Expression, names: pl.Enum, words: Mapping[Outcome, str]) -> Expression:
    """The word for an outcome; null for one that has none. Choosing among four takes Polars half as long as turning numbers into
    names."""
    (first, word), *others = words.items()
    chosen = when(outcome.eq(outcome_literal(first))).then(lit(word, names))
    for each, word in others:
        chosen = chosen.when(outcome.eq(outcome_literal(each))).then(lit(word, names))
    return chosen
