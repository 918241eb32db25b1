"""Which rule set applies: the most specific jurisdiction in force on the day, for the case at hand."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date

import polars as pl

from registry.domain import operations
from registry.domain.expressions import Expression, apply, col, lit, when
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet

NATIONAL = "CN"
ZONE = "zone:"


def in_force(rule_sets: Sequence[RuleSet], tier: str, case: Case, day: date) -> tuple[RuleSet, ...]:
    """The tier's rule sets in force on the day for the case, most specific jurisdiction first."""
    found = [
        rule_set
        for rule_set in rule_sets
        if rule_set.tier == tier and case in rule_set.cases and rule_set.effective.includes(day)
    ]
    return tuple(sorted(found, key=lambda rule_set: specificity(rule_set.jurisdiction), reverse=True))


def specificity(jurisdiction: str) -> int:
    """Zone over county over city over province over CN.

    >>> specificity("zone:donghu") > specificity("420111") > specificity("42") > specificity("CN")
    True
    """
    if jurisdiction.startswith(ZONE):
        return 100
    return 0 if jurisdiction == NATIONAL else len(jurisdiction)


def choice(candidates: Sequence[RuleSet], columns: Container[str]) -> Expression:
    """Index of the first rule set whose jurisdiction contains the firm; null where none does."""
    chosen = lit(None, pl.UInt8)
    for index, rule_set in reversed(list(enumerate(candidates))):
        contains = _contains(rule_set.jurisdiction, columns)
        chosen = when(contains).then(lit(index, pl.UInt8)).otherwise(chosen)
    return chosen


def _contains(jurisdiction: str, columns: Container[str]) -> Expression:
    if jurisdiction == NATIONAL:
        return lit(True)
    column = "zone" if jurisdiction.startswith(ZONE) else "division_code"
    if column not in columns:
        return lit(False)
    if column == "zone":
        return col(column).eq(jurisdiction.removeprefix(ZONE))
    return apply(operations.BEGINS_WITH, col(column), jurisdiction)
