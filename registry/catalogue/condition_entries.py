"""Conditions, pass marks and groups from their YAML entries."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.catalogue.quantities import read_quantity
from registry.catalogue.strict import Entry
from registry.domain.comparators import Comparator
from registry.domain.errors import RegistryError
from registry.domain.formulas import OLDEST, Formula
from registry.domain.indicators import Indicators, Text
from registry.domain.inputs import inputs
from registry.domain.outcomes import Case, Missing
from registry.domain.parsing import Vocabulary, parse
from registry.domain.rulesets import (
    Band,
    BandedThreshold,
    Citation,
    Condition,
    Confidence,
    Group,
    Node,
    ScoreMark,
    Threshold,
)
from registry.domain.units import FLAG, NOT_QUANTITIES, TEXT

CONFIDENCES: tuple[Confidence, ...] = ("verified", "known", "reported")
COMPARATORS = {comparator.value: comparator for comparator in Comparator}
COMMON = ("code", "label", "article", "confidence", "note")
CONDITION_KEYS = (
    *COMMON,
    "value",
    "manual",
    "missing",
    "each",
    "veto",
    "unmet_means",
    "margin",
    "cases",
    "industries",
    "guidance",
    *COMPARATORS,
)
QUESTION_KEYS = (*COMMON, "manual", "cases", "guidance")
MARK_KEYS = (*COMMON, "score", "margin", "at_least", "more_than")


@dataclass(frozen=True)
class Names:
    """What conditions may refer to."""

    vocabulary: Vocabulary
    indicators: Indicators


def read_formula(entry: Entry, key: str, names: Names) -> Formula:
    """The formula under a key; a fault in it is reported at its line."""
    try:
        return parse(str(entry.need(key)), names.vocabulary)
    except RegistryError as fault:
        raise entry.fault(str(fault), key) from None


def read_node(entry: Entry, names: Names) -> Node:
    """A group, a pass mark or a condition, told apart by their keys."""
    if "all" in entry or "any" in entry:
        return read_group(entry, names)
    if "score" in entry:
        return _mark(entry.only(MARK_KEYS))
    return _condition(entry.only(CONDITION_KEYS), names)


def read_group(entry: Entry, names: Names) -> Group:
    """A group of at least one member."""
    entry.only(("code", "label", "all", "any"))
    if ("all" in entry) == ("any" in entry):
        raise entry.fault("一组条件只写「all」或「any」之一")
    mode = "all" if "all" in entry else "any"
    members = tuple(read_node(member, names) for member in entry.entries(mode))
    if not members:
        raise entry.fault("一组条件至少要有一条", mode)
    label = entry.text("label") if "label" in entry else Text("", "")
    return Group(entry.code(), label, "all" if mode == "all" else "any", members)


def read_citation(entry: Entry) -> Citation:
    """The article, how sure its number is, and a note."""
    confidence = entry.word("confidence", CONFIDENCES, "verified")
    sure = next(item for item in CONFIDENCES if item == confidence)
    return Citation(str(entry.need("article")), sure, str(entry.get("note") or ""))


def read_comparator(entry: Entry) -> Comparator:
    """The one comparator of an entry."""
    found = [comparator for key, comparator in COMPARATORS.items() if key in entry]
    if len(found) != 1:
        raise entry.fault(f"每条只写一个比较：{'、'.join(COMPARATORS)}")
    return found[0]


def _mark(entry: Entry) -> ScoreMark:
    comparator = read_comparator(entry)
    value, unit = _quantity(entry, comparator.value, entry[comparator.value])
    if unit not in ("", "分"):
        raise entry.fault("得分的单位是「分」", comparator.value)
    score = str(entry.need("score"))
    return ScoreMark(
        entry.code(), entry.text("label"), read_citation(entry), score, comparator, value, margin=_margin(entry)
    )


def _condition(entry: Entry, names: Names) -> Condition:
    code, label, citation = entry.code(), entry.text("label"), read_citation(entry)
    guidance = entry.text("guidance") if "guidance" in entry else None
    if entry.flag("manual"):
        entry.only(QUESTION_KEYS)
        return Condition(code, label, citation, guidance=guidance, cases=_cases(entry))
    formula, comparator = read_formula(entry, "value", names), read_comparator(entry)
    return Condition(
        code=code,
        label=label,
        citation=citation,
        formula=formula,
        comparator=comparator,
        threshold=_threshold(entry, comparator, formula, names),
        unit="" if formula.unit in (None, *NOT_QUANTITIES) else str(formula.unit),
        missing=Missing(entry.word("missing", [missing.value for missing in Missing], "unknown")),
        each=_each(entry, formula),
        veto=entry.flag("veto"),
        unmet_means_manual=entry.word("unmet_means", ("unmet", "manual"), "unmet") == "manual",
        margin=_margin(entry),
        cases=_cases(entry),
        industries=_industries(entry),
        guidance=guidance,
    )


def _each(entry: Entry, formula: Formula) -> int:
    each = entry.get("each", 1)
    if not isinstance(each, int) or isinstance(each, bool) or each < 1:
        raise entry.fault("「each」是要逐年检查的年数", "each")
    if max((back for _, back in inputs(formula.tree, each - 1)), default=0) > OLDEST:
        raise entry.fault(f"「each」连同公式一共最多回看 {OLDEST} 年", "each")
    return each


def _margin(entry: Entry) -> float | None:
    margin = entry.get("margin")
    if margin is not None and not (isinstance(margin, float) and 0 <= margin < 1):
        raise entry.fault("「margin」应是 0 到 1 之间的小数，例如 0.2", "margin")
    return margin


def _cases(entry: Entry) -> tuple[Case, ...]:
    words = entry.texts("cases") or tuple(case.value for case in Case)
    try:
        return tuple(Case(word) for word in words)
    except ValueError:
        raise entry.fault("「cases」里写 new、review", "cases") from None


def _industries(entry: Entry) -> tuple[str, ...]:
    prefixes = entry.texts("industries")
    for prefix in prefixes:
        if not re.fullmatch(r"[A-T]\d{0,4}", prefix):
            raise entry.fault(f"行业写门类字母，可加前几位数字，例如 C、K702；不能写「{prefix}」", "industries")
    return prefixes


def _threshold(entry: Entry, comparator: Comparator, formula: Formula, names: Names) -> Threshold:
    key, raw = comparator.value, entry[comparator.value]
    if not comparator.is_numeric:
        return _plain_threshold(entry, key, raw, formula, names)
    if formula.unit in NOT_QUANTITIES:
        raise entry.fault(f"「{formula.text}」不是数量，不能比大小", key)
    if isinstance(raw, Entry):
        return _banded(raw.only(("by", "bands")), formula, names)
    if comparator is Comparator.BETWEEN:
        if not isinstance(raw, list) or len(raw) != 2:
            raise entry.fault("「between」写两个数：[下限, 上限]", key)
        low, high = (_compared(entry, key, item, formula) for item in raw)
        return low, high
    return _compared(entry, key, raw, formula)


def _plain_threshold(
    entry: Entry, key: str, raw: object, formula: Formula, names: Names
) -> bool | str | tuple[str, ...]:
    if key == "is" and isinstance(raw, bool) and formula.unit == FLAG:
        return raw
    if key == "is" and isinstance(raw, str) and formula.unit == TEXT:
        return raw
    if key == "one_of" and formula.unit == TEXT:
        words = entry.texts(key)
        indicator = names.indicators.get(formula.text)
        for word in words:
            if indicator is not None and indicator.choices and word not in indicator.choices:
                raise entry.fault(f"「{word}」不是「{indicator.label.zh}」的可选值", key)
        return words
    raise entry.fault("是否类写 true 或 false，文字类写文字或文字的列表", key)


def _compared(entry: Entry, key: str, raw: object, formula: Formula) -> float:
    value, unit = _quantity(entry, key, raw)
    if formula.unit is not None and unit != formula.unit:
        raise entry.fault(
            f"「{formula.text}」的单位是「{formula.unit or '无'}」，门槛的单位写成了「{unit or '无'}」", key
        )
    return value


def _quantity(entry: Entry, key: str, raw: object) -> tuple[float, str]:
    try:
        return read_quantity(raw)
    except ValueError:
        raise entry.fault(f"「{raw}」不是带单位的数", key) from None


def _banded(entry: Entry, formula: Formula, names: Names) -> BandedThreshold:
    by = read_formula(entry, "by", names)
    bands = []
    for item in entry.entries("bands"):
        item.only(("up_to", "value"))
        up_to = _compared(item, "up_to", item["up_to"], by) if "up_to" in item else None
        bands.append(Band(_compared(item, "value", item.need("value"), formula), up_to))
    limits = [band.up_to for band in bands]
    if not bands or limits[-1] is not None or any(limit is None for limit in limits[:-1]):
        raise entry.fault("分档从小到大写「up_to」，最后一档不写", "bands")
    known = [limit for limit in limits if limit is not None]
    if known != sorted(set(known)):
        raise entry.fault("分档从小到大写「up_to」，不能重复", "bands")
    return BandedThreshold(by, tuple(bands))
