"""The facts that rule sets are said to need are all that they read."""

from __future__ import annotations

import random

import pytest

from registry.domain.ladder import evaluate_ladder
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from tests.domain.frames import frame_of
from tests.domain.random_firms import Palette
from tests.domain.standards import Standards, condition, requires, rule_set
from tests.domain.test_second_reading import CATALOGUE, OCCASIONS, UNUSUAL, day_of, ids, place_of


@pytest.mark.parametrize(("wanted", "case"), OCCASIONS, ids=ids)
def test_without_all_other_facts_the_answers_are_the_same(wanted: RuleSet, case: Case) -> None:
    as_of, standards = day_of(wanted), Standards((*CATALOGUE.rule_sets, UNUSUAL))
    palette, chance = Palette(CATALOGUE, wanted, as_of), random.Random(f"{wanted.id} {case}")
    frame = frame_of([{**palette.firm(chance), **place_of(wanted)} for _ in range(100)])
    needed = needed_facts(standards, [each for each in standards.rule_sets if each.tier == wanted.tier])
    lean = frame.select(name for name in frame.columns if name == "firm_id" or name in needed or ":" in name)
    whole, less = (
        evaluate_ladder(standards, facts, as_of=as_of, data_year=as_of.year - 1, case=case, tiers=[wanted.tier]).sort(
            "firm_id"
        )
        for facts in (frame, lean)
    )
    assert less.equals(whole)


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ("value: revenue, at_least: 1 万元", {"revenue@0"}),
        ("value: growth(revenue), at_least: 5%", {"revenue@0", "revenue@-1"}),
        ("value: age, at_least: 2 年", {"founded_on"}),
        ("value: title(hnte), is: true", {"title:hnte"}),
        ("value: 'active_sum(rd_expense, 2)', at_least: 1 万元", {"rd_expense@0", "rd_expense@-1", "founded_on"}),
        ("value: ip_class1_self, at_least: 1 件", {"ip_class1_self@0", "ip_class1@0"}),
        ("value: staff, at_most: 5 人, industries: [C]", {"staff@0", "industry_code"}),
    ],
)
def test_a_formula_names_what_has_to_be_loaded(rule: str, needed: set[str]) -> None:
    rules = rule_set(requires(condition("one", rule)))
    assert needed_facts(Standards((rules,)), [rules]) == needed | {"title:tech_sme"}
