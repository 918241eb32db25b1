"""Lines of text outside the header: a “单位：万元” line, a title with its year, a row that repeats the header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.headers import YEAR, normal
from importers.words import Unit, find_unit


def units_in(text: str) -> tuple[Unit, ...]:
    """The units that a line such as “单位：万元、人” states; nothing for “填报单位：某公司”. Where the line says other things
    as well, between spaces, each of them is looked at.

    >>> [unit.name for unit in units_in("金额单位：人民币万元")], units_in("填报单位：甲公司")
    (['人民币万元'], ())
    >>> [unit.name for unit in units_in("填报单位：甲公司　金额单位：千元　填报日期：2026年3月")]
    ['千元']
    """
    return _stated(text) or tuple(unit for part in text.split() for unit in _stated(part))


def _stated(text: str) -> tuple[Unit, ...]:
    match = re.search(r"单位(?:[:=]|均?为|是)(.*)", normal(text))
    if not match:
        return ()
    tokens = [token for token in re.split(r"[,;、/() ]", match[1]) if token]
    return tuple(unit for unit in map(find_unit, tokens) if unit)


def year_in(text: str) -> int | None:
    """The one year that a sheet name or title line names: `2025年`, `2025`, `企业台账（2025年度）`.

    A number that stands alone is a year, one among other words only with 年.

    >>> year_in("2025年"), year_in("2025"), year_in("2023年-2025年"), year_in("hubei-1990")
    (2025, 2025, None, None)
    """
    if "年" not in text and not text.strip().isdecimal():
        return None
    years = {match[1] for match in YEAR.finditer(normal(text))}
    return int(years.pop()) if len(years) == 1 else None


def same(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two rows of heads say the same."""
    return [normal(text) for text in first] == [normal(text) for text in second]
