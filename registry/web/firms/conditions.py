"""An explanation as lines of a table: every value, threshold, gap and assumption already in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext, lazy_gettext

from registry.domain.explanation import (
    ConditionResult,
    Explanation,
    GroupResult,
    MissingInput,
    NodeResult,
    PartResult,
)
from registry.domain.indicators import Indicators
from registry.domain.outcomes import Missing, Outcome
from registry.domain.rulesets import Citation, Condition, ScoreMark
from registry.web.formats import trimmed
from registry.web.languages import in_words
from registry.web.quantities import distance, limit, quantity

CONFIDENCE = {"known": lazy_gettext("条号待核"), "reported": lazy_gettext("转引，条号待核")}


@dataclass(frozen=True)
class ScorePart:
    """One part of a score with its points and what is missing; the points of an open part are a span."""

    label: str
    points: str
    note: str
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True)
class Line:
    """One condition or group. `short` is what is lacking, `spare` what is left over; at most one of them is set."""

    code: str
    depth: int
    is_group: bool
    outcome: str
    label: str
    value: str = ""
    threshold: str = ""
    short: str = ""
    spare: str = ""
    citation: str = ""
    notes: tuple[str, ...] = ()
    parts: tuple[ScorePart, ...] = ()
    asks_person: bool = False
    is_presumed: bool = False
    is_moot: bool = False


def lines(explanation: Explanation, indicators: Indicators) -> list[Line]:
    """The lines of a rule set in reading order; the outermost group is the panel itself."""
    return [line for member in explanation.root.members for line in _node(member, 0, indicators)]


def _node(node: NodeResult, depth: int, indicators: Indicators, is_moot: bool = False) -> Iterator[Line]:
    """The node's lines; what another way already makes unnecessary is moot."""
    moot = is_moot and node.outcome is not Outcome.MET
    if isinstance(node, ConditionResult):
        yield replace(_condition(node, depth, indicators), is_moot=moot)
        return
    yield replace(_group(node, depth), is_moot=moot)
    settled = moot or (node.rule.mode == "any" and node.outcome is Outcome.MET)
    for member in node.members:
        yield from _node(member, depth + 1, indicators, settled)


def _group(node: GroupResult, depth: int) -> Line:
    rule = node.rule
    kind = gettext("满足其一") if rule.mode == "any" else gettext("全部满足")
    label = in_words(rule.label)
    return Line(
        rule.code, depth, True, node.outcome.word, f"{label} · {kind}" if label else kind, notes=_cheapest(node)
    )


def _cheapest(node: GroupResult) -> tuple[str, ...]:
    labels = {member.rule.code: in_words(member.rule.label) for member in node.members}
    if node.cheapest not in labels:
        return ()
    return (gettext("最省力的一条：%(label)s", label=labels[node.cheapest]),)


def _condition(result: ConditionResult, depth: int, indicators: Indicators) -> Line:
    rule = result.rule
    short, spare = _gap(result)
    return Line(
        code=rule.code,
        depth=depth,
        is_group=False,
        outcome=result.outcome.word,
        label=in_words(rule.label),
        value=_value(result),
        threshold=limit(rule.comparator, result.threshold, rule.unit),
        short=short,
        spare=spare,
        citation=cited(rule.citation),
        notes=tuple(_notes(result, indicators)),
        parts=tuple(_part(part, indicators) for part in result.parts),
        asks_person=result.outcome is Outcome.MANUAL and isinstance(rule, Condition),
        is_presumed=result.assumption is Missing.CLEAR,
    )


def _value(result: ConditionResult) -> str:
    rule = result.rule
    if isinstance(rule, ScoreMark):
        return points(result.low, result.high)
    if result.by_year:
        return gettext("；").join(
            gettext("%(year)s 年 %(value)s", year=year, value=quantity(value, rule.unit, _number(result.threshold)))
            for year, value in result.by_year
        )
    if result.value is None and (rule.formula is None or result.assumption):
        return ""
    return quantity(result.value, rule.unit, _number(result.threshold))


def _number(threshold: object) -> float | None:
    return threshold if isinstance(threshold, int | float) and not isinstance(threshold, bool) else None


def _gap(result: ConditionResult) -> tuple[str, str]:
    """What is short and what is spare, in words."""
    if result.gap is None:
        return "", ""
    size = distance(result.gap, result.rule.unit)
    if result.outcome is Outcome.MET:
        return "", gettext("余 %(size)s", size=size) if result.gap > 0 else ""
    return (gettext("差 %(size)s", size=size), "") if result.gap <= 0 else ("", "")


def _notes(result: ConditionResult, indicators: Indicators) -> Iterator[str]:
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


def points(low: float | None, high: float | None) -> str:
    """A score: one number where nothing is open, else the span that is still possible."""
    if low is None or high is None:
        return ""
    if low == high:
        return gettext("%(points)s 分", points=trimmed(low, 2))
    return gettext("%(low)s – %(high)s 分", low=trimmed(low, 2), high=trimmed(high, 2))


def _part(part: PartResult, indicators: Indicators) -> ScorePart:
    note = gettext("请补：%(inputs)s", inputs=wanted(part.missing, indicators)) if part.missing else ""
    if not note and part.low != part.high and not part.parts:
        note = gettext("由评审人员打分")
    return ScorePart(
        in_words(part.label), points(part.low, part.high), note, tuple(_part(inner, indicators) for inner in part.parts)
    )


def cited(citation: Citation) -> str:
    """The article, and how sure its number is."""
    doubt = CONFIDENCE.get(citation.confidence)
    return f"{citation.article}（{doubt}）" if doubt else citation.article
