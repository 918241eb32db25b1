"""An explanation as data for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from registry.domain.explanation import ConditionResult, Explanation, GroupResult, NodeResult
from registry.domain.rulesets import Citation, Source
from registry.services.wording import Wording


def as_data(explanation: Explanation, wording: Wording) -> dict[str, Any]:
    """One tier for scripts. Values, thresholds and gaps are in `unit`, fractions for %."""
    return {
        "tier": explanation.rule_set.tier,
        "rule_set": explanation.rule_set.id,
        "hash": explanation.rule_set.hash,
        "document": explanation.rule_set.source.number,
        "verdict": explanation.verdict.value,
        "candidate_class": explanation.candidate_class.value if explanation.candidate_class else None,
        "holds": explanation.holds,
        "score_low": explanation.score_low,
        "score_high": explanation.score_high,
        "as_of": explanation.as_of.isoformat(),
        "data_year": explanation.data_year,
        "groups": list(_groups(explanation.root, wording)),
        "conditions": [
            _condition(result, groups, explanation, wording) for result, groups in _leaves(explanation.root)
        ],
    }


def _groups(root: NodeResult, wording: Wording) -> Iterator[dict[str, Any]]:
    """The groups below the outermost; `cheapest` is the member of an unmet any-group that is easiest to mend."""
    for member in root.members if isinstance(root, GroupResult) else ():
        if isinstance(member, GroupResult):
            yield {
                "code": member.rule.code,
                "label": wording.text(member.rule.label),
                "mode": member.rule.mode,
                "outcome": member.outcome.word,
                "cheapest": member.cheapest,
            }
            yield from _groups(member, wording)


def _leaves(root: NodeResult, groups: tuple[str, ...] = ()) -> Iterator[tuple[ConditionResult, tuple[str, ...]]]:
    """The conditions with the codes of the groups around them, the outermost left out."""
    if isinstance(root, ConditionResult):
        yield root, groups[1:]
        return
    for member in root.members:
        yield from _leaves(member, (*groups, root.rule.code))


def _condition(
    result: ConditionResult, groups: tuple[str, ...], explanation: Explanation, wording: Wording
) -> dict[str, Any]:
    rule = result.rule
    return {
        "code": rule.code,
        "label": wording.text(rule.label),
        "outcome": result.outcome.word,
        "value": result.value,
        "comparator": rule.comparator.value if rule.comparator is not None else None,
        "threshold": result.threshold,
        "unit": rule.unit,
        "gap": result.gap,
        "assumption": result.assumption.value if result.assumption is not None else None,
        "citation": _cited(explanation.rule_set.source, rule.citation),
        "groups": list(groups),
        "low": result.low,
        "high": result.high,
        "by_year": [list(pair) for pair in result.by_year],
        "years": list(result.years),
        "used": list(result.used),
        "missing": [asdict(item) for item in result.missing],
        "numerator_gap": asdict(result.numerator_gap) if result.numerator_gap is not None else None,
        "decided": result.decided,
    }


def _cited(source: Source, citation: Citation) -> str:
    """Document and article; an annex that both name is said once."""
    document, _, annex = source.number.rpartition(" ")
    number = document if annex and citation.article.startswith(annex) else source.number
    return f"{number} {citation.article}".strip()
