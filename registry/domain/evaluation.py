"""One rule set, or several side by side, on any number of firms: as steps of columns, each step reading those before it.

The same expressions serve one firm and a million, and are made once for a rule set, not for each request. Columns per condition:
`<code>.outcome`, `<code>.gap`, `<code>.fixes`, and `<code>.decided` (the decision of a person, where it settled the outcome);
per score `<path>.low`, `.high`, `.missing`; per group `.outcome` and `.fixes`; then `verdict`, `fixes`, `score_low`, `score_high`,
`holds`, `candidate_class`. Told besides: `<code>.value@<lag>`, `<code>.threshold` (only where it depends on the firm),
`<code>.denominator@<lag>` of ratios, `<code>.assumed`. Where several rule sets share a frame, each has a prefix of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import polars as pl

from registry.domain.compiler import PLACES, Reading
from registry.domain.conditions import CODE, UNFIXABLE, ConditionColumns, columns_of, fixed, outcome_literal
from registry.domain.first import First
from registry.domain.grouping import group_fixes, group_outcome
from registry.domain.outcomes import CandidateClass, Case, Outcome, Verdict
from registry.domain.rulesets import Condition, Group, Node, Part, RuleSet, ScoreMark
from registry.domain.scoring import score_stages

VERDICT = pl.Enum([verdict.value for verdict in Verdict])  # in the order of the outcomes that they come from
# The other way round: a class is `met` less the outcome, so that no branch is needed.
CLASS = pl.Enum(
    [
        item.value
        for item in (CandidateClass.ELIGIBLE, CandidateClass.REVIEW, CandidateClass.INCOMPLETE, CandidateClass.NEAR)
    ]
)
VERDICT_OF = {
    Outcome.UNMET: Verdict.INELIGIBLE,
    Outcome.UNKNOWN: Verdict.UNDETERMINED,
    Outcome.MANUAL: Verdict.REVIEW,
    Outcome.MET: Verdict.ELIGIBLE,
}
MOST_FIXES = 2
Step = list[pl.Expr]
_NOTHING: Step = []


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
        for level in zip_longest(*phase, fillvalue=[]):
            found.append([expression for part in level for expression in part])
    return [step for step in found if step]


def _phases(task: Task, first: First, told: bool) -> list[list[Step]]:
    """Conditions and scores, pass marks, decisions, groups from the innermost, the verdict: each a list of levels."""
    rule_set = prefixed(task.rule_set, task.prefix)
    leaves = [_leaf(leaf, task, first) for leaf in rule_set.conditions() if isinstance(leaf, Condition)]
    scores = [_named([stage]) for stage in score_stages(rule_set.scores, task.reading, first)]
    results = [_named(column.results for column in leaves), _named(column.fixes for column in leaves)]
    marks = [_mark(leaf, task.margin) for leaf in rule_set.conditions() if isinstance(leaf, ScoreMark)]
    last = [*_named(marks), *(_named(column.told for column in leaves) if told else ())]
    both = [[*one, *other] for one, other in zip_longest(results, scores, fillvalue=_NOTHING)]
    return [both, [last], [list(_decided(task))], _groups(rule_set), [_verdict(task, rule_set)], [_class(task)]]


def prefixed(rule_set: RuleSet, prefix: str) -> RuleSet:
    """The rule set with its codes under a prefix, so that its columns meet no others."""
    if not prefix:
        return rule_set
    scores = tuple(replace(part, code=prefix + part.code) for part in rule_set.scores)
    return replace(rule_set, requires=_prefixed(rule_set.requires, prefix), scores=scores)


def _prefixed(group: Group, prefix: str) -> Group:
    return replace(
        group, code=prefix + group.code, members=tuple(_prefixed_node(member, prefix) for member in group.members)
    )


def _prefixed_node(node: Node, prefix: str) -> Node:
    if isinstance(node, Group):
        return _prefixed(node, prefix)
    if isinstance(node, ScoreMark):
        return replace(node, code=prefix + node.code, score=prefix + node.score)
    return replace(node, code=prefix + node.code)


def _named(groups: Iterable[Mapping[str, pl.Expr]]) -> Step:
    return [expression.alias(name) for group in groups for name, expression in group.items()]


def _leaf(leaf: Condition, task: Task, first: First) -> ConditionColumns:
    if task.case not in leaf.cases:
        return fixed(leaf.code, Outcome.NOT_APPLICABLE)
    return columns_of(leaf, task.reading, task.margin, first)


def _groups(rule_set: RuleSet) -> list[Step]:
    """Groups by height: those of conditions only come first."""
    levels: list[Step] = []
    for group in (node for node in rule_set.nodes() if isinstance(node, Group)):
        height = _height(group)
        levels += [[] for _ in range(height - len(levels) + 1)]
        levels[height].append(group_outcome(group).alias(f"{group.code}.outcome"))
        # the way out of an any-group asks for its outcome, so it comes a step later
        levels += [[] for _ in range(height + 1 - len(levels) + 1)]
        levels[height + 1].append(group_fixes(group).alias(f"{group.code}.fixes"))
    return levels


def _height(group: Group) -> int:
    """Two steps above the groups within it."""
    return max((2 + _height(member) for member in group.members if isinstance(member, Group)), default=0)


def _mark(mark: ScoreMark, margin: float) -> dict[str, pl.Expr]:
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
    return {
        f"{mark.code}.outcome": outcome,
        f"{mark.code}.gap": pl.when(fails).then(short).when(passes).then(mark.comparator.gap(low, threshold)),
        f"{mark.code}.fixes": pl.when(~fails).then(0).when(near).then(1).otherwise(UNFIXABLE).cast(CODE),
    }


def decision_column(rule_set: RuleSet, code: str) -> str:
    """Column of the facts frame with a person's decision on a condition."""
    return f"decision:{rule_set.tier}:{rule_set.id}:{code}"


def _decided(task: Task) -> Iterator[pl.Expr]:
    """A person's decision settles a condition that waits for one; it never overrides figures."""
    for leaf in task.rule_set.conditions():
        column = decision_column(task.rule_set, leaf.code)
        if column in task.reading.columns:
            outcome_of, fixes_of, decided = (
                f"{task.prefix}{leaf.code}.{name}" for name in ("outcome", "fixes", "decided")
            )
            outcome, decision = pl.col(outcome_of), pl.col(column)
            waits = (outcome == outcome_literal(Outcome.MANUAL)) & decision.is_not_null()
            settled = pl.when(decision).then(outcome_literal(Outcome.MET)).otherwise(outcome_literal(Outcome.UNMET))
            yield pl.when(waits).then(settled).otherwise(outcome).alias(outcome_of)
            yield pl.when(waits).then(decision).alias(decided)
            yield pl.when(waits & ~decision).then(UNFIXABLE).otherwise(pl.col(fixes_of)).cast(CODE).alias(fixes_of)


def _verdict(task: Task, rule_set: RuleSet) -> Step:
    """The verdict is null where nothing of the rule set applies to the firm; `holds` is whether it holds the tier."""
    root = pl.col(f"{rule_set.requires.code}.outcome")
    applies = pl.when(root < int(Outcome.NOT_APPLICABLE)).then(root)
    held = f"title:{task.rule_set.tier}"
    columns = {
        "verdict": applies.cat.to(VERDICT),
        "fixes": pl.col(f"{rule_set.requires.code}.fixes"),
        "holds": pl.col(held).fill_null(False) if held in task.reading.columns else pl.lit(False),
        **_total(rule_set),
    }
    return [expression.alias(task.prefix + name) for name, expression in columns.items()]


def _total(rule_set: RuleSet) -> dict[str, pl.Expr]:
    """Interval of the rule set's main score; null where it has none of its own."""
    if not rule_set.scores:
        return {name: pl.lit(None, dtype=pl.Float64) for name in ("score_low", "score_high")}
    main: Part = rule_set.scores[0]
    return {f"score_{end}": pl.col(f"{main.code}.{end}").round(PLACES) for end in ("low", "high")}


def _class(task: Task) -> Step:
    """Why a firm that does not hold the tier is a candidate; null for holders and for those too far away."""
    root, fixes = pl.col(f"{task.prefix}{task.rule_set.requires.code}.outcome"), pl.col(f"{task.prefix}fixes")
    is_near = (fixes >= pl.lit(1, dtype=CODE)) & (fixes <= pl.lit(MOST_FIXES, dtype=CODE))
    is_one = (root < outcome_literal(Outcome.NOT_APPLICABLE)) & ((root != outcome_literal(Outcome.UNMET)) | is_near)
    chosen = pl.when(is_one & ~pl.col(f"{task.prefix}holds")).then(outcome_literal(Outcome.MET) - root)
    return [chosen.cat.to(CLASS).alias(f"{task.prefix}candidate_class")]


def packed_outcomes(rule_set: RuleSet, prefix: str = "") -> pl.Expr:
    """One digit per condition in reading order, as a text. Added up as numbers: texts are slow to join."""
    digits = [pl.col(f"{prefix}{leaf.code}.outcome") for leaf in rule_set.conditions()]
    parts = [_text(digits[start : start + MOST_DIGITS]) for start in range(0, len(digits), MOST_DIGITS)]
    return parts[0] if len(parts) == 1 else pl.concat_str(parts)


MOST_DIGITS = 18  # and a leading one in eight bytes
_WIDTHS = ((2, pl.UInt8), (4, pl.UInt16), (9, pl.UInt32), (19, pl.UInt64))


def _text(digits: Sequence[pl.Expr]) -> pl.Expr:
    number = _number(digits)
    width = _width(len(digits) + 1)
    leading = pl.lit(10 ** len(digits), dtype=width)
    return (number.cast(width) + leading).cast(pl.String).str.slice(1)


def _number(digits: Sequence[pl.Expr]) -> pl.Expr:
    """Digits as one number, by halves, in as few bytes as each half needs."""
    if len(digits) == 1:
        return digits[0]
    middle = len(digits) // 2
    width = _width(len(digits))
    high, low = (_number(part).cast(width) for part in (digits[:middle], digits[middle:]))
    return high * pl.lit(10 ** (len(digits) - middle), dtype=width) + low


def _width(digits: int) -> type[pl.DataType]:
    return next(width for most, width in _WIDTHS if digits <= most)
