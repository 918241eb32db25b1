"""Amounts many times those of a neighbouring year: most often a slip of the unit. Within a file, and against what is stored."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import polars as pl

from importers.bounds import checks
from importers.issues import Issue
from importers.places import Places, place
from importers.raw import shown
from registry.domain.indicators import Indicators


def jumps(figures: pl.DataFrame, before: pl.DataFrame, indicators: Indicators, places: Places) -> list[Issue]:
    """Warnings for figures that leap from the stored ones of the year before or after, each where it stands in the file.

    `figures` has sheet, row, firm_id, year and indicators; `before`, what is stored, has firm_id, year and indicators.
    Where the file itself has a value for the neighbouring year, within_file compares the two instead.
    """
    rule = checks()["jump"]
    codes = [code for code in _codes(figures, indicators, rule) if code in before.columns]
    found = []
    for code in codes:
        own = figures.filter(pl.col(code).is_not_null()).select("sheet", "row", "firm_id", "year", code)
        stored = before.filter(pl.col(code).is_not_null()).select("firm_id", other_year="year", other=code)
        stored = stored.join(own, left_on=["firm_id", "other_year"], right_on=["firm_id", "year"], how="anti")
        for distance in (-1, 1):
            neighbours = own.with_columns(other_year=pl.col("year") + distance)
            found += list(_leaps(neighbours.join(stored, on=["firm_id", "other_year"]), code, "jump_stored", rule))
    return [_issue(one, indicators, places, rule) for one in found]


def within_file(figures: pl.DataFrame, indicators: Indicators, places: Places) -> list[Issue]:
    """Warnings for figures that leap from those of the year before in the same file."""
    rule = checks()["jump"]
    codes = _codes(figures, indicators, rule)
    if not codes or figures["year"].n_unique() < 2:
        return []
    named = figures.with_columns(firm=pl.coalesce("credit_code", "name")).filter(pl.col("firm").is_not_null())
    before = named.select("firm", pl.col("year") + 1, *(pl.col(code).alias(f"{code}.before") for code in codes))
    joined = named.join(before.unique(["firm", "year"]), on=["firm", "year"], how="inner")
    joined = joined.with_columns(other_year=pl.col("year") - 1)
    found = [leap for code in codes for leap in _leaps(joined.with_columns(other=f"{code}.before"), code, "jump", rule)]
    return [_issue(one, indicators, places, rule) for one in found]


Leap = tuple[str, str, dict[str, Any]]  # issue code, indicator, row


def _codes(figures: pl.DataFrame, indicators: Indicators, rule: dict[str, Any]) -> list[str]:
    return [code for code in figures.columns if code in indicators and indicators[code].kind.value in rule["kinds"]]


def _leaps(pairs: pl.DataFrame, code: str, issue: str, rule: dict[str, Any]) -> Iterator[Leap]:
    now, past, factor = pl.col(code), pl.col("other"), rule["factor"]
    leap = (pl.min_horizontal(now, past) > rule["floor"]) & ((now >= past * factor) | (past >= now * factor))
    for row in pairs.filter(leap).select("sheet", "row", "year", "other_year", "other", now=code).iter_rows(named=True):
        yield issue, code, row


def _issue(leap: Leap, indicators: Indicators, places: Places, rule: dict[str, Any]) -> Issue:
    issue, code, found = leap
    indicator = indicators[code]
    facts: dict[str, object] = {
        "label": indicator.label.zh,
        "year": found["year"],
        "other_year": found["other_year"],
        "now": with_unit(found["now"], indicator.unit),
        "before": with_unit(found["other"], indicator.unit),
        "times": rule["factor"],
        "of_year": found["year"],
    }
    other = _other_reading(found["now"], found["other"], rule)
    facts |= {} if other is None else {"other": with_unit(other, indicator.unit)}
    letter, row = place(places, found["sheet"], code, found["year"])
    value = shown(float(found["now"]))
    return Issue(issue, rule["level"], found["sheet"], row or found["row"], letter, "", value, facts)


def _other_reading(now: float, before: float, rule: dict[str, Any]) -> float | None:
    """What a slip of the unit (元 for 万元, 千元 for 万元 …) would make of it, where that comes near the other year."""
    readings = [now * 10.0**shift for power in rule["slips"] for shift in (power, -power)]
    best = min(readings, key=lambda reading: abs(math.log(reading / before)))
    return best if 1 / rule["near"] <= best / before <= rule["near"] else None


def with_unit(value: float, unit: str) -> str:
    """A figure as sentences show it.

    >>> with_unit(1234.5, "万元")
    '1,234.5 万元'
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".") + (f" {unit}" if unit else "")
