"""What could still change an answer: an input matters only while nothing else has settled the verdict."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.questions import openness
from tests.domain.standards import condition, explain, group, requires, rule_set

REVENUE = condition("r", "value: revenue, at_least: 100 万元")
STAFF = condition("s", "value: staff, at_least: 10 人")
SHARE = condition("m", "value: market_share, at_least: 10%")
VIOLATION = condition("v", "value: serious_violation, is: false, missing: clear")
CLAIM = condition("a", "value: national_award_rank, at_most: 5 名, missing: none")
PERSON = condition("p", "manual: true")
ANY = group("either", "any", STAFF, SHARE)

# the rule; what is known; what the verdict waits for; what is presumed and could overturn it
CASES: list[tuple[tuple[str, ...], dict[str, Any], list[str], list[str]]] = [
    ((REVENUE, STAFF), {}, ["revenue", "staff"], []),
    ((REVENUE, STAFF), {"revenue__0": 500.0}, ["staff"], []),
    ((REVENUE, STAFF), {"revenue__0": 5.0}, [], []),
    ((REVENUE, ANY), {}, ["revenue", "staff", "market_share"], []),
    ((REVENUE, ANY), {"staff__0": 50}, ["revenue"], []),
    ((REVENUE, ANY), {"staff__0": 5}, ["revenue", "market_share"], []),
    ((REVENUE, ANY), {"staff__0": 5, "market_share__0": 0.01}, [], []),
    ((REVENUE, VIOLATION), {"revenue__0": 500.0}, [], ["serious_violation"]),
    ((REVENUE, VIOLATION), {"revenue__0": 5.0}, [], []),
    ((REVENUE, VIOLATION), {}, ["revenue"], ["serious_violation"]),
    ((group("either", "any", REVENUE, CLAIM),), {"revenue__0": 5.0}, [], ["national_award_rank"]),
    ((REVENUE, PERSON), {"revenue__0": 500.0}, [], []),
]


@pytest.mark.parametrize(("members", "firm", "needed", "presumed"), CASES)
def test_only_what_could_still_change_the_verdict_is_asked(
    members: tuple[str, ...], firm: dict[str, Any], needed: list[str], presumed: list[str]
) -> None:
    found = openness(explain(rule_set(requires(*members)), **firm))
    assert [one.indicator for one in found.needed] == needed
    assert [one.indicator for one in found.presumed] == presumed
