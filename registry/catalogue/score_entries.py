"""Scores and their parts from their YAML entries."""

from __future__ import annotations

import re

from registry.catalogue.condition_entries import (
    Names,
    read_citation,
    read_comparator,
    read_formula,
)
from registry.catalogue.quantities import read_quantity
from registry.catalogue.strict import Entry
from registry.domain.comparators import Comparator
from registry.domain.formulas import Formula
from registry.domain.rulesets import Part, Points, Step
from registry.domain.units import FLAG, NOT_QUANTITIES, TEXT

PART_KEYS = (
    "code",
    "label",
    "article",
    "confidence",
    "note",
    "parts",
    "best_of",
    "person",
    "cap",
    "value",
    "bands",
    "steps",
    "otherwise",
)
BAND_KEYS = ("at_least", "more_than", "at_most", "less_than")
STEP_KEYS = ("value", "earns", "is", "one_of", *BAND_KEYS)
_SPAN = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(?:[-–]\s*(\d+(?:\.\d+)?))?\s*$")


def read_part(entry: Entry, names: Names) -> Part:
    """One part: `parts` to sum, `best_of` alternatives, `person`, `value` with `bands`, or `steps`."""
    entry.only(PART_KEYS)
    ways = [way for way in ("parts", "best_of", "person", "bands", "steps") if way in entry]
    if len(ways) != 1:
        raise entry.fault("一项得分只用一种写法：parts、best_of、person、bands 或 steps")
    if ways[0] in ("parts", "best_of", "steps") and not entry.entries(ways[0]):
        raise entry.fault(f"「{ways[0]}」之下至少写一项", ways[0])
    steps: tuple[Step, ...] = ()
    if "bands" in entry:
        steps = _bands(entry, read_formula(entry, "value", names))
    elif "steps" in entry:
        steps = tuple(_step(step.only(STEP_KEYS), names) for step in entry.entries("steps"))
    otherwise = None
    if steps:
        raw = entry.get("otherwise", 0)
        otherwise = read_part(raw, names) if isinstance(raw, Entry) else _points(entry, "otherwise", raw)
    return Part(
        code=entry.code(),
        label=entry.text("label"),
        steps=steps,
        otherwise=otherwise,
        best_of=tuple(read_part(below, names) for below in entry.entries("best_of")),
        parts=tuple(read_part(below, names) for below in entry.entries("parts")),
        cap=_cap(entry),
        person=_points(entry, "person", entry["person"]) if "person" in entry else None,
        citation=read_citation(entry) if "article" in entry else None,
    )


def _cap(entry: Entry) -> float | None:
    cap = entry.get("cap")
    if cap is not None and (isinstance(cap, bool) or not isinstance(cap, int | float)):
        raise entry.fault("「cap」写封顶的分数", "cap")
    return None if cap is None else float(cap)


def _bands(entry: Entry, formula: Formula) -> tuple[Step, ...]:
    """`bands: {at_least: [[30%, 20], …]}`: the first band met earns its points."""
    bands = entry.entry("bands")
    comparator = read_comparator(bands.only(BAND_KEYS))
    rows = bands[comparator.value]
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise bands.fault("每档写 [门槛, 得分]", comparator.value)
    if not rows:
        raise bands.fault("至少写一档", comparator.value)
    limits = [_limit(bands, comparator.value, row[0], formula) for row in rows]
    from_best = comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN)
    if limits != sorted(set(limits), reverse=from_best):
        raise bands.fault("从得分最高的一档写起，门槛依次放宽，不能重复", comparator.value)
    return tuple(
        Step(formula, comparator, limit, _points(bands, comparator.value, row[1]))
        for limit, row in zip(limits, rows, strict=True)
    )


def _step(entry: Entry, names: Names) -> Step:
    formula, comparator = read_formula(entry, "value", names), read_comparator(entry)
    raw = entry.need("earns")
    earns = read_part(raw, names) if isinstance(raw, Entry) else _points(entry, "earns", raw)
    threshold: float | bool | tuple[str, ...]
    if comparator is Comparator.ONE_OF and formula.unit == TEXT:
        threshold = entry.texts(comparator.value)
    elif comparator is Comparator.IS and formula.unit == FLAG:
        threshold = entry.flag(comparator.value)
    elif not comparator.is_numeric:
        raise entry.fault("是否类用「is」写 true 或 false，文字类用「one_of」写文字的列表", comparator.value)
    else:
        threshold = _limit(entry, comparator.value, entry[comparator.value], formula)
    return Step(formula, comparator, threshold, earns)


def _limit(entry: Entry, key: str, raw: object, formula: Formula) -> float:
    try:
        value, unit = read_quantity(raw)
    except ValueError:
        raise entry.fault(f"「{raw}」不是带单位的数", key) from None
    if formula.unit in NOT_QUANTITIES or (formula.unit is not None and unit != formula.unit):
        raise entry.fault(f"「{formula.text}」的单位是「{formula.unit or '无'}」，档位写成了「{unit or '无'}」", key)
    return value


def _points(entry: Entry, key: str, raw: object) -> Points:
    """`20`, or a span that a person chooses from: `7-8`."""
    match = _SPAN.match(str(raw))
    if not match or (match[2] and float(match[2]) < float(match[1])):
        raise entry.fault(f"「{raw}」不是得分；写 20，或写人工评分的范围 7-8", key)
    return Points(float(match[1]), float(match[2] or match[1]))
