"""Cases held against the engine: every case is evaluated, what it expects is compared with what was found."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import ConditionResult, Explanation
from registry.domain.texts import mark
from registry.services.rule_case_facts import facts_frame
from registry.services.rule_cases import NO_VERDICT, Example, UnusableCase

NEAR_ENOUGH = 1e-9


class UnknownRuleSet(UnusableCase):
    """A rule set that the catalogue does not have."""

    template = mark("案例 {where}：没有认定标准「{id}」")


@dataclass(frozen=True)
class Difference:
    """One expectation that was not found: `what` is verdict, class, score, rule_set or `<condition>.<key>`."""

    what: str
    expected: Any
    found: Any


@dataclass(frozen=True)
class CaseResult:
    """A case and all in which the engine differs from it."""

    example: Example
    differences: tuple[Difference, ...]


def run_cases(catalogue: Catalogue, examples: Sequence[Example]) -> list[CaseResult]:
    """Every case in order. Raises UnusableCase for one that cannot be evaluated."""
    told = explained(catalogue, examples)
    return [CaseResult(example, tuple(judged(example, told.get(str(example))))) for example in examples]


def judged(example: Example, told: Explanation | None) -> Iterable[Difference]:
    """Where the explanation is not what the case expects; None where no rule set applied to the firm."""
    expected = example.expected
    found = told.verdict.value if told is not None else NO_VERDICT
    if found != expected["verdict"]:
        yield Difference("verdict", expected["verdict"], found)
    if told is None:
        return
    if told.rule_set.id != example.rule_set:
        yield Difference("rule_set", example.rule_set, told.rule_set.id)
    seen = {"class": told.candidate_class.value if told.candidate_class else NO_VERDICT}
    seen["score"] = [told.score_low, told.score_high]
    for key in ("class", "score"):
        if key in expected and not _same(expected[key], seen[key]):
            yield Difference(key, expected[key], seen[key])
    results = {result.rule.code: result for result in told.conditions()}
    for code, want in example.conditions.items():
        if code not in results:
            yield Difference(code, dict(want), None)
            continue
        observed = observed_in(results[code])
        for key, value in want.items():
            if not _same(value, observed[key]):
                yield Difference(f"{code}.{key}", value, observed[key])


def observed_in(result: ConditionResult) -> dict[str, Any]:
    """Everything that a case may expect of a condition."""
    return {
        "outcome": result.outcome.word,
        "value": result.value,
        "gap": result.gap,
        "threshold": result.threshold,
        "assumed": result.assumption is not None,
        "low": result.low,
        "high": result.high,
        "used": list(result.used),
        "missing": [f"{item.indicator} {item.year}" if item.year else item.indicator for item in result.missing],
    }


def _same(wanted: Any, found: Any) -> bool:
    """Numbers to nine places, as the engine rounds; lists item by item."""
    if isinstance(wanted, list | tuple) and isinstance(found, list | tuple):
        return len(wanted) == len(found) and all(_same(one, other) for one, other in zip(wanted, found, strict=True))
    if _is_number(wanted) and _is_number(found):
        return math.isclose(wanted, found, rel_tol=0, abs_tol=NEAR_ENOUGH)
    return bool(wanted == found) and isinstance(wanted, bool) == isinstance(found, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def explained(catalogue: Catalogue, examples: Iterable[Example]) -> Mapping[str, Explanation]:
    """The explanation of every case by its name: cases of one file, day and data year are evaluated together.

    A case has no explanation where no rule set applies to its firm.
    """
    groups: dict[tuple[Any, ...], list[Example]] = {}
    known = {rule_set.id for rule_set in catalogue.rule_sets}
    for example in examples:
        if example.rule_set not in known:
            raise UnknownRuleSet(where=str(example), id=example.rule_set)
        place = (example.facts.get("division_code"), example.facts.get("zone"))  # decides which rule set applies
        key = (example.rule_set, example.as_of, example.data_year, example.case, place)
        groups.setdefault(key, []).append(example)
    return {str(example): told for group in groups.values() for example, told in _told(catalogue, group)}


def _told(catalogue: Catalogue, examples: Sequence[Example]) -> list[tuple[Example, Explanation]]:
    """One frame for all; where the engine leaves some firm out, each firm in a frame of its own says which."""
    first = examples[0]
    told = explain_ladder(
        catalogue,
        facts_frame(catalogue.indicators, examples),
        as_of=first.as_of,
        data_year=first.data_year,
        case=first.case,
        tiers=[first.tier],
    )
    if len(told) == len(examples):
        return list(zip(examples, told, strict=True))
    return [] if len(examples) == 1 else [pair for example in examples for pair in _told(catalogue, [example])]
