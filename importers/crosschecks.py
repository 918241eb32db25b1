"""Checks between the figures of one firm and year, from checks.yaml: what cannot be larger than what, sums, jumps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from importers.bounds import checks
from importers.issues import Issue
from importers.jumps import jumps, with_unit, within_file
from importers.places import Places, place
from importers.raw import shown
from registry.domain.indicators import Indicators

__all__ = ["cross_check", "jumps"]


def cross_check(figures: pl.DataFrame, indicators: Indicators, places: Places) -> list[Issue]:
    """All findings on a figures frame; a comparison with a blank finds nothing."""
    data = checks()
    issues: list[Issue] = []
    for rule in data["not_above"]:
        issues += _above(figures, rule, indicators, places)
    for rule in data["sums"]:
        issues += _unbalanced(figures, rule, indicators, places)
    return issues + within_file(figures, indicators, places)


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
            "small": with_unit(found[smaller], indicators[smaller].unit),
            "large": with_unit(found[larger], indicators[larger].unit),
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
            "whole": with_unit(found[total], indicators[total].unit),
            "sum": with_unit(found["summed_parts"], indicators[total].unit),
        }
        yield _issue("unbalanced", rule["level"], found, total, facts, places)


def _issue(
    code: str, level: str, found: dict[str, Any], indicator: str, facts: Mapping[str, object], places: Places
) -> Issue:
    sheet = found["sheet"]
    letter, row = place(places, sheet, indicator, found["year"])
    value = shown(float(found[indicator]))
    return Issue(code, level, sheet, row or found["row"], letter, "", value, {**facts, "of_year": found["year"]})
