"""Checks between the figures of one firm and year, from checks.yaml: what cannot be larger than what, sums, jumps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from importers.bounds import checks
from importers.issues import Issue
from importers.raw import shown
from registry.domain.indicators import Indicators

# sheet, indicator, year (None: any) -> column letter, and the row where it is not the row of the figures
Places = Mapping[tuple[str, str, int | None], tuple[str, int]]


def cross_check(figures: pl.DataFrame, indicators: Indicators, places: Places) -> list[Issue]:
    """All findings on a figures frame; a comparison with a blank finds nothing."""
    data = checks()
    issues: list[Issue] = []
    for rule in data["not_above"]:
        issues += _above(figures, rule, indicators, places)
    for rule in data["sums"]:
        issues += _unbalanced(figures, rule, indicators, places)
    return issues + list(_jumps(figures, data["jump"], indicators, places))


def _known(figures: pl.DataFrame, codes: list[str], indicators: Indicators) -> bool:
    return all(code in figures.columns and code in indicators for code in codes)


def _above(figures: pl.DataFrame, rule: dict[str, Any], indicators: Indicators, places: Places) -> Iterator[Issue]:
    smaller, larger = rule["smaller"], rule["larger"]
    if not _known(figures, [smaller, larger], indicators):
        return
    for found in figures.filter(pl.col(smaller) > pl.col(larger)).iter_rows(named=True):
        facts = {
            "smaller": indicators[smaller].label.zh,
            "larger": indicators[larger].label.zh,
            "small": _amount(found[smaller], indicators[smaller].unit),
            "large": _amount(found[larger], indicators[larger].unit),
        }
        yield _issue("above", rule["level"], found, smaller, facts, places)


def _unbalanced(figures: pl.DataFrame, rule: dict[str, Any], indicators: Indicators, places: Places) -> Iterator[Issue]:
    total, parts = rule["total"], rule["parts"]
    if not _known(figures, [total, *parts], indicators):
        return
    summed = pl.sum_horizontal(parts, ignore_nulls=False)
    apart = (summed - pl.col(total)).abs() > pl.max_horizontal(pl.col(total).abs() * rule["tolerance"], pl.lit(0.01))
    for found in figures.with_columns(summed_parts=summed).filter(apart).iter_rows(named=True):
        facts = {
            "total": indicators[total].label.zh,
            "parts": "、".join(indicators[part].label.zh for part in parts),
            "whole": _amount(found[total], indicators[total].unit),
            "sum": _amount(found["summed_parts"], indicators[total].unit),
        }
        yield _issue("unbalanced", rule["level"], found, total, facts, places)


def _jumps(figures: pl.DataFrame, rule: dict[str, Any], indicators: Indicators, places: Places) -> Iterator[Issue]:
    """A value many times that of the year before in the same file: most often a slip of the unit."""
    codes = [c for c in figures.columns if c in indicators and indicators[c].kind.value in rule["kinds"]]
    if not codes or figures["year"].n_unique() < 2:
        return
    named = figures.with_columns(firm=pl.coalesce("credit_code", "name")).filter(pl.col("firm").is_not_null())
    before = named.select("firm", pl.col("year") + 1, *(pl.col(code).alias(f"{code}.before") for code in codes))
    joined = named.join(before.unique(["firm", "year"]), on=["firm", "year"], how="inner")
    for code in codes:
        now, past, factor = pl.col(code), pl.col(f"{code}.before"), rule["factor"]
        leap = (pl.min_horizontal(now, past) > rule["floor"]) & ((now >= past * factor) | (past >= now * factor))
        for found in joined.filter(leap).iter_rows(named=True):
            unit = indicators[code].unit
            facts = {
                "label": indicators[code].label.zh,
                "year": found["year"],
                "now": _amount(found[code], unit),
                "before": _amount(found[f"{code}.before"], unit),
                "times": factor,
            }
            other = _other_reading(found[code], found[f"{code}.before"], rule)
            facts |= {} if other is None else {"other": _amount(other, unit)}
            yield _issue("jump", rule["level"], found, code, facts, places)


def _other_reading(now: float, before: float, rule: dict[str, Any]) -> float | None:
    """What a slip of the unit (元 for 万元, 千元 for 万元 …) would make of it, where that comes near the year before."""
    readings = [now * 10.0**shift for power in rule["slips"] for shift in (power, -power)]
    best = min(readings, key=lambda reading: abs(math.log(reading / before)))
    return best if 1 / rule["near"] <= best / before <= rule["near"] else None


def _issue(
    code: str, level: str, found: dict[str, Any], indicator: str, facts: Mapping[str, object], places: Places
) -> Issue:
    sheet = found["sheet"]
    anywhere = places.get((sheet, indicator, None), ("", 0))
    letter, row = places.get((sheet, indicator, found["year"]), anywhere)
    value = shown(float(found[indicator]))
    return Issue(code, level, sheet, row or found["row"], letter, "", value, {**facts, "of_year": found["year"]})


def _amount(value: float, unit: str) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".") + (f" {unit}" if unit else "")
