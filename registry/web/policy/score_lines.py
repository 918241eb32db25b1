"""The scores of a rule set as lines to read: every part with how it earns, below the one it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from registry.domain.rulesets import Part, Points, RuleSet, Step
from registry.domain.scoring import below
from registry.web.languages import in_words
from registry.web.policy.formula_words import formula_words
from registry.web.quantities import limit


@dataclass(frozen=True)
class ScoreLine:
    """One part of a score and how it earns."""

    depth: int
    label: str
    earns: list[str]
    article: str


def score_lines(rule_set: RuleSet) -> list[ScoreLine]:
    """All parts of all scores, each below the one it belongs to."""
    return [line for part in rule_set.scores for line in _score_lines(part, 0)]


def earned_ways(part: Part) -> list[str]:
    """How one part earns, without those below it."""
    return list(_earns(part))


def _score_lines(part: Part, depth: int) -> Iterator[ScoreLine]:
    article = part.citation.article if part.citation else ""
    yield ScoreLine(depth, in_words(part.label), list(_earns(part)), article)
    for lower in below(part):
        yield from _score_lines(lower, depth + 1)


def _earns(part: Part) -> Iterator[str]:
    if part.person is not None:
        yield gettext("由人评分：%(points)s", points=_points(part.person))
    if part.parts:
        yield gettext("各项相加，最高 %(cap)s 分", cap=f"{part.cap:g}") if part.cap else gettext("各项相加")
    if part.best_of:
        yield gettext("取得分高的一项")
    for step in part.steps:
        yield f"{formula_words(step.formula)} {_step(step)} → {_earned(step.earns)}"
    if part.steps:
        yield gettext("其他：%(points)s", points=_earned(part.otherwise))


def _step(step: Step) -> str:
    return limit(step.comparator, step.threshold, step.formula.unit or "")


def _earned(earned: Points | Part | None) -> str:
    if isinstance(earned, Points):
        return _points(earned)
    return in_words(earned.label) if earned else gettext("%(points)s 分", points=0)


def _points(points: Points) -> str:
    low, high = f"{points.low:g}", f"{points.high:g}"
    return gettext("%(points)s 分", points=low if low == high else f"{low}–{high}")
