"""Values with their kind and unit in words: cells of a firm's figures, and values, thresholds and gaps of conditions."""

from __future__ import annotations

from datetime import date

from registry.domain.comparators import Comparator
from registry.domain.indicators import Indicator, Kind
from registry.domain.rulesets import BandedThreshold, Threshold
from registry.domain.texts import mark
from registry.web.formats import DASH, day, decimals_of, rounded, trimmed
from registry.web.texts import gettext

Value = float | int | str | bool | date | None


# Every unit that the catalogue uses; a bureau's own units stay as they are written.
UNITS = (
    mark("万元"),
    mark("万美元"),
    mark("亿元"),
    mark("元"),
    mark("人"),
    mark("件"),
    mark("项"),
    mark("个"),
    mark("年"),
    mark("天"),
    mark("分"),
    mark("级"),
    mark("名"),
)


def unit_name(unit: str) -> str:
    """A unit in the reader's language."""
    return gettext(unit) if unit in UNITS else unit


def cell(value: Value, indicator: Indicator) -> str:
    """A stored value without its unit, which stands in the head: 万元 with two decimals, shares in percent with one."""
    match value:
        case None | "":
            return DASH
        case bool():
            return yes_no(value)
        case date():
            return day(value)
        case str():
            return value
    match indicator.kind:
        case Kind.AMOUNT:
            return rounded(value, 2)
        case Kind.RATIO:
            return rounded(value * 100, max(1, decimals_of(value * 100, 2)))
        case Kind.YEAR:
            return str(int(value))
    return trimmed(value)


def yes_no(value: bool) -> str:
    """是 or 否."""
    return gettext("是") if value else gettext("否")


def quantity(value: Value, unit: str, beside: float | None = None) -> str:
    """A condition's value with its unit. Beside a threshold it shows enough decimals never to look equal when it is not."""
    if value is None:
        return gettext("未填")
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, str | date):
        return str(value)
    if unit == "%":
        return f"{_telling(value * 100, 1, None if beside is None else beside * 100)}%"
    return with_unit(_telling(value, 2 if unit in ("万元", "万美元") else 0, beside), unit)


def with_unit(number: str, unit: str) -> str:
    """A number and its unit, a narrow gap between."""
    return f"{number} {unit_name(unit)}" if unit else number


def _telling(value: float, decimals: int, beside: float | None) -> str:
    """Enough decimals for the value itself (at most 4 where it has a long tail) and to differ from the threshold beside it."""
    wanted = max(decimals, decimals_of(value, 2))
    if beside is not None:
        wanted = max(wanted, decimals_of(beside)) if decimals else wanted
        while wanted < 9 and value != beside and rounded(value, wanted) == rounded(beside, wanted):
            wanted += 1
    return rounded(value, wanted)


def limit(comparator: Comparator | None, threshold: Threshold | None, unit: str) -> str:
    """A threshold with its sign, as short as it is written in the document: ≥ 5,000 万元, ≥ 3%, 是."""
    match threshold:
        case None | BandedThreshold():
            return ""
        case bool():
            return yes_no(threshold)
        case str():
            return threshold
        case (float() | int() as low, float() | int() as high):
            return f"{_limit_number(low, unit)} – {with_sign(high, unit)}"
        case tuple():
            return gettext("、").join(threshold)
    sign = comparator.symbol if comparator else ""
    return f"{sign} {with_sign(threshold, unit)}".strip()


def _limit_number(value: float, unit: str) -> str:
    return trimmed(value * 100) if unit == "%" else trimmed(value)


def with_sign(value: float, unit: str) -> str:
    """A threshold's number with its unit."""
    return f"{_limit_number(value, unit)}%" if unit == "%" else with_unit(trimmed(value), unit)


def distance(gap: float, unit: str) -> str:
    """The size of a gap: shares in percentage points, everything else in its unit."""
    size = abs(gap)
    if unit == "%":
        return gettext("%(points)s 个百分点", points=_shortest(size * 100, 1))
    return with_unit(_shortest(size, 2 if unit in ("万元", "万美元") else 0), unit)


def _shortest(size: float, decimals: int) -> str:
    """The usual decimals, or as many as it takes not to say zero."""
    wanted = max(decimals, decimals_of(size, 2))
    while wanted < 9 and size and not float(rounded(size, wanted).replace(",", "")):
        wanted += 1
    return rounded(size, wanted)
