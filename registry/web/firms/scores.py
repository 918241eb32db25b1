"""Scores in words: points or a span of points, and the parts they are made of."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from registry.domain.explanation import PartResult
from registry.web.firms.fields import Fields
from registry.web.formats import trimmed
from registry.web.languages import in_words
from registry.web.texts import gettext


@dataclass(frozen=True)
class ScorePart:
    """One part of a score with its points and what is missing; the points of an open part are a span."""

    label: str
    points: str
    note: str
    parts: tuple[ScorePart, ...]


def points(low: float | None, high: float | None) -> str:
    """A score: one number where nothing is open, else the span that is still possible."""
    if low is None or high is None:
        return ""
    if low == high:
        return gettext("%(points)s 分", points=trimmed(low, 2))
    return gettext("%(low)s – %(high)s 分", low=trimmed(low, 2), high=trimmed(high, 2))


def score_part(part: PartResult, fields: Fields) -> ScorePart:
    """One part with its own parts, and why it is open."""
    note: str = Markup(gettext("请补：%(inputs)s")) % {"inputs": fields.wanted(part.missing)} if part.missing else ""
    if not note and part.low != part.high and not part.parts:
        note = gettext("由评审人员打分")
    return ScorePart(
        in_words(part.label),
        points(part.low, part.high),
        note,
        tuple(score_part(inner, fields) for inner in part.parts),
    )
