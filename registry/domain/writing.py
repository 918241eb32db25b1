"""Pieces of a rule set in one line each, the same in every language: formula, sign, threshold with its unit, points."""

from __future__ import annotations

from enum import Enum

from registry.domain.comparators import Comparator
from registry.domain.formulas import Formula
from registry.domain.indicators import Text
from registry.domain.rulesets import BandedThreshold, Citation, Condition, Group, Node, Part, Points, ScoreMark, Step
from registry.domain.units import FRACTION


def summary(piece: Node | Part) -> str:
    """A condition by its test, a group by its members, a part of a score by how it earns; empty for a question to a person."""
    match piece:
        case Group(mode=mode, members=members):
            return f"{mode}({', '.join(member.code for member in members)})"
        case Condition(formula=None):
            return ""
        case Condition():
            each = f" × {piece.each}" if piece.each > 1 else ""
            return f"{written(piece.formula)} {against(piece)}{each}"
        case ScoreMark():
            return f"{piece.score} {against(piece)}"
        case Part():
            return _way(piece)


def against(rule: Condition | ScoreMark) -> str:
    """Sign and threshold: `≥ 60 分`; empty for a question to a person."""
    if rule.comparator is None:
        return ""
    return f"{rule.comparator.symbol} {written(rule.threshold, rule.unit)}"


def step(item: Step) -> str:
    """One step of a part: `rd_expense / revenue ≥ 6% → 30`."""
    unit = item.formula.unit or ""
    sign = item.comparator.symbol if isinstance(item.comparator, Comparator) else ""
    return f"{item.formula.text} {sign} {written(item.threshold, unit)} → {written(item.earns)}"


def written(value: object, unit: str = "") -> str:
    """A field of a rule as text; numbers in their unit, fractions as percentages.

    >>> written(0.03, "%"), written(5000.0, "万元"), written((1000.0, 5000.0), "万元"), written(True)
    ('3%', '5000 万元', '1000 万元, 5000 万元', 'true')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case float() | int():
            return _quantity(float(value), unit)
        case Formula(text=text):
            return text
        case Text(zh=zh):
            return zh
        case Citation(article=article, confidence=confidence, note=note):
            return " · ".join(part for part in (article, confidence, note) if part)
        case Points(low=low, high=high):
            return _number(low) if low == high else f"{_number(low)}–{_number(high)}"
        case Step():
            return step(value)
        case Part(code=code):
            return code
        case BandedThreshold(by=by, bands=bands):
            steps = (f"{_limit(band.up_to, by)} → {_quantity(band.value, unit)}" for band in bands)
            return f"{by.text}: {'; '.join(steps)}"
        case tuple():
            return ", ".join(written(item, unit) for item in value)
    return str(value)


def _way(part: Part) -> str:
    if part.person is not None:
        return written(part.person)
    if part.parts or part.best_of:
        name = "sum" if part.parts else "best"
        cap = f" ≤ {_number(part.cap)}" if part.cap is not None else ""
        return f"{name}({', '.join(item.code for item in (*part.parts, *part.best_of))}){cap}"
    return "; ".join([*(step(item) for item in part.steps), f"→ {written(part.otherwise)}"])


def _limit(up_to: float | None, by: Formula) -> str:
    return "…" if up_to is None else f"≤ {_quantity(up_to, by.unit or '')}"


def _quantity(value: float, unit: str) -> str:
    return f"{_number(value * 100)}%" if unit == FRACTION else f"{_number(value)} {unit}".strip()


def _number(value: float) -> str:
    return f"{value:.10g}"
