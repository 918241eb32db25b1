"""What an evaluation says about one firm and one rule set, ready to be shown: the rule's own tree beside the firm's values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from registry.domain.indicators import Text
from registry.domain.outcomes import CandidateClass, Missing, Outcome, Verdict
from registry.domain.rulesets import Condition, Group, RuleSet, ScoreMark, Threshold

Value: TypeAlias = float | str | bool | None


@dataclass(frozen=True)
class MissingInput:
    """An indicator without a value, and the year it is missing for (None for a fact of the firm itself)."""

    indicator: str
    year: int | None


@dataclass(frozen=True)
class NumeratorGap:
    """For a plain ratio: how much of the numerator is to spare (positive) or short (negative), in its own unit."""

    indicator: str
    amount: float
    unit: str


@dataclass(frozen=True)
class PartResult:
    """Points of one part of a score: from `low` to `high`, and why they are open."""

    code: str
    label: Text
    low: float
    high: float
    is_missing: bool
    parts: tuple[PartResult, ...] = ()
    missing: tuple[MissingInput, ...] = ()


@dataclass(frozen=True)
class ConditionResult:
    """One condition or pass mark beside a firm.

    `value`, `threshold` and `gap` are in `rule.unit` (fractions for "%"); `gap` is positive on the passing side and None for
    tests without a distance or without a value. `by_year` lists year and value of each year tested. `used` names the
    alternative that a `first(a, b)` took. `assumption` is set where a missing input was presumed clear or not claimed.
    """

    rule: Condition | ScoreMark
    outcome: Outcome
    value: Value
    threshold: Threshold | None
    gap: float | None
    assumption: Missing | None
    missing: tuple[MissingInput, ...]
    years: tuple[int, ...]
    by_year: tuple[tuple[int, Value], ...] = ()
    used: tuple[str, ...] = ()
    numerator_gap: NumeratorGap | None = None
    low: float | None = None
    high: float | None = None
    parts: tuple[PartResult, ...] = ()
    decided: bool | None = None
    within_margin: bool = False


@dataclass(frozen=True)
class GroupResult:
    """A group beside a firm; `cheapest` is the code of the unmet member that is easiest to mend in an any-group."""

    rule: Group
    outcome: Outcome
    members: tuple[NodeResult, ...]
    cheapest: str | None = None


NodeResult: TypeAlias = ConditionResult | GroupResult


@dataclass(frozen=True)
class Explanation:
    """The whole answer for one firm and one rule set. `candidate_class` is None for a holder and for one too far away."""

    rule_set: RuleSet
    as_of: date
    data_year: int
    verdict: Verdict
    candidate_class: CandidateClass | None
    holds: bool
    score_low: float | None
    score_high: float | None
    root: GroupResult

    def conditions(self) -> Iterator[ConditionResult]:
        """The leaves in reading order."""
        stack: list[NodeResult] = [self.root]
        while stack:
            node = stack.pop()
            if isinstance(node, GroupResult):
                stack.extend(reversed(node.members))
            else:
                yield node
