"""The same firm by last year's rules and by next year's figures, beside the answer of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from registry.domain.indicators import Indicator
from registry.services.assessing.answers import Answers
from registry.services.assessing.judging import Standing, standings, years_after
from registry.services.assessing.projecting import Projected, projected
from registry.services.occasions import Occasion
from registry.web.assessment.answer import Answer
from registry.web.formats import trimmed
from registry.web.languages import in_words
from registry.web.quantities import cell, unit_name
from registry.web.site import site
from registry.web.tracks import by_track


@dataclass(frozen=True)
class Compared:
    """One tier: its state by last year's rules, now, and next year; "" where no standard applied. `other_rules` says that
    last year another version was in force."""

    tier: str
    before: str
    now: str
    after: str
    other_rules: str


@dataclass(frozen=True)
class Comparison:
    """The tiers in order, the two days, and every figure that was projected, in words."""

    tiers: tuple[Compared, ...]
    before: date
    after: date
    year_after: int
    grown: tuple[str, ...]
    kept: tuple[str, ...]


def comparison(answers: Answers, occasion: Occasion, answer: Answer) -> Comparison:
    """Compare today's answer with last year's rules and with next year's figures."""
    catalogue, now = site().catalogue, answer.states
    rules = {one.rule_set.tier: one.rule_set.id for one in answer.explanations}
    last = years_after(occasion, -1)
    coming, figures = projected(catalogue, answers, occasion.data_year)
    next_year = years_after(occasion, 1, data_years=1)
    before, after = standings(catalogue, answers, last), standings(catalogue, coming, next_year)
    tiers = [tier for _, listed in by_track({**before, **now, **after}, lambda tier: tier) for tier in listed]
    return Comparison(
        tiers=tuple(_compared(tier, before, now, after, rules) for tier in tiers),
        before=last.as_of,
        after=next_year.as_of,
        year_after=next_year.data_year,
        grown=tuple(_grown(one, catalogue.indicators[one.code]) for one in figures if one.growth is not None),
        kept=tuple(in_words(catalogue.indicators[one.code].label) for one in figures if one.growth is None),
    )


def _compared(
    tier: str,
    before: Mapping[str, Standing],
    now: Mapping[str, str],
    after: Mapping[str, Standing],
    rules: Mapping[str, str],
) -> Compared:
    state, rule_set = before.get(tier, ("", ""))
    other = site().catalogue.rule_set(rule_set).source.number if rule_set and rule_set != rules.get(tier) else ""
    return Compared(tier, state, now.get(tier, ""), after.get(tier, ("", ""))[0], other)


def _grown(one: Projected, indicator: Indicator) -> str:
    assert one.growth is not None
    facts = {
        "label": in_words(indicator.label),
        "old": cell(one.value, indicator),
        "new": cell(one.next, indicator),
        "unit": unit_name(indicator.unit),
        "percent": trimmed((one.growth - 1) * 100, 1),
    }
    return gettext("%(label)s %(old)s → %(new)s %(unit)s（%(percent)s%%）", **facts)
