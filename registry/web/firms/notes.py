"""What a condition has to say beside its numbers: what to fill in, what was assumed, who decided, and the article it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, lazy_gettext

from registry.domain.explanation import ConditionResult, MissingInput
from registry.domain.indicators import Indicators
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import Citation, Condition
from registry.web.languages import in_words
from registry.web.quantities import distance

CONFIDENCE = {"known": lazy_gettext("条号待核"), "reported": lazy_gettext("转引，条号待核")}


def notes(result: ConditionResult, indicators: Indicators) -> Iterator[str]:
    """The sentences below a condition's label."""
    rule = result.rule
    if result.numerator_gap and result.outcome is Outcome.UNMET:
        gap = result.numerator_gap
        label, size = in_words(indicators[gap.indicator].label), distance(gap.amount, gap.unit)
        yield gettext("%(label)s还差 %(size)s", label=label, size=size)
    if result.missing and result.outcome in (Outcome.UNKNOWN, Outcome.UNMET, Outcome.MANUAL):
        yield gettext("请补：%(inputs)s", inputs=wanted(result.missing, indicators))
    if result.assumption is Missing.CLEAR:
        yield gettext("假定：没有这项记录")
    if result.assumption is Missing.NONE:
        yield gettext("假定：未填即没有")
    if result.used:
        yield gettext("采用%(labels)s", labels=gettext("、").join(_label(code, indicators) for code in result.used))
    if result.decided is not None:
        yield gettext("已人工判断：%(answer)s", answer=gettext("符合") if result.decided else gettext("不符合"))
    if isinstance(rule, Condition) and rule.guidance:
        yield in_words(rule.guidance)


def wanted(missing: tuple[MissingInput, ...], indicators: Indicators) -> str:
    """The inputs to fill in, each with its years, once: 营业收入（2023、2024 年）、成立日期."""
    years: dict[str, list[str]] = {}
    for one in missing:
        years.setdefault(one.indicator, []).extend([str(one.year)] if one.year else [])
    words = []
    for code, listed in years.items():
        label = _label(code, indicators)
        span = gettext("、").join(sorted(set(listed)))
        words.append(gettext("%(label)s（%(years)s 年）", label=label, years=span) if span else label)
    return gettext("、").join(words)


def _label(code: str, indicators: Indicators) -> str:
    return in_words(indicators[code].label) if code in indicators else code


def cited(citation: Citation) -> str:
    """The article, and how sure its number is."""
    doubt = CONFIDENCE.get(citation.confidence)
    return f"{citation.article}（{doubt}）" if doubt else citation.article
