"""Bottlenecks: whom a single condition keeps from a tier, held against a plain count firm by firm."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from registry.domain.ladder import evaluate_ladder
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Group, Node, RuleSet
from registry.services.bottlenecks import Bottleneck, bottlenecks
from tests.domain.standards import AS_OF, SHIPPED, YEAR, Standards, condition, facts, group, requires, rule_set

STAFF = condition("staff", "value: staff, at_most: 500 人")
REVENUE = condition("revenue", "value: revenue, at_least: 1000 万元")
EQUITY = condition("equity", "value: equity_financing, at_least: 500 万元")
QUESTION = condition("question", "manual: true")
FITS: dict[str, Any] = {"staff__0": 100, "revenue__0": 2000.0, "equity_financing__0": 0.0}


def found(rules: RuleSet, *rows: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    results = evaluate_ladder(Standards((rules,)), facts(*rows), as_of=AS_OF, data_year=YEAR, tiers=[rules.tier])
    return {each.condition: (each.only, each.unknown, each.manual) for each in bottlenecks([rules], results)}


def test_a_firm_that_fails_one_condition_only_counts_for_it() -> None:
    rules = rule_set(requires(STAFF, REVENUE))
    rows = [FITS, FITS | {"staff__0": 501}, FITS | {"staff__0": 900}, FITS | {"revenue__0": 1.0}]
    assert found(rules, *rows) == {"staff": (2, 0, 0), "revenue": (1, 0, 0)}


def test_a_firm_that_fails_two_conditions_counts_for_neither() -> None:
    assert found(rule_set(requires(STAFF, REVENUE)), FITS | {"staff__0": 501, "revenue__0": 1.0}) == {}


def test_firms_with_missing_data_or_an_open_question_are_counted_apart() -> None:
    rules = rule_set(requires(STAFF, REVENUE, QUESTION))
    assert found(rules, FITS | {"staff__0": 501}, FITS | {"staff__0": 501, "revenue__0": None}) == {"staff": (0, 1, 1)}


def test_of_alternatives_each_would_do() -> None:
    rules = rule_set(requires(STAFF, group("either", "any", REVENUE, EQUITY)))
    assert found(rules, FITS | {"revenue__0": 1.0}) == {"revenue": (1, 0, 0), "equity": (1, 0, 0)}


def test_of_two_needed_together_neither_is_the_only_one() -> None:
    both = group("both", "all", REVENUE, EQUITY)
    rules = rule_set(requires(group("either", "any", STAFF, both)))
    assert found(rules, {"staff__0": 900, "revenue__0": 1.0, "equity_financing__0": 0.0}) == {"staff": (1, 0, 0)}


def test_holders_and_firms_that_do_not_fail_are_left_out() -> None:
    rules = rule_set(requires(STAFF))
    assert found(rules, FITS | {"staff__0": 501, "title__tech_sme": True}, FITS, {"staff__0": None}) == {}


@pytest.mark.parametrize("rules", SHIPPED.rule_sets, ids=lambda rules: rules.id)
def test_every_shipped_rule_set_agrees_with_a_count_firm_by_firm(rules: RuleSet) -> None:
    source = random.Random(rules.id)
    weights = [2, 1, 1, 10, 1]
    patterns = [source.choices(range(5), weights, k=len(rules.conditions())) for _ in range(60)]
    failing = [pattern for pattern in patterns if root(rules, pattern) is Outcome.UNMET]
    frame = pl.DataFrame(
        {
            "rule_set": [rules.id] * len(failing),
            "verdict": ["ineligible"] * len(failing),
            "holds": [False] * len(failing),
            "outcomes": ["".join(map(str, pattern)) for pattern in failing],
        },
        schema={"rule_set": pl.String, "verdict": pl.String, "holds": pl.Boolean, "outcomes": pl.String},
    )
    counted = bottlenecks([rules], frame)
    assert sorted(counted, key=str) == sorted(plainly(rules, failing), key=str)


def plainly(rules: RuleSet, patterns: list[list[int]]) -> list[Bottleneck]:
    counted = []
    for place, rule in enumerate(rules.conditions()):
        mended = [[*pattern[:place], 3, *pattern[place + 1 :]] for pattern in patterns if pattern[place] == 0]
        roots = [root(rules, pattern) for pattern in mended]
        numbers = [roots.count(each) for each in (Outcome.MET, Outcome.UNKNOWN, Outcome.MANUAL)]
        if any(numbers):
            counted.append(Bottleneck(rules.tier, rules.id, rule.code, *numbers))
    return counted


def root(rules: RuleSet, pattern: list[int]) -> Outcome:
    outcomes = {rule.code: Outcome(digit) for rule, digit in zip(rules.conditions(), pattern, strict=True)}
    return reckon(rules.requires, outcomes)


def reckon(node: Node, outcomes: dict[str, Outcome]) -> Outcome:
    """A group as the policy reads it, without the engine."""
    if not isinstance(node, Group):
        return outcomes[node.code]
    applying = [each for member in node.members if (each := reckon(member, outcomes)) is not Outcome.NOT_APPLICABLE]
    order = [Outcome.UNMET, Outcome.UNKNOWN, Outcome.MANUAL, Outcome.MET]
    if node.mode == "any":
        order = [Outcome.MET, Outcome.UNKNOWN, Outcome.MANUAL, Outcome.UNMET]
    return next((each for each in order if each in applying), Outcome.NOT_APPLICABLE)
