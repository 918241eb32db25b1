"""Which rule set applies to a firm: the most specific jurisdiction, the day, and the case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.domain.explaining import explain_ladder
from registry.domain.ladder import evaluate_ladder, tier_details
from registry.domain.outcomes import Case
from tests.domain.standards import AS_OF, Standards, condition, facts, requires, rule_sets

BODY = requires(condition("c", "value: revenue, at_least: 1 万元"))
EVERYWHERE = ("CN", "42", "4201", "420111", "zone:donghu")
LAYERED = Standards(rule_sets(*((BODY, {"jurisdiction": place}) for place in EVERYWHERE)))


def applied(standards: Standards, *, as_of: date = AS_OF, case: Case = Case.NEW, **firm: Any) -> list[str]:
    """Ids of the rule sets that are applied to one firm, by whichever way it is worked out."""
    frame = facts({"revenue__0": 1.0, **firm})
    asked: dict[str, Any] = {"as_of": as_of, "data_year": 2025, "case": case, "tiers": ["tech_sme"]}
    ids = [rules.id for rules, _ in tier_details(standards, frame, **asked)]
    assert ids == evaluate_ladder(standards, frame, **asked)["rule_set"].to_list()
    assert ids == [told.rule_set.id for told in explain_ladder(standards, frame, **asked)]
    return ids


# zone; division; jurisdiction that applies
PLACES = [
    ("donghu", "420111", "zone:donghu"),
    ("donghu", None, "zone:donghu"),
    (None, "420111", "420111"),
    (None, "420106", "4201"),
    ("another", "420111", "420111"),
    (None, "420500", "42"),
    (None, "420000", "42"),
    (None, "310115", "CN"),
    (None, None, "CN"),
    (None, "", "CN"),
]


@pytest.mark.parametrize(("zone", "division", "jurisdiction"), PLACES)
def test_the_most_specific_jurisdiction_applies(zone: str | None, division: str | None, jurisdiction: str) -> None:
    assert applied(LAYERED, zone=zone, division_code=division) == [f"tech_sme/{jurisdiction}/2020-01-01"]


def test_without_a_national_rule_set_firms_elsewhere_are_not_evaluated() -> None:
    hubei = Standards(rule_sets((BODY, {"jurisdiction": "42"})))
    assert applied(hubei, division_code="420111") == ["tech_sme/42/2020-01-01"]
    assert applied(hubei, division_code="310115") == applied(hubei, division_code=None) == applied(hubei) == []


# The change of 2026-04-01, with rule sets of the test: the old law ends the day before the new one begins.
CHANGED = Standards(
    rule_sets(
        (BODY, {"start": "2022-08-01", "end": "2026-03-31", "cases": "[new]"}),
        (BODY, {"start": "2026-04-01", "cases": "[new]"}),
        (BODY, {"start": "2022-08-01", "end": "2026-12-31", "cases": "[review]"}),
        (BODY, {"start": "2027-01-01", "cases": "[review]"}),
    )
)
DAYS = [
    (date(2022, 7, 31), Case.NEW, []),
    (date(2022, 8, 1), Case.NEW, ["tech_sme/CN/2022-08-01"]),
    (date(2026, 3, 31), Case.NEW, ["tech_sme/CN/2022-08-01"]),
    (date(2026, 4, 1), Case.NEW, ["tech_sme/CN/2026-04-01"]),
    (date(2026, 4, 1), Case.REVIEW, ["tech_sme/CN/2022-08-01/review"]),
    (date(2026, 12, 31), Case.REVIEW, ["tech_sme/CN/2022-08-01/review"]),
    (date(2027, 1, 1), Case.REVIEW, ["tech_sme/CN/2027-01-01/review"]),
]


@pytest.mark.parametrize(("day", "case", "expected"), DAYS)
def test_the_day_and_the_case_choose_the_version(day: date, case: Case, expected: list[str]) -> None:
    assert applied(CHANGED, as_of=day, case=case) == expected


def test_a_local_rule_set_that_has_ended_gives_way_to_the_national_one() -> None:
    standards = Standards(rule_sets((BODY, {}), (BODY, {"jurisdiction": "42", "end": "2025-12-31"})))
    assert applied(standards, division_code="420111") == ["tech_sme/CN/2020-01-01"]
    assert applied(standards, division_code="420111", as_of=date(2025, 12, 31)) == ["tech_sme/42/2020-01-01"]


def test_firms_of_different_places_are_evaluated_together_each_by_its_own() -> None:
    frame = facts(*({"revenue__0": 1.0, "zone": zone, "division_code": division} for zone, division, _ in PLACES))
    answer = evaluate_ladder(LAYERED, frame, as_of=AS_OF, data_year=2025, tiers=["tech_sme"]).sort("firm_id")
    assert answer["rule_set"].to_list() == [f"tech_sme/{place}/2020-01-01" for _, _, place in PLACES]


def test_a_tier_without_any_rule_set_gives_no_row_and_an_empty_answer_has_the_same_columns() -> None:
    answer = evaluate_ladder(LAYERED, facts({"revenue__0": 1.0}), as_of=AS_OF, data_year=2025, tiers=["moose"])
    full = evaluate_ladder(LAYERED, facts({"revenue__0": 1.0}), as_of=AS_OF, data_year=2025, tiers=["tech_sme"])
    assert answer.height == 0
    assert answer.schema == full.schema
