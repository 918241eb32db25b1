"""Near misses: at most two failing numbers, each within its margin, none of them a veto."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.rulesets import RuleSet
from tests.domain.standards import condition, group, judge, requires, rule_set, value

REVENUE = condition("revenue", "value: revenue, at_least: 1000 万元")
STAFF = condition("staff", "value: staff, at_most: 100 人")
SHARE = condition("share", "value: rd_expense / total_cost, at_least: 10%")
LISTED = condition("listed", "value: is_listed, is: false")
GOOD = {"revenue__0": 1000.0, "staff__0": 100.0, "rd_expense__0": 10.0, "total_cost__0": 100.0, "is_listed": False}
FOUR = rule_set(requires(REVENUE, STAFF, SHARE, LISTED))


def near(rules: RuleSet, **changes: Any) -> str | None:
    return judge(rules, {**GOOD, **changes})[0]["candidate_class"]


# what differs from a firm that passes; candidate class. The tier's margin is a fifth of the threshold.
FIRMS: list[tuple[dict[str, Any], str | None]] = [
    ({}, "eligible"),
    ({"revenue__0": 999.99}, "near"),
    ({"revenue__0": 800.0}, "near"),
    ({"revenue__0": 799.99}, None),
    ({"staff__0": 120.0}, "near"),
    ({"staff__0": 121.0}, None),
    ({"rd_expense__0": 8.0}, "near"),
    ({"rd_expense__0": 7.99}, None),
    ({"revenue__0": 900.0, "staff__0": 110.0}, "near"),
    ({"revenue__0": 900.0, "staff__0": 121.0}, None),
    ({"revenue__0": 900.0, "staff__0": 110.0, "rd_expense__0": 9.0}, None),
    ({"is_listed": True}, None),
    ({"revenue__0": 900.0, "is_listed": True}, None),
    ({"revenue__0": None}, "incomplete"),
    ({"revenue__0": None, "staff__0": 110.0}, "near"),
    ({"revenue__0": None, "staff__0": 200.0}, None),
    ({"title__tech_sme": True}, None),
    ({"revenue__0": 900.0, "title__tech_sme": True}, None),
]


@pytest.mark.parametrize(("changes", "expected"), FIRMS)
def test_a_firm_is_near_by_at_most_two_numbers_within_the_margin(changes: dict[str, Any], expected: str | None) -> None:
    assert near(FOUR, **changes) == expected


def test_a_veto_is_never_near_even_where_it_is_a_number() -> None:
    rules = rule_set(requires(condition("revenue", "value: revenue, at_least: 1000 万元, veto: true")))
    assert near(rules, revenue__0=999.99) is None


def test_a_condition_may_have_a_margin_of_its_own() -> None:
    rules = rule_set(requires(condition("revenue", "value: revenue, at_least: 1000 万元, margin: 0.05")))
    assert [near(rules, revenue__0=revenue) for revenue in (950.0, 949.99)] == ["near", None]


def test_with_a_margin_of_nothing_a_firm_is_never_near_not_even_on_a_threshold_that_it_must_not_reach() -> None:
    rules = rule_set(requires(condition("band", "value: revenue, less_than: 1000 万元, margin: 0.0")))
    assert [near(rules, revenue__0=revenue) for revenue in (1000.0, 1000.01)] == [None, None]
    usual = rule_set(requires(condition("band", "value: revenue, less_than: 1000 万元")))
    assert near(usual, revenue__0=1000.0) == "near"


def test_a_margin_of_nothing_lets_nobody_near() -> None:
    rules = rule_set(requires(condition("revenue", "value: revenue, at_least: 1000 万元, margin: 0.0")))
    assert near(rules, revenue__0=999.99) is None


def test_of_several_ways_the_cheapest_counts() -> None:
    both = group(
        "both",
        "all",
        condition("a", "value: revenue, at_least: 1100 万元"),
        condition("b", "value: staff, at_most: 90 人"),
    )
    rules = rule_set(requires(group("ways", "any", both, condition("c", "value: rd_expense, at_least: 12 万元"))))
    assert judge(rules, GOOD)[0]["fixes"] == 1
    assert judge(rules, {**GOOD, "rd_expense__0": 1.0})[0]["fixes"] == 2
    assert judge(rules, {**GOOD, "rd_expense__0": 1.0, "staff__0": 1000.0})[0]["fixes"] == 99


def test_an_any_group_with_a_way_that_is_still_open_is_not_ineligible() -> None:
    rules = rule_set(requires(group("ways", "any", REVENUE, condition("c", "value: net_profit, at_least: 12 万元"))))
    assert near(rules, revenue__0=900.0) == "incomplete"


def test_an_unmade_claim_is_no_near_miss_but_a_short_one_is() -> None:
    rules = rule_set(requires(condition("c", "value: standards_led, at_least: 10 项, missing: none")))
    assert [near(rules, standards_led__0=count) for count in (None, 9.0, 7.0)] == [None, "near", None]


def test_each_failing_year_has_to_be_within_the_margin() -> None:
    rules = rule_set(requires(condition("c", "value: revenue, at_least: 1000 万元, each: 2")))
    assert near(rules, revenue__0=900.0, revenue__1=850.0) == "near"
    assert near(rules, revenue__0=900.0, revenue__1=100.0) is None


def test_a_test_handed_to_a_person_is_nothing_to_mend() -> None:
    manual = condition("m", "value: self_brand, is: false, unmet_means: manual")
    rules = rule_set(requires(REVENUE, manual))
    assert near(rules, revenue__0=900.0, self_brand=True) == "near"
    assert near(rules, self_brand=True) == "review"


def test_a_person_s_no_cannot_be_mended_by_numbers() -> None:
    rules = rule_set(requires(REVENUE, condition("m", "manual: true")))
    decision = f"decision:tech_sme:{rules.id}:m"
    assert near(rules, revenue__0=900.0, **{decision: True}) == "near"
    assert near(rules, revenue__0=900.0, **{decision: False}) is None


def test_the_margin_is_rounded_like_every_value() -> None:
    assert value("rd_expense / total_cost", rd_expense__0=0.08, total_cost__0=1.0) == 0.08
    assert near(rule_set(requires(SHARE)), rd_expense__0=0.08, total_cost__0=1.0) == "near"
