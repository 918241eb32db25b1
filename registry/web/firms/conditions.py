"""An explanation as lines of a table: every value, threshold, gap and assumption already in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from registry.domain.explanation import (
    ConditionResult,
    Explanation,
    GroupResult,
    NodeResult,
)
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import ScoreMark
from registry.web.firms.decided import Decided, Decisions, decided
from registry.web.firms.fields import Fields
from registry.web.firms.notes import cited, notes
from registry.web.firms.scores import ScorePart, points, score_part
from registry.web.languages import in_words
from registry.web.quantities import distance, limit, quantity
from registry.web.texts import gettext


@dataclass(frozen=True)
class Line:
    """One condition or group. `short` is what is lacking, `spare` what is left over; at most one of them is set."""

    code: str
    depth: int
    is_group: bool
    outcome: str
    label: str
    value: str = ""
    threshold: str = ""
    short: str = ""
    spare: str = ""
    citation: str = ""
    notes: tuple[str, ...] = ()
    parts: tuple[ScorePart, ...] = ()
    asks_person: bool = False
    is_presumed: bool = False
    is_unclaimed: bool = False
    is_moot: bool = False
    is_easiest: bool = False
    decided: Decided | None = None


def lines(explanation: Explanation, fields: Fields, decisions: Decisions) -> list[Line]:
    """The lines of a rule set in reading order; the outermost group is the panel itself."""
    found = [line for member in explanation.root.members for line in _node(member, 0, fields)]
    return [_with_decision(line, explanation, decisions) for line in found]


def _node(node: NodeResult, depth: int, fields: Fields, is_moot: bool = False) -> Iterator[Line]:
    """The node's lines; what another way already makes unnecessary is moot."""
    moot = is_moot and node.outcome is not Outcome.MET
    line = _condition(node, depth, fields) if isinstance(node, ConditionResult) else _group(node, depth)
    yield replace(line, is_moot=True) if moot else line
    if isinstance(node, ConditionResult):
        return
    settled = moot or (node.rule.mode == "any" and node.outcome is Outcome.MET)
    for member in node.members:
        first, *rest = _node(member, depth + 1, fields, settled)
        yield replace(first, is_easiest=True) if member.rule.code == node.cheapest else first
        yield from rest


def _with_decision(line: Line, explanation: Explanation, decisions: Decisions) -> Line:
    """The line with the decision that stands on its condition."""
    decision = decisions.get((explanation.rule_set.id, line.code))
    if decision is None or line.is_group:
        return line
    counts = any(each.rule.code == line.code and each.decided is not None for each in explanation.conditions())
    return replace(line, decided=decided(decision, counts=counts))


def _group(node: GroupResult, depth: int) -> Line:
    rule = node.rule
    kind = gettext("满足其一") if rule.mode == "any" else gettext("全部满足")
    label = in_words(rule.label)
    return Line(
        rule.code, depth, True, node.outcome.word, f"{label} · {kind}" if label else kind, notes=_cheapest(node)
    )


def _cheapest(node: GroupResult) -> tuple[str, ...]:
    labels = {member.rule.code: in_words(member.rule.label) for member in node.members}
    if node.cheapest not in labels:
        return ()
    return (gettext("最容易的一条：%(label)s", label=labels[node.cheapest]),)


def _condition(result: ConditionResult, depth: int, fields: Fields) -> Line:
    rule = result.rule
    short, spare = _gap(result)
    return Line(
        code=rule.code,
        depth=depth,
        is_group=False,
        outcome=result.outcome.word,
        label=in_words(rule.label),
        value=_value(result),
        threshold=limit(rule.comparator, result.threshold, rule.unit),
        short=short,
        spare=spare,
        citation=cited(rule.citation),
        notes=tuple(notes(result, fields)),
        parts=tuple(score_part(part, fields) for part in result.parts),
        asks_person=result.outcome is Outcome.MANUAL,
        is_presumed=result.assumption is Missing.CLEAR,
        is_unclaimed=result.assumption is Missing.NONE,
    )


def _value(result: ConditionResult) -> str:
    rule = result.rule
    if isinstance(rule, ScoreMark):
        return points(result.low, result.high)
    if result.by_year:
        return gettext("；").join(
            gettext("%(year)s 年 %(value)s", year=year, value=quantity(value, rule.unit, _number(result.threshold)))
            for year, value in result.by_year
        )
    if result.value is None and (rule.formula is None or result.assumption):
        return ""
    return quantity(result.value, rule.unit, _number(result.threshold))


def _number(threshold: object) -> float | None:
    return threshold if isinstance(threshold, int | float) and not isinstance(threshold, bool) else None


def _gap(result: ConditionResult) -> tuple[str, str]:
    """What is short and what is spare, in words."""
    if result.gap is None:
        return "", ""
    size = distance(result.gap, result.rule.unit)
    if result.outcome is Outcome.MET:
        return "", gettext("余 %(size)s", size=size) if result.gap > 0 else ""
    return (gettext("差 %(size)s", size=size), "") if result.gap <= 0 else ("", "")
