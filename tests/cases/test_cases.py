"""Every case under tests/cases says what it says about the engine, and every condition of a rule set has its cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from registry.catalogue.reader import load_catalogue
from registry.domain.comparators import Comparator
from registry.domain.explanation import ConditionResult
from registry.domain.outcomes import Case, Missing
from registry.domain.rulesets import Condition, RuleSet, ScoreMark
from tests.cases.reading import NO_VERDICT, Example, explained, read_examples

EXAMPLES = tuple(read_examples())
RULE_SETS = load_catalogue().rule_sets

# Rule sets whose cases are still to be written. An entry here shows up as a skipped test; take it out with its first case.
NOT_YET_COVERED: frozenset[str] = frozenset()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_case(example: Example) -> None:
    expected = example.expected
    if expected["verdict"] == NO_VERDICT:
        assert str(example) not in explained()
        return
    told = explained()[str(example)]
    assert told.rule_set.id == example.rule_set
    assert told.verdict.value == expected["verdict"]
    if "class" in expected:
        assert (told.candidate_class.value if told.candidate_class else "none") == expected["class"]
    if "score" in expected:
        assert [told.score_low, told.score_high] == pytest.approx(expected["score"], abs=1e-9)
    results = {result.rule.code: result for result in told.conditions()}
    for code, want in example.conditions.items():
        assert observed(results[code], want) == {key: close(value) for key, value in want.items()}, code


def observed(result: ConditionResult, want: Mapping[str, Any]) -> dict[str, Any]:
    seen = {
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
    return {key: seen[key] for key in want}


def close(value: Any) -> Any:
    """Numbers as written in a case: to nine places, as the engine rounds."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return pytest.approx(value, abs=1e-9) if is_number else value


def test_names_of_cases_are_unique() -> None:
    names = [str(example) for example in EXAMPLES]
    assert sorted(set(names)) == sorted(names)


def test_rule_sets_not_yet_covered_exist() -> None:
    assert {rule_set.id for rule_set in RULE_SETS} >= NOT_YET_COVERED


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.id)
def test_every_condition_has_a_case_at_its_threshold_one_below_and_one_missing(rule_set: RuleSet) -> None:
    if rule_set.id in NOT_YET_COVERED:
        pytest.skip("no cases yet")
    lacking = {
        condition.code: missing
        for condition in rule_set.conditions()
        if (missing := kinds_needed(condition) - kinds_shown(condition, rule_set))
    }
    assert lacking == {}


def kinds_needed(condition: Condition | ScoreMark) -> set[str]:
    """What the cases of a condition have to show.

    Numbers: at the threshold, below, missing; where more than the threshold is asked for, the threshold itself fails, and a
    case that passes stands beside it. Flags, texts and titles: holds, fails, missing. Questions to a person: open, decided
    met, decided unmet.
    """
    if isinstance(condition, Condition) and condition.formula is None:
        return {"open", "decided met", "decided unmet"}
    if condition.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN):
        return {"at", "passes", "missing"}
    is_numeric = isinstance(condition, ScoreMark) or condition.is_numeric
    return {"at", "below", "missing"} if is_numeric else {"holds", "fails", "missing"}


def kinds_shown(condition: Condition | ScoreMark, rule_set: RuleSet) -> set[str]:
    """What is shown by the cases of this rule set, and of those of the same tier that hold the very same condition."""
    same = {other.id for other in RULE_SETS if other.tier == rule_set.tier and condition in other.conditions()}
    return {
        kind
        for example in EXAMPLES
        if example.rule_set in same and condition.code in example.conditions
        for kind in kinds_of(condition, example)
    }


def kinds_of(condition: Condition | ScoreMark, example: Example) -> set[str]:
    """What one case shows about a condition, read from its expectation."""
    want = example.conditions[condition.code]
    outcome, gap = want.get("outcome"), want.get("gap")
    if isinstance(condition, Condition) and condition.formula is None:
        return {f"decided {outcome}" if condition.code in example.decisions else "open"}
    waits = isinstance(condition, Condition) and condition.missing is Missing.MANUAL and outcome == "manual"
    shown = {"missing"} if outcome == "unknown" or want.get("assumed") or waits else set()
    if isinstance(condition, ScoreMark) or condition.is_numeric:
        shown |= {"at"} if gap == 0 else set()
        shown |= {"passes"} if outcome == "met" and not want.get("assumed") else set()
        shown |= {"below"} if gap is not None and gap < 0 and not want.get("assumed") else set()
        return shown
    if tier := title_of(condition):
        shown |= {"missing"} if tier not in example.titles else set()
        shown |= (
            {"holds" if (outcome == "met") is condition.threshold else "fails"} if tier in example.titles else set()
        )
        return shown
    if not shown:
        shown |= {"holds" if outcome == "met" else "fails"}
    return shown


def title_of(condition: Condition) -> str:
    """The tier whose title the condition asks for; empty where it asks for none."""
    tree = condition.formula.tree if condition.formula else None
    return getattr(tree, "tier", "")


def test_both_case_types_are_exercised() -> None:
    assert {example.case for example in EXAMPLES} == set(Case)
