"""What keeps verdicts open, for all firms at once, is what the explanation of each firm says."""

from __future__ import annotations

import random

import pytest

from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation, GroupResult, NodeResult
from registry.domain.indicators import Level
from registry.domain.lacking import Looking, lacking
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Case, Outcome, Verdict
from registry.domain.rulesets import RuleSet
from tests.domain.frames import frame_of
from tests.domain.random_firms import Palette
from tests.domain.standards import AS_OF, SHIPPED, YEAR, Standards, condition, facts, group, requires, rule_set

ANNUAL = frozenset(indicator.code for indicator in SHIPPED.indicators.at_level(Level.ANNUAL))
LOOKING = Looking(ANNUAL, YEAR, SHIPPED.size_classes)
IN_FORCE = {each.tier: each for each in SHIPPED.rule_sets if Case.NEW in each.cases and each.effective.includes(AS_OF)}
RULES = [
    IN_FORCE[tier] for tier in ("tech_sme", "hnte", "innovative_sme", "srdi_sme")
]  # scores, sizes, years since founding
STAFF = condition("staff", "value: staff, at_most: 500 人")
REVENUE = condition("revenue", "value: 'first(revenue, sales_revenue)', at_least: 1000 万元")
GROWTH = condition("growth", "value: growth(revenue), at_least: 10 %")


def found(rules: RuleSet, frame: object) -> set[tuple[int, str, int]]:
    ((_, judged),) = tier_details(Standards((rules,)), frame, as_of=AS_OF, data_year=YEAR, tiers=[rules.tier])  # type: ignore[arg-type]
    return set(lacking(rules, judged, LOOKING).iter_rows())


def explained(told: Explanation, firm_id: int) -> set[tuple[int, str, int]]:
    if told.verdict is not Verdict.UNDETERMINED:
        return set()
    return {(firm_id, lack.indicator, lack.year or 0) for leaf in open_ones(told.root) for lack in leaf.missing}


def open_ones(node: NodeResult) -> list:
    if node.outcome is not Outcome.UNKNOWN:
        return []
    return [leaf for member in node.members for leaf in open_ones(member)] if isinstance(node, GroupResult) else [node]


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.id)
def test_every_firm_lacks_what_its_explanation_says(rules: RuleSet) -> None:
    chance, palette = random.Random(rules.id), Palette(SHIPPED, rules, AS_OF)
    place = {"zone": None, "division_code": rules.jurisdiction.removeprefix("CN").ljust(6, "0")}
    frame = frame_of([{**palette.firm(chance), **place} for _ in range(120)])
    told = explain_ladder(Standards((rules,)), frame, as_of=AS_OF, data_year=YEAR, tiers=[rules.tier])
    ids = tier_details(Standards((rules,)), frame, as_of=AS_OF, data_year=YEAR, tiers=[rules.tier])[0][1]["firm_id"]
    wanted = [explained(each, firm_id) for each, firm_id in zip(told, ids, strict=True)]
    assert found(rules, frame) == set().union(*wanted)
    assert any(wanted), "no firm of the sample lacks anything"


def test_one_of_two_that_serve_is_enough_and_both_are_named_where_neither_is_known() -> None:
    rules = rule_set(requires(STAFF, REVENUE))
    rows = facts({"staff__0": 1, "sales_revenue__0": 5000.0}, {"staff__0": 1, "sales_revenue__0": None})
    assert found(rules, rows) == {(1, "revenue", YEAR), (1, "sales_revenue", YEAR)}


def test_what_a_settled_group_leaves_unknown_keeps_nothing_open() -> None:
    rules = rule_set(requires(STAFF, group("either", "any", REVENUE, GROWTH)))
    rows = facts({"staff__0": None, "revenue__0": 5000.0}, {"staff__0": 1, "revenue__0": 1.0, "revenue__1": None})
    assert found(rules, rows) == {(0, "staff", YEAR), (1, "revenue", YEAR - 1)}
