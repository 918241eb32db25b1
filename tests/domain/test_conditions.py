"""What one condition says: outcome, value, gap and assumption, for every kind of test and every meaning of a missing input."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from tests.domain.standards import condition, group, judge, outcome, requires, rule_set


def only(rule: str) -> RuleSet:
    return rule_set(requires(condition("c", rule)))


def seen(rule: str, **row: Any) -> tuple[Any, Any, Any]:
    """Outcome, gap and assumption of a rule set's only condition."""
    answer = judge(only(rule), row)[0]
    return outcome(only(rule), "c", **row), answer.get("c.gap"), answer.get("c.assumed")


# rule; value of revenue; outcome; gap
COMPARED = [
    ("value: revenue, at_least: 10 万元", 10.0, "met", 0.0),
    ("value: revenue, at_least: 10 万元", 9.0, "unmet", -1.0),
    ("value: revenue, at_least: 10 万元", None, "unknown", None),
    ("value: revenue, more_than: 10 万元", 10.0, "unmet", 0.0),
    ("value: revenue, more_than: 10 万元", 10.01, "met", 0.01),
    ("value: revenue, at_most: 10 万元", 10.0, "met", 0.0),
    ("value: revenue, at_most: 10 万元", 12.0, "unmet", -2.0),
    ("value: revenue, less_than: 10 万元", 10.0, "unmet", 0.0),
    ("value: revenue, less_than: 10 万元", 8.0, "met", 2.0),
    ("value: revenue, between: [10 万元, 20 万元]", 10.0, "met", 0.0),
    ("value: revenue, between: [10 万元, 20 万元]", 20.0, "met", 0.0),
    ("value: revenue, between: [10 万元, 20 万元]", 14.0, "met", 4.0),
    ("value: revenue, between: [10 万元, 20 万元]", 9.0, "unmet", -1.0),
    ("value: revenue, between: [10 万元, 20 万元]", 23.0, "unmet", -3.0),
    ("value: revenue, between: [10 万元, 20 万元]", None, "unknown", None),
]


@pytest.mark.parametrize(("rule", "revenue", "expected", "gap"), COMPARED)
def test_a_number_is_held_against_its_threshold(rule: str, revenue: float | None, expected: str, gap: float) -> None:
    found, distance, assumed = seen(rule, revenue__0=revenue)
    assert (found, distance, assumed) == (expected, gap, False)


# rule; firm; outcome
TESTED = [
    ("value: is_listed, is: true", {"is_listed": True}, "met"),
    ("value: is_listed, is: true", {"is_listed": False}, "unmet"),
    ("value: is_listed, is: true", {"is_listed": None}, "unknown"),
    ("value: is_listed, is: false", {"is_listed": False}, "met"),
    ("value: hightech_field, is: 新材料", {"hightech_field": "新材料"}, "met"),
    ("value: hightech_field, is: 新材料", {"hightech_field": "别的"}, "unmet"),
    ("value: hightech_field, one_of: [新材料, 电子信息]", {"hightech_field": "电子信息"}, "met"),
    ("value: hightech_field, one_of: [新材料, 电子信息]", {"hightech_field": "别的"}, "unmet"),
    ("value: hightech_field, one_of: [新材料, 电子信息]", {"hightech_field": ""}, "unmet"),
    ("value: hightech_field, one_of: [新材料, 电子信息]", {"hightech_field": None}, "unknown"),
    ("value: industry_section, is: C", {"industry_code": "3912"}, "met"),
    ("value: industry_section, is: C", {"industry_code": "6510"}, "unmet"),
    ("value: industry_section, is: C", {}, "unknown"),
    ("value: is_above_scale, is: true, each: 2", {"is_above_scale__0": True, "is_above_scale__1": True}, "met"),
    ("value: is_above_scale, is: true, each: 2", {"is_above_scale__0": True, "is_above_scale__1": False}, "unmet"),
    ("value: is_above_scale, is: true, each: 2", {"is_above_scale__0": True}, "unknown"),
    ("value: is_above_scale, is: true, each: 2", {"is_above_scale__1": False}, "unmet"),
]


@pytest.mark.parametrize(("rule", "firm", "expected"), TESTED)
def test_a_flag_or_a_text_is_compared(rule: str, firm: dict[str, Any], expected: str) -> None:
    assert outcome(only(rule), "c", **firm) == expected


# what a missing input means; outcome of a failing, a passing and a missing value; whether the last is an assumption
MEANINGS = [
    ("unknown", "unmet", "met", "unknown", False),
    ("clear", "unmet", "met", "met", True),
    ("none", "unmet", "met", "unmet", True),
    ("manual", "unmet", "met", "manual", False),
]


@pytest.mark.parametrize(("meaning", "failing", "passing", "missing", "assumed"), MEANINGS)
def test_a_missing_input_means_what_the_condition_says(
    meaning: str, failing: str, passing: str, missing: str, assumed: bool
) -> None:
    rule = f"value: is_listed, is: true, missing: {meaning}"
    assert seen(rule, is_listed=False) == (failing, None, False)
    assert seen(rule, is_listed=True) == (passing, None, False)
    assert seen(rule, is_listed=None) == (missing, None, assumed)


def test_a_failing_test_can_be_handed_to_a_person() -> None:
    rule = "value: is_listed, is: false, unmet_means: manual, missing: clear"
    assert [seen(rule, is_listed=flag)[0] for flag in (False, True, None)] == ["met", "manual", "met"]


def test_under_no_claim_a_missing_year_counts_as_nothing_and_says_so() -> None:
    rule = "value: 'sum(equity_financing, 2)', at_least: 100 万元, missing: none"
    assert seen(rule, equity_financing__0=100.0) == ("met", 0.0, True)
    assert seen(rule, equity_financing__0=60.0, equity_financing__1=40.0) == ("met", 0.0, False)
    assert seen(rule) == ("unmet", -100.0, True)


def test_without_that_rule_a_missing_year_is_unknown() -> None:
    assert seen("value: 'sum(equity_financing, 2)', at_least: 100 万元", equity_financing__0=500.0)[0] == "unknown"


def test_each_year_has_to_pass_and_one_known_failing_year_decides() -> None:
    rule = "value: revenue, at_least: 10 万元, each: 3"
    assert seen(rule, revenue__0=10.0, revenue__1=11.0, revenue__2=12.0) == ("met", 0.0, False)
    assert seen(rule, revenue__0=20.0, revenue__1=9.0, revenue__2=8.0) == ("unmet", -2.0, False)
    assert seen(rule, revenue__0=20.0, revenue__1=None, revenue__2=8.0) == ("unmet", -2.0, False)
    assert seen(rule, revenue__0=20.0, revenue__1=None, revenue__2=12.0) == ("unknown", None, False)


def test_a_threshold_may_depend_on_another_figure_and_bands_include_their_upper_end() -> None:
    rule = """value: rd_expense / revenue, at_least: {by: revenue, bands: [
        {up_to: 100 万元, value: 5%}, {up_to: 200 万元, value: 4%}, {value: 3%}]}"""
    rules = only(rule)
    rows = [{"revenue__0": revenue, "rd_expense__0": 1.0} for revenue in (100.0, 100.01, 200.0, 200.01, None)]
    assert [row["c.threshold"] for row in judge(rules, *rows)] == [0.05, 0.04, 0.04, 0.03, None]
    assert outcome(rules, "c", revenue__0=None, rd_expense__0=1.0) == "unknown"


def test_a_condition_of_the_other_case_does_not_apply() -> None:
    rules = only("value: revenue, at_least: 10 万元, cases: [new]")
    rules = rule_set(
        requires(
            condition("c", "value: revenue, at_least: 10 万元, cases: [new]"),
            condition("d", "value: staff, at_least: 1 人"),
        )
    )
    assert judge(rules, {"staff__0": 5.0})[0]["verdict"] == "undetermined"
    assert judge(rules, {"staff__0": 5.0}, case=Case.REVIEW)[0]["verdict"] == "eligible"


def test_a_condition_of_another_industry_does_not_apply_and_an_unclear_industry_is_unknown() -> None:
    rules = rule_set(
        requires(
            condition("c", "value: revenue, at_least: 10 万元, industries: [K702]"),
            condition("d", "value: staff, at_least: 1 人"),
        )
    )
    found = {
        code: outcome(rules, "c", industry_code=code, staff__0=5.0, revenue__0=1.0)
        for code in ("7020", "39", "70", None)
    }
    assert found == {"7020": "unmet", "39": "not_applicable", "70": "unknown", None: "unknown"}
    gaps = [judge(rules, {"industry_code": code, "staff__0": 5.0, "revenue__0": 1.0})[0]["c.gap"] for code in found]
    assert gaps == [-9.0, None, None, None]


def test_where_nothing_applies_there_is_no_verdict_and_no_row() -> None:
    rules = only("value: revenue, at_least: 10 万元, industries: [C]")
    answers = judge(rules, {"industry_code": "65", "revenue__0": 1.0}, {"industry_code": "39", "revenue__0": 1.0})
    assert [answer["firm_id"] for answer in answers] == [1]


def test_a_question_to_a_person_waits_for_a_decision() -> None:
    rules = only("manual: true")
    decision = f"decision:tech_sme:{rules.id}:c"
    found = [outcome(rules, "c", **{"staff__0": 1.0, decision: decided}) for decided in (None, True, False)]
    assert found == ["manual", "met", "unmet"]


@pytest.mark.parametrize("decided", [True, False])
def test_a_decision_settles_only_what_waits_for_a_person(decided: bool) -> None:
    rules = only("value: revenue, at_least: 10 万元")
    decision = f"decision:tech_sme:{rules.id}:c"
    for revenue, expected in ((10.0, "met"), (9.0, "unmet"), (None, "unknown")):
        answer = judge(rules, {"revenue__0": revenue, decision: decided})[0]
        assert outcome(rules, "c", **{"revenue__0": revenue, decision: decided}) == expected
        assert answer["c.decided"] is None


def test_a_decision_of_another_rule_set_changes_nothing() -> None:
    rules = only("manual: true")
    assert outcome(rules, "c", **{"decision:tech_sme:another:c": True}) == "manual"


def test_conditions_of_a_group_are_evaluated_at_any_depth() -> None:
    inner = group(
        "inner",
        "all",
        condition("a", "value: staff, at_least: 1 人"),
        condition("b", "value: revenue, at_least: 1 万元"),
    )
    rules = rule_set(requires(group("outer", "any", inner, condition("c", "value: is_listed, is: true"))))
    assert outcome(rules, "outer", staff__0=1.0, revenue__0=1.0, is_listed=False) == "met"
    assert outcome(rules, "inner", staff__0=1.0, revenue__0=0.0, is_listed=True) == "unmet"
