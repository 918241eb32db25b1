"""Evaluation of the whole ladder on invented firms, in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from registry.catalogue.reader import load_catalogue
from registry.domain.facts import at
from registry.domain.indicators import Kind, Level
from registry.domain.ladder import evaluate_ladder

AS_OF, DATA_YEAR = date(2026, 6, 30), 2025
Work = Callable[[], object]


def invented(size: int) -> pl.DataFrame:
    """A facts frame with every numeric and yes-no indicator of four years, 5 % of it missing."""
    catalogue = load_catalogue()
    frame = pl.DataFrame({"firm_id": pl.arange(size, eager=True)})
    columns: list[pl.Series] = []
    for seed, indicator in enumerate(catalogue.indicators.values()):
        names = [indicator.code]
        if indicator.level is Level.ANNUAL:
            names = [at(indicator.code, lag) for lag in range(4)]
        for lag, name in enumerate(names):
            series = _series(indicator.kind, size, seed * 10 + lag)
            if series is not None:
                columns.append(series.alias(name))
    founded = date(2005, 1, 1)
    days = pl.arange(size, eager=True) % 7000
    columns.append(
        (pl.Series([founded]).first() + days.cast(pl.Duration("ms")) * 86_400_000).cast(pl.Date).alias("founded_on")
    )
    sections = ["3912", "C39", "65", "51", "7320"]
    columns.append((pl.arange(size, eager=True) % 5).replace_strict(dict(enumerate(sections))).alias("industry_code"))
    columns += [_series(Kind.FLAG, size, 9000 + i).alias(f"title:{tier}") for i, tier in enumerate(catalogue.ladder)]  # type: ignore[union-attr]
    return frame.with_columns(columns)


def _series(kind: Kind, size: int, seed: int) -> pl.Series | None:
    top = {Kind.AMOUNT: 12_000, Kind.COUNT: 400, Kind.NUMBER: 80, Kind.RATIO: 1, Kind.YEAR: 1, Kind.FLAG: 1}.get(kind)
    if top is None:
        return None
    values = pl.Series(range(size)).shuffle(seed=seed) / size * top
    known = pl.Series(range(size)).shuffle(seed=seed + 1) % 20 != 0
    if kind is Kind.FLAG:
        return (values > 0.5).set(~known, None)
    return (values + (2018 if kind is Kind.YEAR else 0)).set(~known, None)


def whole_ladder(size: int) -> Work:
    """Every tier of the ladder: jurisdictions chosen, score intervals, near misses, candidate classes."""
    catalogue = load_catalogue()
    facts = invented(size)
    return lambda: evaluate_ladder(catalogue, facts, as_of=AS_OF, data_year=DATA_YEAR)
