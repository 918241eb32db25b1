"""What a firm is asked, by topic, and what could still change an answer: words are data, relevance follows from the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.domain.explanation import ConditionResult, Explanation, GroupResult, MissingInput, NodeResult
from registry.domain.indicators import Text
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import Condition


@dataclass(frozen=True)
class Question:
    """One indicator as a firm is asked for it: `where` the number stands in its own papers. `always` asks it though no rule
    reads it; `grows` lets a projection carry last year's growth on."""

    indicator: str
    where: Text | None = None
    always: bool = False
    grows: bool = False


@dataclass(frozen=True)
class Topic:
    """Questions that are answered from the same papers, in the order they are asked."""

    code: str
    label: Text
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Openness:
    """What could still change one tier's verdict: inputs it waits for, and inputs in whose place something is presumed."""

    tier: str
    needed: tuple[MissingInput, ...]
    presumed: tuple[MissingInput, ...]


Bounds = tuple[int, int]
_LOWEST, _HIGHEST = int(Outcome.UNMET), int(Outcome.MET)


def openness(explanation: Explanation) -> Openness:
    """The inputs whose answers could still change the verdict.

    A leaf without its inputs may turn out unmet or met; everything else is what it is. An input matters while, whatever the
    other leaves do, some answer to it would make the whole come out differently: in an all-group no other member has failed
    for good, in an any-group none has passed for good.
    """
    needed = _inputs(explanation, presumed=False)
    every = _inputs(explanation, presumed=True)
    return Openness(explanation.rule_set.tier, needed, tuple(one for one in every if one not in needed))


def _inputs(explanation: Explanation, *, presumed: bool) -> tuple[MissingInput, ...]:
    leaves = _that_matter(explanation.root, presumed)
    return tuple(dict.fromkeys(one for leaf in leaves for one in leaf.missing))


def _that_matter(node: NodeResult, presumed: bool) -> Iterator[ConditionResult]:
    if isinstance(node, ConditionResult):
        if _is_open(node, presumed):
            yield node
        return
    bounds = [_bounds(member, presumed) for member in node.members]
    for position, member in enumerate(node.members):
        others = bounds[:position] + bounds[position + 1 :]
        if _can_turn(node, bounds[position], others):
            yield from _that_matter(member, presumed)


def _can_turn(group: GroupResult, own: Bounds, others: Sequence[Bounds]) -> bool:
    """Whether the member's answer can change what the group says, for some answers of the others."""
    low, high = own
    if low == high:
        return False
    if group.rule.mode == "all":
        return min((top for _, top in others), default=_HIGHEST) > low
    return max((bottom for bottom, top in others if top != Outcome.NOT_APPLICABLE), default=_LOWEST) < high


def _bounds(node: NodeResult, presumed: bool) -> Bounds:
    if isinstance(node, ConditionResult):
        return _leaf_bounds(node, presumed)
    bounds = [_bounds(member, presumed) for member in node.members]
    if node.rule.mode == "all":
        return min(low for low, _ in bounds), min(high for _, high in bounds)
    ways = [one for one in bounds if one[1] != Outcome.NOT_APPLICABLE]
    if not ways:
        return int(Outcome.NOT_APPLICABLE), int(Outcome.NOT_APPLICABLE)
    return max(low for low, _ in ways), max(high for _, high in ways)


def _leaf_bounds(leaf: ConditionResult, presumed: bool) -> Bounds:
    if leaf.outcome is not Outcome.UNKNOWN and not _is_open(leaf, presumed):
        return int(leaf.outcome), int(leaf.outcome)
    hands_over = isinstance(leaf.rule, Condition) and leaf.rule.unmet_means_manual
    return int(Outcome.MANUAL) if hands_over else _LOWEST, _HIGHEST


def _is_open(leaf: ConditionResult, presumed: bool) -> bool:
    """Whether an answer to what is missing could give the leaf another outcome."""
    if not leaf.missing:
        return False
    if leaf.outcome is Outcome.UNKNOWN:
        return True
    waits = isinstance(leaf.rule, Condition) and leaf.rule.missing is Missing.MANUAL
    return presumed and (leaf.assumption is not None or (waits and leaf.outcome is Outcome.MANUAL))
