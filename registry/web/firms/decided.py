"""What a person decided about a condition, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from registry.domain.rulesets import RuleSet
from registry.store.decisions import ManualDecision
from registry.web.formats import moment
from registry.web.languages import in_words, translated

Decisions = Mapping[tuple[str, str], ManualDecision]


@dataclass(frozen=True)
class Decided:
    """A decision that stands; `is_idle` where the figures settle the condition without it."""

    id: int
    answer: str
    who: str
    when: str
    note: str
    is_idle: bool = False


def by_condition(decisions: Iterable[ManualDecision]) -> Decisions:
    """The decisions by rule set and condition, the newest where there are several."""
    return {(one.rule_set, one.condition): one for one in decisions}


def decided(decision: ManualDecision, *, counts: bool = True) -> Decided:
    """The decision in words."""
    assert decision.id is not None
    return Decided(
        id=decision.id,
        answer=gettext("符合") if decision.met else gettext("不符合"),
        who=translated(decision.decided_by),
        when=moment(decision.decided_at),
        note=decision.note,
        is_idle=not counts,
    )


def condition_label(rule_set: RuleSet, code: str) -> str:
    """A condition in words, or its code where the rule set no longer has it."""
    labels = [leaf.label for leaf in rule_set.conditions() if leaf.code == code]
    return in_words(labels[0]) if labels else code
