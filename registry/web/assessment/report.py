"""The answer as a report: a line per tier, the nearest tier's conditions, what was assumed, the figures it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from registry.domain.outcomes import Verdict
from registry.services.assessing.answers import Answers
from registry.services.assessing.asking import AskedTopic
from registry.services.assessing.steps import steps
from registry.web.assessment.answer import Answer, form_fields, step_line
from registry.web.firms.panels import Panel
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.quantities import cell, unit_name

STEPS_IN_LINE = 3


@dataclass(frozen=True)
class TierLine:
    """One tier: its panel, what it takes in one line, and its conditions in words."""

    panel: Panel
    lacking: str
    window: str


@dataclass(frozen=True)
class Figure:
    """One figure that the answer rests on; `values` by year, or the one of the firm itself under None."""

    label: str
    unit: str
    values: tuple[tuple[int | None, str], ...]


@dataclass(frozen=True)
class Report:
    """Everything a report says."""

    answer: Answer
    tiers: tuple[TierLine, ...]
    nearest: Panel | None
    presumed: tuple[str, ...]
    figures: tuple[Figure, ...]
    titles: tuple[str, ...]


def report_of(answer: Answer, answers: Answers, topics: Iterable[AskedTopic]) -> Report:
    """The report of an answer."""
    panels = [panel for _, listed in answer.tracks for panel in listed]
    lacking = _lacking(answer)
    near = answer.nearest.tier if answer.nearest else ""
    return Report(
        answer=answer,
        tiers=tuple(TierLine(panel, lacking.get(panel.tier, ""), panel.says[-1]) for panel in panels),
        nearest=next((panel for panel in panels if panel.tier == near), None),
        presumed=_presumed(panels),
        figures=tuple(_figures(answers, topics)),
        titles=tuple(tier_label(tier) for tier in answers.titles),
    )


def _lacking(answer: Answer) -> dict[str, str]:
    """What each tier takes, the first few steps in words."""
    fields, found = form_fields(), {}
    for one in answer.explanations:
        if one.holds or one.verdict not in (Verdict.INELIGIBLE, Verdict.UNDETERMINED):
            continue
        to_take = steps(one)
        said = [str(step_line(step, fields).text) for step in to_take[:STEPS_IN_LINE]]
        if len(to_take) > STEPS_IN_LINE:
            said.append(gettext("另有 %(count)d 条", count=len(to_take) - STEPS_IN_LINE))
        found[one.rule_set.tier] = gettext("；").join(said)
    return found


def _presumed(panels: Iterable[Panel]) -> tuple[str, ...]:
    """Every assumption once, in the order of the tiers."""
    lines = [line.label for panel in panels for line in (*panel.presumed, *panel.unclaimed)]
    return tuple(dict.fromkeys(lines))


def _figures(answers: Answers, topics: Iterable[AskedTopic]) -> Iterable[Figure]:
    for topic in topics:
        for asked in topic.questions:
            indicator = asked.indicator
            known = [(year, answers.years.get(year, {}).get(indicator.code)) for year in asked.years]
            known = known if asked.years else [(None, answers.firm.get(indicator.code))]
            values = tuple((year, cell(value, indicator)) for year, value in known if value is not None)
            if values:
                unit = unit_name(indicator.unit) if indicator.kind.is_numeric else ""
                yield Figure(in_words(indicator.label), unit, values)
