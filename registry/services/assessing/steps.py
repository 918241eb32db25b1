"""The way up: what stands between a firm and a tier, the cheapest first, and which tier is the nearest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.domain.explanation import ConditionResult, Explanation, GroupResult, NodeResult
from registry.domain.outcomes import CandidateClass, Outcome, Verdict
from registry.services.shortfalls import Lack, lack_of

_SETTLED = (Outcome.MET, Outcome.NOT_APPLICABLE)
_RANK = {CandidateClass.NEAR: 0, CandidateClass.INCOMPLETE: 1, None: 2}
# An order of effort, not of money: to fill in a field, to show a person the proof, to move a number by its share of the
# threshold, to become what one is not.
FILLING, SHOWING, MOVING, BECOMING = 0.0, 1.0, 2.0, 20.0
MOST_DISTANT = 10.0


@dataclass(frozen=True)
class Step:
    """One condition to be mended: what is lacking, and the condition beside the firm."""

    lack: Lack
    result: ConditionResult
    effort: float


def steps(explanation: Explanation) -> tuple[Step, ...]:
    """All steps to the tier: what fails first, then what is unknown, then what a person judges; of each the cheapest first.

    Of a group where any one member would do only the cheapest is named.
    """
    found = [_step(result) for result in _open(explanation.root)]
    return tuple(sorted(found, key=lambda step: (step.lack.outcome, step.effort)))


def nearest(explanations: Sequence[Explanation]) -> Explanation | None:
    """The tier that is neither held nor reached and takes the least; of equal ones the lower rung."""
    open_ones = [
        one for one in explanations if not one.holds and one.verdict in (Verdict.INELIGIBLE, Verdict.UNDETERMINED)
    ]
    return min(open_ones, key=_distance) if open_ones else None


def _distance(explanation: Explanation) -> tuple[int, int, float]:
    to_take = steps(explanation)
    hard = sum(step.lack.outcome is Outcome.UNMET for step in to_take)
    return _RANK[explanation.candidate_class], hard, sum(step.effort for step in to_take) + len(to_take)


def _open(node: NodeResult) -> Iterator[ConditionResult]:
    if node.outcome in _SETTLED:
        return
    if isinstance(node, ConditionResult):
        yield node
    elif node.rule.mode == "all":
        for member in node.members:
            yield from _open(member)
    else:
        yield from _open(_cheapest(node))


def _cheapest(group: GroupResult) -> NodeResult:
    """The way that the engine found the cheapest, else the one that takes the least effort."""
    named = [member for member in group.members if member.rule.code == group.cheapest]
    able = named or [member for member in group.members if member.outcome == group.outcome]
    return min(able, key=lambda member: sum(_step(result).effort for result in _open(member)))


def _step(result: ConditionResult) -> Step:
    lack = lack_of(result.rule, result.outcome, result.gap)
    return Step(lack, result, _effort(result))


def _effort(result: ConditionResult) -> float:
    if result.outcome is Outcome.UNKNOWN:
        return FILLING
    if result.outcome is Outcome.MANUAL:
        return SHOWING
    threshold = result.threshold[0] if isinstance(result.threshold, tuple) else result.threshold
    if result.gap is None or isinstance(threshold, bool) or not isinstance(threshold, int | float):
        return BECOMING
    return MOVING + min(abs(result.gap) / (abs(threshold) or 1.0), MOST_DISTANT)
