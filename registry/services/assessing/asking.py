"""Which questions a self-assessment asks on an occasion: those that some rule in force reads, with the years it reads them for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import NATIONAL, in_force
from registry.domain.indicators import Indicator, Kind, Level
from registry.domain.inputs import inputs
from registry.domain.missing import DERIVED_FROM
from registry.domain.questions import Question, Topic
from registry.domain.rulesets import BandedThreshold, Condition, Part, RuleSet
from registry.domain.scoring import below
from registry.services.occasions import Occasion

Read = tuple[str, int]  # an indicator, or what is derived from some, and how many years before the data year
IN_PLACE_OF = {"division_code": "division_name"}  # asked in another field than their own


@dataclass(frozen=True)
class Asked:
    """One question with the years it is asked for, latest first; no years for a fact of the firm itself."""

    question: Question
    indicator: Indicator
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class AskedTopic:
    """A topic with the questions that are asked on this occasion."""

    topic: Topic
    questions: tuple[Asked, ...]


def asked_topics(catalogue: Catalogue, occasion: Occasion) -> tuple[AskedTopic, ...]:
    """The topics in their order, those without a question left out."""
    years = _years_read(catalogue, occasion)
    listed = {one.indicator for topic in catalogue.topics for one in topic.questions}
    *named, last = catalogue.topics
    rest = tuple(Question(code) for code in catalogue.indicators if code in years and code not in listed)
    topics = (*named, Topic(last.code, last.label, (*last.questions, *rest)))
    found = (AskedTopic(topic, tuple(_asked(topic, catalogue, years, occasion))) for topic in topics)
    return tuple(topic for topic in found if topic.questions)


def _asked(
    topic: Topic, catalogue: Catalogue, years: dict[str, tuple[int, ...]], occasion: Occasion
) -> Iterator[Asked]:
    for question in topic.questions:
        indicator = catalogue.indicators[question.indicator]
        if indicator.kind is Kind.PERSONAL or not (question.always or indicator.code in years):
            continue
        asked_for = years.get(indicator.code, (occasion.data_year,)) if indicator.level is Level.ANNUAL else ()
        yield Asked(question, indicator, asked_for)


def _years_read(catalogue: Catalogue, occasion: Occasion) -> dict[str, tuple[int, ...]]:
    """Each indicator that is read, and its years without a gap from the data year back, so that a row has no holes."""
    furthest: defaultdict[str, int] = defaultdict(int)
    for rule_set in _in_force(catalogue, occasion):
        for code, back in _reads(rule_set):
            for source in _sources(catalogue, code):
                furthest[source] = max(furthest[source], back if source == code else 0)
    return {
        code: tuple(occasion.data_year - lag for lag in range(back + 1))
        for code, back in furthest.items()
        if code in catalogue.indicators
    }


def _in_force(catalogue: Catalogue, occasion: Occasion) -> Iterator[RuleSet]:
    for tier in catalogue.ladder:
        yield from in_force(catalogue.rule_sets, tier, occasion.case, occasion.as_of)


def _reads(rule_set: RuleSet) -> Iterator[Read]:
    if rule_set.jurisdiction != NATIONAL:
        yield "division_code", 0
    for leaf in rule_set.conditions():
        if isinstance(leaf, Condition) and leaf.formula is not None:
            for lag in range(leaf.each):
                yield from inputs(leaf.formula.tree, lag)
            if isinstance(leaf.threshold, BandedThreshold):
                yield from inputs(leaf.threshold.by.tree)
            if leaf.industries:
                yield "industry_code", 0
    for part in rule_set.scores:
        yield from _reads_of_part(part)


def _reads_of_part(part: Part) -> Iterator[Read]:
    for step in part.steps:
        yield from inputs(step.formula.tree)
    for inner in below(part):
        yield from _reads_of_part(inner)


def _sources(catalogue: Catalogue, code: str) -> tuple[str, ...]:
    """What a firm has to say for it: itself, or what it is derived from."""
    if code == "is_sme":
        rows = catalogue.size_classes
        return tuple({one: None for row in (None, *range(len(rows.rows))) for one in rows.inputs(row)})
    return DERIVED_FROM.get(code, (IN_PLACE_OF.get(code, code),))
