"""The tiers of one firm: where it stands on each, as a strip and as panels that open to every condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.domain.explanation import Explanation
from registry.domain.outcomes import Case, Outcome
from registry.web.firms.conditions import Line, lines
from registry.web.firms.decided import Decisions
from registry.web.firms.elsewhere import jurisdiction_name
from registry.web.firms.fields import Fields
from registry.web.firms.scores import points
from registry.web.marks import Mark, marks_of
from registry.web.texts import gettext
from registry.web.tracks import by_track

URGENCY = ("eligible", "review", "near", "incomplete")


@dataclass(frozen=True)
class Panel:
    """One tier. `state` is what the firm is to it: holder, candidate of a class, or the verdict alone.

    `local` names places whose own standards might apply instead; `presumed` and `unclaimed` are what was assumed; `says` are
    further sentences above the conditions.
    """

    tier: str
    rule_set: str
    state: str
    verdict: str
    document: str
    title: str
    place: str
    since: date
    until: date | None
    data_year: int
    is_review: bool
    unmet: int
    lacking: str
    score: str
    lines: list[Line]
    presumed: list[Line]
    unclaimed: list[Line]
    notes: tuple[str, ...]
    marks: tuple[Mark, ...]
    local: tuple[str, ...]
    is_open: bool
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Whom the panels are for: the fields that may be filled in, the decisions that stand, the places that may matter."""

    fields: Fields
    decisions: Decisions
    local: Callable[[str], tuple[str, ...]]


def panels_of(explanations: Sequence[Explanation], reader: Reader, chosen: str = "") -> list[Panel]:
    """A panel per tier. One is open: the chosen one, else the highest rung of the ripest class."""
    ripest = chosen or _ripest(explanations)
    return [_panel(explanation, reader, is_open=explanation.rule_set.tier == ripest) for explanation in explanations]


def _ripest(explanations: Sequence[Explanation]) -> str:
    """The tier that the firm is nearest to; of the same class, the highest of the first track that has one."""
    held = [one for one in explanations if one.candidate_class is not None]
    for name in URGENCY:
        tiers = [one.rule_set.tier for one in held if one.candidate_class == name]
        if tiers:
            return by_track(tiers, lambda tier: tier)[0][1][-1]
    return ""


def _panel(explanation: Explanation, reader: Reader, *, is_open: bool) -> Panel:
    rule_set, every = explanation.rule_set, lines(explanation, reader.fields, reader.decisions)
    return Panel(
        tier=rule_set.tier,
        rule_set=rule_set.id,
        state=state_of(explanation),
        verdict=explanation.verdict.value,
        document=rule_set.source.number,
        title=rule_set.source.title,
        place=jurisdiction_name(rule_set.jurisdiction),
        since=rule_set.effective.start,
        until=rule_set.effective.end,
        data_year=explanation.data_year,
        is_review=rule_set.cases == (Case.REVIEW,),
        unmet=sum(member.outcome is Outcome.UNMET for member in explanation.root.members),
        lacking=lacking(explanation),
        score=points(explanation.score_low, explanation.score_high),
        lines=[line for line in every if not line.is_presumed],
        presumed=[line for line in every if line.is_presumed],
        unclaimed=[line for line in every if line.is_unclaimed],
        notes=rule_set.notes,
        marks=marks_of(rule_set),
        local=reader.local(rule_set.tier),
        is_open=is_open,
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
