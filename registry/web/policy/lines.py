"""A rule set as lines to read: every group, condition, pass mark and part of a score in words, with its citation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext, lazy_gettext

from registry.domain.outcomes import Case, Missing
from registry.domain.rulesets import BandedThreshold, Condition, Group, Node, RuleSet, ScoreMark
from registry.web.languages import in_words
from registry.web.names import industry_name
from registry.web.policy.formula_words import formula_words
from registry.web.quantities import limit, with_sign

CONFIDENCES = {
    "verified": lazy_gettext("已核对原文"),
    "known": lazy_gettext("通行理解，待核"),
    "reported": lazy_gettext("转引，待核"),
}
MISSING_WORDS = {
    Missing.UNKNOWN: lazy_gettext("缺数据即无法判断"),
    Missing.CLEAR: lazy_gettext("未登记视为没有（假定）"),
    Missing.NONE: lazy_gettext("未填视为没有（假定）"),
    Missing.MANUAL: lazy_gettext("缺数据时由人判断"),
}
CASE_WORDS = {Case.NEW: lazy_gettext("首次申报"), Case.REVIEW: lazy_gettext("复核")}


@dataclass(frozen=True)
class RuleLine:
    """One line: `mode` is all or any for a group, else ""; `remarks` say how the condition is handled."""

    code: str
    depth: int
    label: str
    mode: str
    what: str
    requirement: str
    article: str
    confidence: str
    is_sure: bool
    formula: str = ""
    note: str = ""
    remarks: list[str] = field(default_factory=list)


def rule_lines(rule_set: RuleSet) -> list[RuleLine]:
    """All conditions and groups below the outermost one, in reading order."""
    return [line for member in rule_set.requires.members for line in _lines(member, 0)]


def _lines(node: Node, depth: int) -> Iterator[RuleLine]:
    if isinstance(node, Group):
        mode = gettext("须全部达到") if node.mode == "all" else gettext("达到任一项即可")
        yield RuleLine(node.code, depth, in_words(node.label), node.mode, mode, "", "", "", is_sure=True)
        for member in node.members:
            yield from _lines(member, depth + 1)
        return
    yield leaf_line(node, depth)


def leaf_line(node: Node, depth: int) -> RuleLine:
    """One condition or pass mark in words."""
    assert not isinstance(node, Group)
    cited = node.citation
    return RuleLine(
        code=node.code,
        depth=depth,
        label=in_words(node.label),
        mode="",
        what=what(node),
        requirement=requirement(node),
        article=cited.article,
        confidence=str(CONFIDENCES[cited.confidence]),
        is_sure=cited.confidence == "verified",
        formula=node.formula.text if isinstance(node, Condition) and node.formula else "",
        note=cited.note,
        remarks=list(_remarks(node)),
    )


def what(node: Condition | ScoreMark) -> str:
    """What is held against the threshold, in words."""
    if isinstance(node, ScoreMark):
        return gettext("得分 %(path)s", path=node.score)
    return formula_words(node.formula) if node.formula else gettext("由人判断")


def requirement(node: Condition | ScoreMark) -> str:
    """The threshold in words; bands one after the other."""
    if isinstance(node.threshold, BandedThreshold):
        sign, by = node.comparator.symbol if node.comparator else "", node.threshold.by
        said = [
            gettext("%(what)s不超过 %(limit)s：", what=formula_words(by), limit=with_sign(band.up_to, by.unit or ""))
            + f"{sign} {with_sign(band.value, node.unit)}"
            if band.up_to is not None
            else gettext("其余：") + f"{sign} {with_sign(band.value, node.unit)}"
            for band in node.threshold.bands
        ]
        return gettext("；").join(said)
    return limit(node.comparator, node.threshold, node.unit)


def _remarks(node: Condition | ScoreMark) -> Iterator[str]:
    if node.veto:
        yield gettext("一票否决")
    if node.margin is not None:
        yield gettext("临近幅度 %(share)s", share=with_sign(node.margin, "%")) if node.margin else gettext("不算临近")
    if not isinstance(node, Condition):
        return
    if node.each > 1:
        yield gettext("近 %(years)d 年每年都要达到", years=node.each)
    if node.formula is not None and node.missing is not Missing.UNKNOWN:
        yield str(MISSING_WORDS[node.missing])
    if node.unmet_means_manual:
        yield gettext("不符合时交人工核定")
    if len(node.cases) == 1:
        yield gettext("只用于%(case)s", case=CASE_WORDS[node.cases[0]])
    if node.industries:
        yield gettext("只用于：%(names)s", names=gettext("、").join(industry_name(code) for code in node.industries))
    if node.guidance:
        yield in_words(node.guidance)
