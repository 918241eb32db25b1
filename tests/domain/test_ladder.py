"""The whole ladder at once: a row per firm and tier, verdicts, classes, and one digit per condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from registry.domain.explaining import explain_ladder
from registry.domain.ladder import evaluate_ladder, tier_details
from registry.domain.outcomes import Case, Outcome
from registry.domain.tier_rows import FEW
from tests.domain.standards import AS_OF, SHIPPED, YEAR, Standards, condition, facts, requires, rule_set, rule_sets

REVENUE = condition("revenue", "value: revenue, at_least: 10 万元")
ASKED = condition("asked", "manual: true")
RULES = rule_set(requires(REVENUE, ASKED))
ROUTES = Standards((RULES,))


def answer(standards: Any, *rows: dict[str, Any], **about: Any) -> list[dict[str, Any]]:
    occasion = {"as_of": AS_OF, "data_year": YEAR, **about}
    few = facts(*rows)
    found = evaluate_ladder(standards, few, **occasion)
    among_many = evaluate_ladder(standards, pl.concat([few] * (FEW + 1)), **occasion)
    assert among_many.unique(maintain_order=True).equals(found)
    return list(found.sort("firm_id").iter_rows(named=True))


def test_the_answer_has_one_digit_per_condition_in_reading_order() -> None:
    rows = [{"revenue__0": 10.0}, {"revenue__0": 9.0}, {"revenue__0": None}]
    found = answer(ROUTES, *rows, tiers=["tech_sme"])
    assert [row["outcomes"] for row in found] == ["32", "02", "12"]
    assert [row["verdict"] for row in found] == ["review", "ineligible", "undetermined"]
    assert [Outcome(int(digit)).word for digit in "01234"] == ["unmet", "unknown", "manual", "met", "not_applicable"]


def test_a_holder_is_judged_but_is_no_candidate() -> None:
    decision = f"decision:tech_sme:{RULES.id}:asked"
    rows = [{"revenue__0": 10.0, decision: True, "title__tech_sme": held} for held in (False, True, None)]
    found = answer(ROUTES, *rows, tiers=["tech_sme"])
    assert [row["verdict"] for row in found] == ["eligible"] * 3
    assert [row["holds"] for row in found] == [False, True, False]
    assert [row["candidate_class"] for row in found] == ["eligible", None, "eligible"]


def test_an_empty_frame_gives_an_empty_answer() -> None:
    assert answer(ROUTES, tiers=["tech_sme"]) == []
    assert answer(Standards(()), {"revenue__0": 1.0}) == []


def test_every_tier_with_a_rule_set_in_force_is_answered() -> None:
    found = answer(SHIPPED, {"revenue__0": 1.0})
    in_force = {
        rules.tier for rules in SHIPPED.rule_sets if rules.effective.includes(AS_OF) and Case.NEW in rules.cases
    }
    assert {row["tier"] for row in found} <= in_force
    assert {"tech_sme", "hnte", "srdi_sme", "little_giant"} <= {row["tier"] for row in found}


def test_only_the_asked_tiers_are_answered() -> None:
    assert {row["tier"] for row in answer(SHIPPED, {"revenue__0": 1.0}, tiers=["hnte"])} == {"hnte"}


def test_before_a_rule_set_is_in_force_there_is_no_answer() -> None:
    assert answer(SHIPPED, {"revenue__0": 1.0}, as_of=date(2010, 1, 1)) == []


def test_a_firm_of_which_nothing_is_known_lacks_data_rather_than_failing() -> None:
    verdicts = {row["tier"]: row["verdict"] for row in answer(SHIPPED, {"staff__0": None})}
    assert verdicts["tech_sme"] == verdicts["hnte"] == "undetermined"
    assert verdicts["srdi_sme"] == verdicts["little_giant"] == "ineligible"  # the prior title is a fact of the register


def test_explanations_come_tier_by_tier_in_the_frames_order() -> None:
    two = Standards(rule_sets((requires(REVENUE), {}), (requires(REVENUE), {"tier": "hnte"})))
    frame = facts({"revenue__0": 10.0}, {"revenue__0": 9.0})
    told = explain_ladder(two, frame, as_of=AS_OF, data_year=YEAR, tiers=["tech_sme", "hnte"])
    assert [(item.rule_set.tier, item.verdict.value) for item in told] == [
        ("tech_sme", "eligible"),
        ("tech_sme", "ineligible"),
        ("hnte", "eligible"),
        ("hnte", "ineligible"),
    ]


def test_details_carry_the_facts_and_every_column_of_the_conditions() -> None:
    ((rules, frame),) = tier_details(
        ROUTES, facts({"revenue__0": 9.0}), as_of=AS_OF, data_year=YEAR, tiers=["tech_sme"]
    )
    assert rules is RULES
    row = frame.row(0, named=True)
    assert (row["revenue@0"], row["revenue.value@0"], row["revenue.gap"], row["revenue.fixes"]) == (9.0, 9.0, -1.0, 1)


@pytest.mark.parametrize("data_year", [2024, 2023])
def test_another_data_year_needs_its_own_frame_and_is_named(data_year: int) -> None:
    rules = rule_set(requires(condition("niche", "value: data_year - niche_market_since + 1, at_least: 3 年")))
    (told,) = explain_ladder(
        Standards((rules,)), facts({"niche_market_since": 2022}), as_of=AS_OF, data_year=data_year, tiers=["tech_sme"]
    )
    assert told.data_year == data_year
    assert next(told.conditions()).value == data_year - 2021
