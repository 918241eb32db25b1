"""Every case under tests/cases says what it says about the engine, and every condition of a rule set has its cases."""

from __future__ import annotations

import pytest

from registry.catalogue.reader import load_catalogue
from registry.domain.comparators import Comparator
from registry.domain.outcomes import Case, Missing
from registry.domain.rulesets import Condition, RuleSet, ScoreMark
from registry.services.rule_case_results import judged
from tests.cases.reading import Example, explained, read_examples

EXAMPLES = tuple(read_examples())
RULE_SETS = load_catalogue().rule_sets

# Rule sets whose cases are still to be written. An entry here shows up as a skipped test; take it out with its first case.
NOT_YET_COVERED: frozenset[str] = frozenset()


FILES = sorted({example.file for example in EXAMPLES})


@pytest.mark.parametrize("file", FILES)
def test_cases_of_a_file(file: str) -> None:
    told = {
        str(example): list(judged(example, explained().get(str(example))))
        for example in EXAMPLES
        if example.file == file
    }
    assert {name: differences for name, differences in told.items() if differences} == {}


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
