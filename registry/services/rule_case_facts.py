"""The facts frame of cases, typed as the store's own, so that the engine reads a case as it reads a firm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from registry.domain.facts import at
from registry.domain.indicators import Indicators, Kind, Level
from registry.domain.texts import mark
from registry.services.rule_cases import Example, UnusableCase

DTYPES = {Kind.FLAG: pl.Boolean, Kind.DATE: pl.Date, Kind.TEXT: pl.String, Kind.CHOICE: pl.String}


class UnknownFact(UnusableCase):
    """A fact that is no indicator."""

    template = mark("案例 {where}：没有名为「{name}」的指标")


class FactOfAYear(UnusableCase):
    """A yearly figure among the facts of the firm."""

    template = mark("案例 {where}：「{name}」是年度指标，请写在 years 下")


class UnusableFact(UnusableCase):
    """A value that the indicator cannot have."""

    template = mark("案例 {where}：「{name}」的值写法不对")


def facts_of(example: Example) -> dict[str, Any]:
    """One row of the facts frame; what is not said is not there."""
    row: dict[str, Any] = dict(example.facts)
    for year, figures in example.years.items():
        row |= {at(code, example.data_year - year): value for code, value in figures.items()}
    for tier, (start, end) in example.titles.items():
        row[f"title:{tier}"] = (start is None or start <= example.as_of) and (end is None or end >= example.as_of)
    for code, met in example.decisions.items():
        row[f"decision:{example.tier}:{example.rule_set}:{code}"] = met
    return row


def facts_frame(indicators: Indicators, examples: Sequence[Example]) -> pl.DataFrame:
    """A facts frame with a row per case, typed as the store's own."""
    rows = [facts_of(example) for example in examples]
    names = sorted({name for row in rows for name in row})
    columns = {name: _column(name, rows, indicators, examples) for name in names}
    return pl.DataFrame({"firm_id": list(range(len(rows)))} | columns)


def _column(
    name: str, rows: Sequence[Mapping[str, Any]], indicators: Indicators, examples: Sequence[Example]
) -> pl.Series:
    where = str(next(example for example, row in zip(examples, rows, strict=True) if name in row))
    dtype = _dtype(name, indicators, where)
    try:
        return pl.Series(name, [row.get(name) for row in rows], dtype=dtype)
    except (TypeError, ValueError, OverflowError):
        raise UnusableFact(where=where, name=name) from None


def _dtype(name: str, indicators: Indicators, where: str) -> Any:
    if name.startswith(("title:", "decision:")):
        return pl.Boolean
    if name == "zone":
        return pl.String
    indicator = indicators.get(name.partition("@")[0])
    if indicator is None:
        raise UnknownFact(where=where, name=name.partition("@")[0])
    if indicator.level is Level.ANNUAL and "@" not in name:
        raise FactOfAYear(where=where, name=name)
    if indicator.kind in (Kind.COUNT, Kind.YEAR) and indicator.level is Level.FIRM:
        return pl.Int64
    return DTYPES.get(indicator.kind, pl.Float64)
