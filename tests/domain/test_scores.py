"""Scores as intervals: fixed, open because something is missing, and open because a person gives the points."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.outcomes import Outcome
from registry.domain.rulesets import RuleSet
from tests.domain.standards import condition, judge, rule_set

LABEL = "label: {zh: 项, en: part}"


def part(code: str, rule: str) -> str:
    return f"{{code: {code}, {LABEL}, {rule}}}"


def steps(*found: str) -> str:
    return "steps: [" + ", ".join(f"{{{step}}}" for step in found) + "]"


CLASS_1, CLASS_2 = "value: ip_class1, at_least: 1 件", "value: ip_class2, at_least"
STEPS = part("ip", steps(f"{CLASS_1}, earns: 30", f"{CLASS_2}: 2 件, earns: 12", f"{CLASS_2}: 1 件, earns: 6"))
BANDS = part("share", "value: st_staff / staff, bands: {at_least: [[30%, 20], [10%, 4]]}")
PERSON = part("expert", "person: 0-8")
SPAN = part("span", "value: result_conversions, bands: {at_least: [[5 项, 25-30], [1 项, 1-6]]}")
BY_SALES = part("sales", "value: rd_expense / revenue, bands: {at_least: [[6%, 50], [2%, 10]]}")
BY_COST = part("cost", "value: rd_expense / total_cost, bands: {at_least: [[30%, 50], [10%, 10]]}")
BEST = part("best", f"best_of: [{BY_SALES}, {BY_COST}]")
INNER, OTHER = part("inner", "person: 2-4"), part("other", "value: staff, bands: {at_least: [[10 人, 9]]}")
NESTED = part("nested", steps(f"value: is_listed, is: true, earns: {INNER}") + f", otherwise: {OTHER}")
CHOICE = part("choice", steps("value: key_chain_result, one_of: [配套, 突破], earns: 10") + ", otherwise: 5")
SAME = part("same", steps(f"{CLASS_1}, earns: 1-6", f"{CLASS_2}: 1 件, earns: 1-6"))


def scored(*parts: str, mark: str = "at_least: 60 分", cap: str = "") -> RuleSet:
    """A rule set with one score and a mark on it."""
    total = f"scores: [{{code: total, {LABEL}, parts: [{', '.join(parts)}]{cap}}}]\n"
    required = f"requires: {{all: [{{code: mark, {LABEL}, article: 第一条, score: total, {mark}}}]}}\n"
    return rule_set(total + required)


def interval(rules: RuleSet, **row: Any) -> tuple[float, float, bool]:
    answer = judge(rules, {"staff__1": 1.0, **row})[0]
    return answer["total.low"], answer["total.high"], answer["total.missing"]


# part; firm; lowest and highest points; whether an input (not a person) keeps it open
PARTS: list[tuple[str, dict[str, Any], tuple[float, float, bool]]] = [
    (STEPS, {"ip_class1__0": 1.0}, (30, 30, False)),
    (STEPS, {"ip_class1__0": 0.0, "ip_class2__0": 2.0}, (12, 12, False)),
    (STEPS, {"ip_class1__0": 0.0, "ip_class2__0": 1.0}, (6, 6, False)),
    (STEPS, {"ip_class1__0": 0.0, "ip_class2__0": 0.0}, (0, 0, False)),
    (STEPS, {"ip_class1__0": None, "ip_class2__0": 2.0}, (12, 30, True)),
    (STEPS, {"ip_class1__0": None, "ip_class2__0": 0.0}, (0, 30, True)),
    (STEPS, {"ip_class1__0": 0.0, "ip_class2__0": None}, (0, 12, True)),
    (STEPS, {}, (0, 30, True)),
    (BANDS, {"st_staff__0": 3.0, "staff__0": 10.0}, (20, 20, False)),
    (BANDS, {"st_staff__0": 1.0, "staff__0": 10.0}, (4, 4, False)),
    (BANDS, {"st_staff__0": 0.0, "staff__0": 10.0}, (0, 0, False)),
    (BANDS, {"st_staff__0": 0.0, "staff__0": 0.0}, (0, 20, True)),
    (PERSON, {}, (0, 8, False)),
    (SPAN, {"result_conversions__0": 5.0}, (25, 30, False)),
    (SPAN, {"result_conversions__0": 0.0}, (0, 0, False)),
    (SPAN, {"result_conversions__0": None}, (0, 30, True)),
    (BEST, {"rd_expense__0": 6.0, "revenue__0": 100.0, "total_cost__0": 60.0}, (50, 50, False)),
    (BEST, {"rd_expense__0": 2.0, "revenue__0": 100.0, "total_cost__0": 6.0}, (50, 50, False)),
    (BEST, {"rd_expense__0": 2.0, "revenue__0": 100.0}, (10, 10, False)),
    (BEST, {"rd_expense__0": 2.0, "total_cost__0": 20.0}, (10, 10, False)),
    (BEST, {"rd_expense__0": 2.0, "revenue__0": 0.0, "total_cost__0": 0.0}, (0, 50, True)),
    (BEST, {}, (0, 50, True)),
    (NESTED, {"is_listed": True}, (2, 4, False)),
    (NESTED, {"is_listed": False, "staff__0": 10.0}, (9, 9, False)),
    (NESTED, {"is_listed": False}, (0, 9, True)),
    (NESTED, {"is_listed": None, "staff__0": 10.0}, (2, 9, True)),
    (NESTED, {"is_listed": None, "staff__0": 9.0}, (0, 4, True)),
    (CHOICE, {"key_chain_result": "突破"}, (10, 10, False)),
    (CHOICE, {"key_chain_result": "无"}, (5, 5, False)),
    (CHOICE, {"key_chain_result": None}, (5, 10, True)),
]


@pytest.mark.parametrize(("part", "firm", "expected"), PARTS)
def test_a_part_counts_from_its_lowest_to_its_highest_possible_points(
    part: str, firm: dict[str, Any], expected: tuple[float, float, bool]
) -> None:
    assert interval(scored(part), **firm) == expected


def test_parts_add_up_and_a_cap_holds_both_ends() -> None:
    firm = {"ip_class1__0": 1.0, "st_staff__0": 1.0, "staff__0": 10.0}
    assert interval(scored(STEPS, BANDS, PERSON), **firm) == (34, 42, False)
    assert interval(scored(STEPS, BANDS, PERSON, cap=", cap: 40"), **firm) == (34, 40, False)
    assert interval(scored(STEPS, BANDS, PERSON, cap=", cap: 30"), **firm) == (30, 30, False)


def test_two_ways_to_the_same_points_are_not_open() -> None:
    assert interval(scored(SAME), ip_class1__0=None, ip_class2__0=1.0) == (1, 6, False)
    assert interval(scored(SAME), ip_class1__0=None, ip_class2__0=0.0) == (0, 6, True)


# mark; firm; outcome; gap. The score is 30 for class I IP and 0 to 8 by a person.
MARKS = [
    ("at_least: 30 分", {"ip_class1__0": 1.0}, Outcome.MET, 0.0),
    ("at_least: 31 分", {"ip_class1__0": 1.0}, Outcome.MANUAL, None),
    ("at_least: 38 分", {"ip_class1__0": 1.0}, Outcome.MANUAL, None),
    ("at_least: 39 分", {"ip_class1__0": 1.0}, Outcome.UNMET, -1.0),
    ("more_than: 30 分", {"ip_class1__0": 1.0}, Outcome.MANUAL, None),
    ("more_than: 29 分", {"ip_class1__0": 1.0}, Outcome.MET, 1.0),
    ("more_than: 38 分", {"ip_class1__0": 1.0}, Outcome.UNMET, 0.0),
    ("at_least: 38 分", {}, Outcome.UNKNOWN, None),
    ("at_least: 12 分", {"ip_class1__0": None, "ip_class2__0": 2.0}, Outcome.MET, 0.0),
    ("at_least: 13 分", {"ip_class1__0": None, "ip_class2__0": 2.0}, Outcome.UNKNOWN, None),
]


@pytest.mark.parametrize(("mark", "firm", "expected", "gap"), MARKS)
def test_a_mark_is_met_by_the_low_end_and_unmet_by_the_high_end(
    mark: str, firm: dict[str, Any], expected: Outcome, gap: float | None
) -> None:
    answer = judge(scored(STEPS, PERSON, mark=mark), {"staff__0": 1.0, **firm})[0]
    assert (Outcome(answer["mark.outcome"]), answer["mark.gap"]) == (expected, gap)


def test_the_main_score_of_a_rule_set_is_reported() -> None:
    answer = judge(scored(STEPS, PERSON), {"ip_class1__0": 1.0})[0]
    assert (answer["score_low"], answer["score_high"]) == (30, 38)


def test_a_rule_set_without_a_score_reports_none() -> None:
    answer = judge(rule_set(f"requires: {{all: [{condition('c', 'manual: true')}]}}"), {"staff__0": 1.0})[0]
    assert (answer["score_low"], answer["score_high"]) == (None, None)
