"""What a condition has to say beside its numbers: what to fill in, what was assumed, which years, and the article it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from flask_babel import lazy_gettext
from markupsafe import Markup

from registry.domain.explanation import ConditionResult
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import Citation, Condition
from registry.web.firms.fields import Fields
from registry.web.languages import in_words
from registry.web.quantities import distance
from registry.web.texts import gettext

CONFIDENCE = {"known": lazy_gettext("条号待核"), "reported": lazy_gettext("转引，条号待核")}


def notes(result: ConditionResult, fields: Fields) -> Iterator[str]:
    """The sentences below a condition's label."""
    rule = result.rule
    if ways := two_ways(result, fields):
        yield ways
    if result.missing and result.outcome in (Outcome.UNKNOWN, Outcome.UNMET, Outcome.MANUAL):
        yield Markup(gettext("请补：%(inputs)s")) % {"inputs": fields.wanted(result.missing)}
    if result.assumption is Missing.CLEAR:
        yield gettext("假定：没有这项记录")
    if result.assumption is Missing.NONE:
        yield gettext("假定：未填即没有")
    if result.used:
        yield gettext("采用%(labels)s", labels=gettext("、").join(fields.label(code) for code in result.used))
    if len(result.years) > 1 and not result.by_year:
        yield gettext("按 %(years)s 年的数据", years=span(result.years))
    if isinstance(rule, Condition) and rule.guidance:
        yield in_words(rule.guidance)


def two_ways(result: ConditionResult, fields: Fields) -> str:
    """Both ways to mend a failing ratio: 研发费用还差 48.2 万元，或占比还差 0.4 个百分点. "" where there are not two."""
    gap, rule = result.numerator_gap, result.rule
    if gap is None or result.gap is None or result.outcome is not Outcome.UNMET:
        return ""
    said = {
        "label": fields.label(gap.indicator),
        "size": distance(gap.amount, gap.unit),
        "points": distance(result.gap, rule.unit),
    }
    if rule.comparator is not None and rule.comparator.wants_less:
        return gettext("%(label)s超出 %(size)s，或占比超出 %(points)s", **said)
    return gettext("%(label)s还差 %(size)s，或占比还差 %(points)s", **said)


def span(years: Sequence[int]) -> str:
    """Years in words, those in a row as from–to.

    >>> span((2025, 2024, 2023)), span((2025, 2022))
    ('2023–2025', '2022、2025')
    """
    ordered = sorted(years)
    in_a_row = len(ordered) > 1 and all(later - earlier == 1 for earlier, later in pairwise(ordered))
    return f"{ordered[0]}–{ordered[-1]}" if in_a_row else "、".join(str(year) for year in ordered)


def cited(citation: Citation) -> str:
    """The article, and how sure its number is."""
    doubt = CONFIDENCE.get(citation.confidence)
    return f"{citation.article}（{doubt}）" if doubt else citation.article
