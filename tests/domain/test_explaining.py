"""What an explanation says beside a verdict: what is missing and of which year, what was used, what would help."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from registry.domain import tier_rows
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import ConditionResult, Explanation, GroupResult, MissingInput, NumeratorGap
from registry.domain.outcomes import Case, Missing, Outcome, Verdict
from tests.domain.frames import frame_of
from tests.domain.random_firms import Palette
from tests.domain.standards import AS_OF, SHIPPED, YEAR, condition, explain, group, requires, rule_set


def only(rule: str, **row: Any) -> ConditionResult:
    """The explanation of a rule set's only condition."""
    return found(explain(rule_set(requires(condition("c", rule))), **{"rd_staff__0": 1.0, **row}), "c")


def found(told: Explanation, code: str) -> ConditionResult:
    return next(result for result in told.conditions() if result.rule.code == code)


def groups(told: Explanation) -> dict[str, GroupResult]:
    seen, stack = {}, [told.root]
    while stack:
        node = stack.pop()
        seen[node.rule.code] = node
        stack.extend(member for member in node.members if isinstance(member, GroupResult))
    return seen


# formula; firm; what is missing, and of which year (None: of the firm itself)
MISSING: list[tuple[str, dict[str, Any], list[tuple[str, int | None]]]] = [
    ("revenue", {}, [("revenue", 2025)]),
    ("revenue[-2]", {}, [("revenue", 2023)]),
    ("sum(revenue, 3)", {"revenue__1": 1.0}, [("revenue", 2025), ("revenue", 2023)]),
    ("growth(revenue)", {"revenue__0": 1.0}, [("revenue", 2024)]),
    ("cagr(revenue, 2)", {"revenue__0": 1.0}, [("revenue", 2023)]),
    ("rd_expense / revenue", {"revenue__0": 1.0}, [("rd_expense", 2025)]),
    ("rd_expense / revenue", {"revenue__0": 0.0, "rd_expense__0": 0.0}, []),
    ("first(sales_revenue, revenue)", {}, [("sales_revenue", 2025), ("revenue", 2025)]),
    ("years_since(national_award_year)", {}, [("national_award_year", None)]),
    ("age", {}, [("founded_on", None)]),
    ("active_sum(revenue, 3)", {"revenue__0": 1.0}, [("revenue", 2024), ("revenue", 2023)]),
]


@pytest.mark.parametrize(("formula", "firm", "missing"), MISSING)
def test_a_missing_input_is_named_with_its_year(
    formula: str, firm: dict[str, Any], missing: list[tuple[str, int | None]]
) -> None:
    threshold = {"growth(revenue)": "5%", "cagr(revenue, 2)": "5%", "rd_expense / revenue": "5%"}.get(formula, "5 万元")
    if formula in ("years_since(national_award_year)", "age"):
        threshold = "5 年"
    result = only(f"value: '{formula}', at_least: {threshold}", **firm)
    assert result.outcome is Outcome.UNKNOWN
    assert list(result.missing) == [MissingInput(code, year) for code, year in missing]


def test_a_young_firm_does_not_lack_the_years_before_its_founding() -> None:
    result = only("value: 'active_sum(revenue, 3)', at_least: 5 万元", founded_on=date(2024, 5, 1))
    assert result.missing == (MissingInput("revenue", 2025), MissingInput("revenue", 2024))


def test_an_outcome_that_is_settled_lacks_nothing() -> None:
    assert only("value: revenue, at_least: 5 万元", revenue__0=6.0).missing == ()


def test_a_condition_of_some_industries_lacks_the_industry_where_it_is_unknown() -> None:
    rule = "value: revenue, at_least: 10 万元, industries: [C], missing: none"
    unknown = only(rule, revenue__0=6.0)
    assert (unknown.outcome, unknown.missing) == (Outcome.UNKNOWN, (MissingInput("industry_code", None),))
    assert (unknown.gap, unknown.assumption) == (None, None)


# industry; firm; what the size class lacks
SIZES: list[tuple[str | None, dict[str, Any], list[str]]] = [
    ("3912", {}, ["staff", "revenue"]),
    ("3912", {"staff__0": 1000.0}, ["revenue"]),
    ("4710", {"revenue__0": 80000.0}, ["total_assets"]),
    ("7211", {"staff__0": 300.0, "revenue__0": 1.0}, ["total_assets"]),
    (None, {"staff__0": 300.0}, ["industry_code", "revenue"]),
    (None, {"staff__0": 300.0, "revenue__0": 1.0}, ["industry_code"]),
]


@pytest.mark.parametrize(("industry", "firm", "missing"), SIZES)
def test_an_unknown_size_names_what_the_row_of_its_industry_needs(
    industry: str | None, firm: dict[str, Any], missing: list[str]
) -> None:
    result = only("value: is_sme, is: true", industry_code=industry, **firm)
    assert result.outcome is Outcome.UNKNOWN
    assert [item.indicator for item in result.missing] == missing


def test_the_alternative_that_was_used_is_named() -> None:
    rule = "value: 'first(sales_revenue, revenue)', at_least: 5 万元"
    assert only(rule, sales_revenue__0=6.0, revenue__0=7.0).used == ("sales_revenue",)
    assert only(rule, revenue__0=7.0).used == ("revenue",)
    assert only(rule).used == ()


def test_a_derived_alternative_is_named_by_its_indicator() -> None:
    rule = "value: 'first(niche_years, data_year - niche_market_since + 1)', at_least: 3 年"
    result = only(rule, niche_market_since=2020)
    assert (result.value, result.used) == (6.0, ("niche_market_since",))


def test_the_years_that_were_read_are_listed() -> None:
    assert only("value: 'sum(revenue, 3)', at_least: 5 万元").years == (2025, 2024, 2023)
    assert only("value: revenue, at_least: 5 万元, each: 2").years == (2025, 2024)
    assert only("value: 'cagr(revenue, 3)', at_least: 5%").years == (2025, 2022)
    assert only("value: is_listed, is: true").years == ()
    assert only("value: is_sme, is: true").years == (2025,)


def test_the_gap_of_a_ratio_is_given_in_the_numerators_unit_as_well() -> None:
    result = only("value: rd_expense / revenue, at_least: 3%", rd_expense__0=25.0, revenue__0=1000.0)
    assert result.gap == pytest.approx(-0.005)
    assert result.numerator_gap == NumeratorGap("rd_expense", -5.0, "万元")


def test_where_a_ratio_has_to_stay_low_the_numerator_has_room() -> None:
    result = only(
        "value: total_liabilities / total_assets, at_most: 80%", total_liabilities__0=700.0, total_assets__0=1000.0
    )
    assert result.numerator_gap == NumeratorGap("total_liabilities", 100.0, "万元")


def test_a_condition_that_is_no_ratio_has_no_numerator() -> None:
    assert only("value: revenue, at_least: 3 万元", revenue__0=1.0).numerator_gap is None
    assert only("value: market_share, at_least: 3%", market_share__0=0.01).numerator_gap is None
    assert only("value: rd_expense / revenue, at_least: 3%", rd_expense__0=25.0).numerator_gap is None


def test_of_several_years_the_worst_is_shown_and_all_are_listed() -> None:
    result = only(
        "value: rd_expense / revenue, at_least: 3%, each: 2",
        rd_expense__0=40.0,
        revenue__0=1000.0,
        rd_expense__1=10.0,
        revenue__1=500.0,
    )
    assert result.by_year == ((2025, 0.04), (2024, 0.02))
    assert (result.value, result.gap) == (0.02, pytest.approx(-0.01))
    assert result.numerator_gap == NumeratorGap("rd_expense", -5.0, "万元")


def test_the_worst_year_of_a_ceiling_is_the_highest() -> None:
    result = only(
        "value: total_liabilities, at_most: 10 万元, each: 2", total_liabilities__0=9.0, total_liabilities__1=12.0
    )
    assert (result.value, result.gap) == (12.0, -2.0)


def test_a_threshold_by_bands_is_the_one_that_applied() -> None:
    rule = "value: rd_expense / revenue, at_least: {by: revenue, bands: [{up_to: 100 万元, value: 5%}, {value: 4%}]}"
    assert only(rule, rd_expense__0=5.0, revenue__0=100.0).threshold == 0.05
    assert only(rule, rd_expense__0=5.0, revenue__0=101.0).threshold == 0.04


def test_an_assumption_is_named() -> None:
    assert only("value: is_listed, is: false, missing: clear").assumption is Missing.CLEAR
    assert only("value: standards_led, at_least: 1 项, missing: none").assumption is Missing.NONE
    assert only("value: is_listed, is: false, missing: clear", is_listed=False).assumption is None
    assert only("value: is_listed, is: true").assumption is None


def test_the_cheapest_way_through_an_any_group_is_named() -> None:
    both = group(
        "both",
        "all",
        condition("a", "value: revenue, at_least: 100 万元"),
        condition("b", "value: staff, at_least: 10 人"),
    )
    rules = rule_set(requires(group("ways", "any", both, condition("c", "value: rd_expense, at_least: 10 万元"))))
    near_both = {"revenue__0": 90.0, "staff__0": 9.0}
    assert groups(explain(rules, **near_both, rd_expense__0=9.0))["ways"].cheapest == "c"
    assert groups(explain(rules, **near_both, rd_expense__0=1.0))["ways"].cheapest == "both"
    assert groups(explain(rules, revenue__0=1.0, staff__0=9.0, rd_expense__0=1.0))["ways"].cheapest is None
    assert groups(explain(rules, **near_both, rd_expense__0=11.0))["ways"].cheapest is None


def test_a_way_that_does_not_apply_is_not_the_cheapest() -> None:
    new_only = condition("a", "value: staff, at_least: 1 人, cases: [new]")
    rules = rule_set(requires(group("ways", "any", new_only, condition("c", "value: rd_expense, at_least: 10 万元"))))
    assert groups(explain(rules, case=Case.REVIEW, rd_expense__0=9.0))["ways"].cheapest == "c"
    assert groups(explain(rules, case=Case.REVIEW, rd_expense__0=1.0))["ways"].cheapest is None


def test_a_decision_is_shown_only_where_it_settled_the_outcome() -> None:
    rule = "value: is_listed, is: false, unmet_means: manual"
    rules = rule_set(requires(condition("c", rule)))
    decision = f"decision:tech_sme:{rules.id}:c"
    assert found(explain(rules, is_listed=True, **{decision: True}), "c").decided is True
    assert found(explain(rules, is_listed=True, **{decision: False}), "c").decided is False
    assert found(explain(rules, is_listed=True), "c").decided is None
    assert found(explain(rules, is_listed=False, **{decision: False}), "c").decided is None


def test_a_condition_within_its_margin_says_so() -> None:
    assert only("value: revenue, at_least: 10 万元", revenue__0=9.0).within_margin
    assert not only("value: revenue, at_least: 10 万元", revenue__0=1.0).within_margin
    assert not only("value: revenue, at_least: 10 万元", revenue__0=11.0).within_margin


def test_a_score_shows_its_parts_and_what_they_lack() -> None:
    label = "label: {zh: 项, en: part}"
    part = f"{{code: ip, {label}, steps: [{{value: ip_class1, at_least: 1 件, earns: 30}}]}}"
    expert = f"{{code: expert, {label}, person: 0-8}}"
    rules = rule_set(
        f"scores: [{{code: total, {label}, parts: [{part}, {expert}]}}]\n"
        f"requires: {{all: [{{code: mark, {label}, article: 第一条, score: total, at_least: 35 分}}]}}\n"
    )
    result = found(explain(rules, staff__0=1.0), "mark")
    assert (result.low, result.high, result.value, result.outcome) == (0.0, 38.0, None, Outcome.UNKNOWN)
    assert [(item.code, item.low, item.high, item.is_missing) for item in result.parts] == [
        ("ip", 0.0, 30.0, True),
        ("expert", 0.0, 8.0, False),
    ]
    assert result.missing == (MissingInput("ip_class1", 2025),)


def test_a_score_lists_the_years_that_its_parts_read() -> None:
    told = explain(SHIPPED.rule_set("hnte/CN/2016-01-01"), staff__0=1.0)
    assert found(told, "innovation_score").years == (2025, 2024, 2023)
    told = explain(SHIPPED.rule_set("tech_sme/CN/2017-05-03"), staff__0=1.0)
    assert found(told, "total_score").years == found(told, "st_staff_score").years == (2025,)


def test_an_explanation_stands_on_its_day_data_year_and_rule() -> None:
    rules = rule_set(requires(condition("c", "value: revenue, at_least: 5 万元")))
    told = explain(rules, revenue__0=6.0)
    assert (told.verdict, told.data_year, told.rule_set.id) == (Verdict.ELIGIBLE, 2025, rules.id)
    assert [result.rule for result in told.conditions()] == list(rules.conditions())


def test_an_explanation_is_the_same_whether_firms_were_worked_out_one_by_one_or_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(3)
    rows = [Palette(SHIPPED, rules, AS_OF).firm(chance) for rules in SHIPPED.rule_sets for _ in range(3)]
    frame = frame_of([{**row, "division_code": chance.choice((None, "420111"))} for row in rows])
    told = {}
    for few in (0, frame.height):
        monkeypatch.setattr(tier_rows, "FEW", few)
        told[few] = explain_ladder(SHIPPED, frame, as_of=AS_OF, data_year=YEAR)
    one_by_one, together = told.values()
    assert len(together) > frame.height
    assert one_by_one == together
