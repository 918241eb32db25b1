"""One firm's row beside the rule that judged it: the rule is the explanation, nothing is evaluated a second time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from registry.domain.conditions import UNFIXABLE
from registry.domain.explanation import ConditionResult, Explanation, GroupResult, NodeResult, NumeratorGap, PartResult
from registry.domain.facts import SIZE_INPUTS, SIZE_ROW
from registry.domain.formulas import Name, Operation, walk
from registry.domain.indicators import Indicators, Level
from registry.domain.missing import chosen_alternatives, missing_inputs, years_read
from registry.domain.outcomes import CandidateClass, Case, Outcome, Verdict
from registry.domain.over_values import Row
from registry.domain.rulesets import BandedThreshold, Condition, Group, Node, Part, RuleSet, ScoreMark, Step
from registry.domain.scoring import below
from registry.domain.standards import Occasion, Standards
from registry.domain.tier_rows import rows_of_few, tier_rows


@dataclass(frozen=True)
class Telling:
    """One firm's row, the rule set that judged it, and the day and data year of the judgement."""

    rule_set: RuleSet
    row: Row
    as_of: date
    data_year: int
    indicators: Indicators
    annual: frozenset[str]


def explain_ladder(
    standards: Standards,
    facts: pl.DataFrame,
    *,
    as_of: date,
    data_year: int,
    case: Case = Case.NEW,
    tiers: Sequence[str] | None = None,
) -> list[Explanation]:
    """The explanation of every tier that has a rule set for the one firm of the frame, in ladder order.

    With several firms in the frame the explanations come tier by tier, firms in the frame's order.
    """
    occasion = Occasion(as_of, data_year, case)
    return _told(standards, tier_rows(standards, facts, occasion, tiers), occasion)


def explain_firm(
    standards: Standards, facts: Row, occasion: Occasion, tiers: Sequence[str] | None = None
) -> list[Explanation]:
    """The same for the facts of one firm as plain values."""
    return _told(standards, rows_of_few(standards, [facts], occasion, tiers), occasion)


def _told(
    standards: Standards, judged: Iterable[tuple[RuleSet, Iterable[Row]]], occasion: Occasion
) -> list[Explanation]:
    annual = frozenset(indicator.code for indicator in standards.indicators.at_level(Level.ANNUAL))
    told = []
    for rule_set, rows in judged:
        for row in rows:
            known = {**row, SIZE_INPUTS: standards.size_classes.inputs(row[SIZE_ROW])}
            about = (occasion.as_of, occasion.data_year, standards.indicators, annual)
            told.append(explain(Telling(rule_set, known, *about)))
    return told


def explain(telling: Telling) -> Explanation:
    """The explanation of one row."""
    row = telling.row
    root = _group(telling.rule_set.requires, telling)
    return Explanation(
        rule_set=telling.rule_set,
        as_of=telling.as_of,
        data_year=telling.data_year,
        verdict=Verdict(row["verdict"]),
        candidate_class=CandidateClass(row["candidate_class"]) if row["candidate_class"] else None,
        holds=row["holds"],
        score_low=row["score_low"],
        score_high=row["score_high"],
        root=root,
    )


def _node(node: Node, telling: Telling) -> NodeResult:
    if isinstance(node, Group):
        return _group(node, telling)
    return _mark(node, telling) if isinstance(node, ScoreMark) else _condition(node, telling)


def _group(group: Group, telling: Telling) -> GroupResult:
    outcome = Outcome(telling.row[f"{group.code}.outcome"])
    members = tuple(_node(member, telling) for member in group.members)
    cheapest = _cheapest(group, telling.row) if group.mode == "any" and outcome is Outcome.UNMET else None
    return GroupResult(group, outcome, members, cheapest)


def _cheapest(group: Group, row: Row) -> str | None:
    """The member with the fewest numbers to mend, if any can be mended by numbers."""
    fixes = {
        member.code: row[f"{member.code}.fixes"]
        for member in group.members
        if row[f"{member.code}.outcome"] != Outcome.NOT_APPLICABLE
    }
    best = min(fixes, key=lambda code: fixes[code])
    return best if fixes[best] < UNFIXABLE else None


def _condition(condition: Condition, telling: Telling) -> ConditionResult:
    row, code = telling.row, condition.code
    values = tuple((telling.data_year - lag, row.get(f"{code}.value@{lag}")) for lag in range(condition.each))
    worst = _worst_lag(condition, values, row.get(f"{code}.gap"), telling)
    missing = missing_inputs(condition, row, telling.annual, telling.data_year)
    outcome = Outcome(row[f"{code}.outcome"])
    return ConditionResult(
        rule=condition,
        outcome=outcome,
        value=values[worst][1],
        threshold=_threshold(condition, row),
        gap=row.get(f"{code}.gap"),
        assumption=condition.missing if row.get(f"{code}.assumed") else None,
        missing=missing,
        years=years_read(condition, telling.annual, telling.data_year),
        by_year=values if condition.each > 1 else (),
        used=chosen_alternatives(condition, row, telling.annual),
        numerator_gap=_numerator_gap(condition, worst, telling),
        decided=row.get(f"{code}.decided"),
        within_margin=row.get(f"{code}.fixes") == 1,
    )


def _worst_lag(condition: Condition, values: Sequence[tuple[int, Any]], gap: float | None, telling: Telling) -> int:
    """The tested year whose distance is the smallest; the data year where there is but one."""
    if gap is None or condition.each == 1 or condition.comparator is None:
        return 0
    threshold = _threshold(condition, telling.row)
    if not isinstance(threshold, float):
        return 0
    sign = -1 if condition.comparator.wants_less else 1
    known = [(sign * (value - threshold), lag) for lag, (_, value) in enumerate(values) if value is not None]
    return min(known)[1] if known else 0


def _threshold(condition: Condition, row: Row) -> Any:
    if isinstance(condition.threshold, BandedThreshold):
        return row[f"{condition.code}.threshold"]
    return condition.threshold


def _numerator_gap(condition: Condition, lag: int, telling: Telling) -> NumeratorGap | None:
    denominator = telling.row.get(f"{condition.code}.denominator@{lag}")
    gap = telling.row.get(f"{condition.code}.gap")
    if denominator is None or gap is None or condition.formula is None:
        return None
    tree = condition.formula.tree
    assert isinstance(tree, Operation)
    names = [node.code for node in walk(tree.left) if isinstance(node, Name) and node.code in telling.indicators]
    if not names:
        return None
    return NumeratorGap(names[0], round(gap * denominator, 6), telling.indicators[names[0]].unit)


def _mark(mark: ScoreMark, telling: Telling) -> ConditionResult:
    row = telling.row
    low, high = row[f"{mark.score}.low"], row[f"{mark.score}.high"]
    part = _find(telling.rule_set.scores, mark.score.split("."))
    outcome = Outcome(row[f"{mark.code}.outcome"])
    result = _part(part, mark.score.rpartition(".")[0], telling)
    return ConditionResult(
        rule=mark,
        outcome=outcome,
        value=low if low == high else None,
        threshold=mark.threshold,
        gap=row[f"{mark.code}.gap"],
        assumption=None,
        missing=result.missing,
        years=years_read(part, telling.annual, telling.data_year),
        low=low,
        high=high,
        parts=result.parts or (result,),
        decided=row.get(f"{mark.code}.decided"),
        within_margin=row[f"{mark.code}.fixes"] == 1,
    )


def _find(parts: Sequence[Part], path: Sequence[str]) -> Part:
    part = next(part for part in parts if part.code == path[0])
    return part if len(path) == 1 else _find(tuple(below(part)), path[1:])


def _part(part: Part, above: str, telling: Telling) -> PartResult:
    path = f"{above}.{part.code}" if above else part.code
    row = telling.row
    results = tuple(_part(item, path, telling) for item in below(part))
    is_missing = row[f"{path}.missing"]
    own = _step_inputs(part.steps, telling) if is_missing else ()
    missing = tuple(dict.fromkeys((*own, *(item for result in results for item in result.missing))))
    return PartResult(part.code, part.label, row[f"{path}.low"], row[f"{path}.high"], is_missing, results, missing)


def _step_inputs(steps: Sequence[Step], telling: Telling) -> tuple[Any, ...]:
    """Inputs that the steps of a part lack."""
    found = [
        item for step in steps for item in missing_inputs(step.formula, telling.row, telling.annual, telling.data_year)
    ]
    return tuple(dict.fromkeys(found))
