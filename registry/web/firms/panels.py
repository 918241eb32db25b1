"""The tiers of one firm: where it stands on each, as a strip and as panels that open to every condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from registry.domain.explanation import Explanation
from registry.domain.indicators import Indicators
from registry.domain.outcomes import Case, Outcome
from registry.web.firms.conditions import Line, lines
from registry.web.firms.scores import points


@dataclass(frozen=True)
class Panel:
    """One tier. `state` is what the firm is to it: holder, candidate of a class, or the verdict alone."""

    tier: str
    rule_set: str
    state: str
    verdict: str
    document: str
    title: str
    since: date
    data_year: int
    is_review: bool
    unmet: int
    lacking: str
    score: str
    lines: list[Line]
    presumed: list[Line]
    notes: tuple[str, ...]
    is_open: bool


def panels_of(explanations: Sequence[Explanation], indicators: Indicators, chosen: str = "") -> list[Panel]:
    """A panel per tier; the chosen one is open, else those the firm is a candidate for."""
    return [_panel(explanation, indicators, chosen) for explanation in explanations]


def _panel(explanation: Explanation, indicators: Indicators, chosen: str) -> Panel:
    rule_set, every = explanation.rule_set, lines(explanation, indicators)
    is_candidate = explanation.candidate_class is not None
    return Panel(
        tier=rule_set.tier,
        rule_set=rule_set.id,
        state=state_of(explanation),
        verdict=explanation.verdict.value,
        document=rule_set.source.number,
        title=rule_set.source.title,
        since=rule_set.effective.start,
        data_year=explanation.data_year,
        is_review=rule_set.cases == (Case.REVIEW,),
        unmet=sum(member.outcome is Outcome.UNMET for member in explanation.root.members),
        lacking=lacking(explanation),
        score=points(explanation.score_low, explanation.score_high),
        lines=[line for line in every if not line.is_presumed],
        presumed=[line for line in every if line.is_presumed],
        notes=rule_set.notes,
        is_open=rule_set.tier == chosen if chosen else is_candidate,
    )


def state_of(explanation: Explanation) -> str:
    """`holds`, the candidate class, or `ineligible` for a firm too far away."""
    if explanation.holds:
        return "holds"
    if explanation.candidate_class is not None:
        return explanation.candidate_class.value
    return explanation.verdict.value


def lacking(explanation: Explanation) -> str:
    """How many conditions fail or are open, in words; the members of a group count once, as the group counts."""
    outcomes = [member.outcome for member in explanation.root.members]
    counts = (
        (Outcome.UNMET, gettext("%(count)d 条未达标")),
        (Outcome.UNKNOWN, gettext("%(count)d 条缺数据")),
        (Outcome.MANUAL, gettext("%(count)d 条待人工")),
    )
    words = [words % {"count": outcomes.count(outcome)} for outcome, words in counts if outcome in outcomes]
    return " · ".join(words)
