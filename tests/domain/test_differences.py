"""What changed between two versions: conditions added, removed and changed, the weightiest first."""

from __future__ import annotations

import pytest

from registry.domain.differences import Change, differences
from registry.domain.rulesets import RuleSet
from registry.domain.writing import summary
from tests.domain.standards import SHIPPED, condition, group, requires, rule_set

REVENUE = "value: revenue, at_least: 1000 万元"
STAFF = "value: staff, at_most: 500 人"


def changes(before: str, after: str) -> list[Change]:
    return differences(rule_set(before), rule_set(after))


def told(before: str, after: str) -> list[tuple[str, str, str, str, str]]:
    return [(each.kind.value, each.code, each.field, each.before, each.after) for each in changes(before, after)]


@pytest.mark.parametrize("rules", SHIPPED.rule_sets, ids=lambda rules: rules.id)
def test_a_rule_set_does_not_differ_from_itself(rules: RuleSet) -> None:
    assert differences(rules, rules) == []


def test_a_threshold_is_told_in_its_unit() -> None:
    before = requires(condition("share", "value: rd_expense / revenue, at_least: 3%, each: 2"))
    after = requires(condition("share", "value: rd_expense / revenue, at_least: 3.5%, each: 3"))
    assert told(before, after) == [
        ("changed", "share", "threshold", "3%", "3.5%"),
        ("changed", "share", "each", "2", "3"),
    ]


def test_a_threshold_by_bands_is_told_band_by_band() -> None:
    by = "{by: revenue, bands: [{up_to: 5000 万元, value: 5%}, {value: 3%}]}"
    before = requires(condition("share", "value: rd_expense / revenue, at_least: 3%"))
    after = requires(condition("share", f"value: rd_expense / revenue, at_least: {by}"))
    assert told(before, after)[0][3:] == ("3%", "revenue: ≤ 5000 万元 → 5%; … → 3%")


def test_conditions_added_and_removed_are_told_with_their_test() -> None:
    before = requires(condition("revenue", REVENUE), condition("staff", STAFF))
    after = requires(condition("revenue", REVENUE), condition("field", "manual: true"))
    assert told(before, after) == [
        ("added", "field", "", "", ""),
        ("removed", "staff", "", "staff ≤ 500 人", ""),
    ]


def test_what_decides_comes_before_handling_and_wording() -> None:
    before = requires(condition("staff", STAFF), condition("revenue", REVENUE))
    after = requires(
        condition("staff", STAFF + ", note: 见通知"),
        condition("revenue", "value: revenue, at_least: 2000 万元, missing: none"),
    )
    found = changes(before, after)
    assert [(each.code, each.field) for each in found] == [
        ("revenue", "threshold"),
        ("revenue", "missing"),
        ("staff", "citation"),
    ]
    assert [each.weight for each in found] == [0, 1, 2]


def test_a_condition_that_moves_into_a_group_is_told_by_the_group() -> None:
    either = group("either", "any", condition("staff", STAFF))
    both = group("either", "any", condition("staff", STAFF), condition("revenue", REVENUE))
    before = requires(either, condition("revenue", REVENUE))
    assert told(before, requires(both)) == [("changed", "either", "members", "staff", "staff, revenue")]


def test_a_test_that_becomes_a_question_changes_its_kind() -> None:
    before, after = requires(condition("staff", STAFF)), requires(condition("staff", "manual: true"))
    assert told(before, after) == [("changed", "staff", "kind", "staff ≤ 500 人", "")]


def test_points_of_a_score_are_told_step_by_step() -> None:
    score = "scores: [{{code: total, label: {{zh: 得分, en: Score}}, steps: [{{value: ip_class1, at_least: 1 件, earns: {}}}]}}]\n"
    mark = requires("{code: mark, label: {zh: 得分, en: Score}, article: 第一条, score: total, at_least: 5 分}")
    assert told(score.format(10) + mark, score.format("7-8") + mark) == [
        ("changed", "score:total", "steps", "ip_class1 ≥ 1 件 → 10", "ip_class1 ≥ 1 件 → 7–8"),
    ]


def test_an_overlay_differs_from_its_base_by_what_the_notice_says() -> None:
    base, overlay = (SHIPPED.rule_set(f"little_giant/CN/{day}") for day in ("2022-08-01", "2025-01-01"))
    assert [(each.kind.value, each.code) for each in differences(base, overlay)] == [("added", "revenue")]


def test_every_shipped_condition_and_part_can_be_written_in_one_line() -> None:
    for rules in SHIPPED.rule_sets:
        for piece in (*rules.nodes(), *rules.scores):
            assert "\n" not in summary(piece)
            assert "object at" not in summary(piece)
            assert "(code=" not in summary(piece)
