"""Evaluation: the engine on three rule sets beside the same conditions written by hand in Polars and in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import polars as pl

from registry.catalogue.reader import load_catalogue
from registry.domain.facts import at
from registry.domain.indicators import Kind, Level
from registry.domain.ladder import evaluate_ladder, tier_details

AS_OF, DATA_YEAR = date(2026, 6, 30), 2025
TIERS = ("tech_sme", "srdi_sme", "little_giant")
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


def engine_details(size: int) -> Work:
    """The engine with every condition's outcome and gap."""
    catalogue, facts = load_catalogue(), invented(size)
    return lambda: tier_details(catalogue, facts, as_of=AS_OF, data_year=DATA_YEAR, tiers=TIERS)


def engine_verdicts(size: int) -> Work:
    """The engine's verdicts, score intervals and candidate classes."""
    catalogue, facts = load_catalogue(), invented(size)
    return lambda: evaluate_ladder(catalogue, facts, as_of=AS_OF, data_year=DATA_YEAR, tiers=TIERS)


def whole_ladder(size: int) -> Work:
    """Every tier of the ladder."""
    catalogue, facts = load_catalogue(), invented(size)
    return lambda: evaluate_ladder(catalogue, facts, as_of=AS_OF, data_year=DATA_YEAR)


def by_hand(size: int) -> Work:
    """The numeric conditions of the same three tiers, written by hand for speed, with outcome and gap each."""
    facts = invented(size).lazy()
    share = pl.when(pl.col("revenue@0") != 0).then(pl.col("rd_expense@0") / pl.col("revenue@0"))
    share_before = pl.when(pl.col("revenue@-1") != 0).then(pl.col("rd_expense@-1") / pl.col("revenue@-1"))
    main = pl.when(pl.col("revenue@0") != 0).then(pl.col("main_revenue@0") / pl.col("revenue@0"))
    liability = pl.when(pl.col("total_assets@0") != 0).then(pl.col("total_liabilities@0") / pl.col("total_assets@0"))
    growth = (pl.col("revenue@0") / pl.col("revenue@-2")).sqrt() - 1
    gaps = {
        "staff": 500 - pl.col("staff@0"),
        "sales": 20_000 - pl.coalesce("sales_revenue@0", "revenue@0"),
        "assets": 20_000 - pl.col("total_assets@0"),
        "niche": pl.coalesce(pl.col("niche_years@0"), 2026 - pl.col("niche_market_since")) - 3,
        "revenue_1500": pl.col("revenue@0") - 1500,
        "equity": pl.col("equity_financing@0").fill_null(0) + pl.col("equity_financing@-1").fill_null(0) - 2000,
        "main_80": main - 0.8,
        "liability_80": 0.8 - liability,
        "rd_100": pl.min_horizontal(pl.col("rd_expense@0") - 100, pl.col("rd_expense@-1") - 100),
        "share_3": pl.min_horizontal(share - 0.03, share_before - 0.03),
        "ip_1": pl.col("ip_class1@0") - 1,
        "score_50": pl.col("srdi_score@0") - 50,
        "revenue_5000": pl.col("revenue@0") - 5000,
        "main_90": main - 0.9,
        "growth_5": growth - 0.05,
        "liability_75": 0.75 - liability,
        "rd_1200": pl.col("rd_expense@0") + pl.col("rd_expense@-1") - 1200,
        "ip_4": pl.col("ip_class1@0") - 4,
        "market_10": pl.col("market_share@0") - 0.1,
        "score_60": pl.col("srdi_score@0") - 60,
    }
    values = facts.with_columns(gap.round(9).alias(name) for name, gap in gaps.items())
    outcomes = values.with_columns((pl.col(name) >= 0).alias(f"{name}.met") for name in gaps)
    plan = outcomes.with_columns(
        pl.all_horizontal("staff.met", "sales.met", "assets.met").alias("tech_sme"),
        pl.all_horizontal("niche.met", "main_80.met", "liability_80.met", "rd_100.met", "share_3.met").alias(
            "srdi_sme"
        ),
        pl.all_horizontal("revenue_5000.met", "main_90.met", "growth_5.met", "rd_1200.met", "ip_4.met").alias(
            "little_giant"
        ),
    )
    return lambda: plan.collect()


def plain_python(size: int) -> Work:
    """The gates of tech_sme for each firm in a Python loop, as a floor for row-at-a-time engines."""
    rows = invented(size).select("staff@0", "revenue@0", "total_assets@0").rows()
    random.Random(1).shuffle(rows)

    def at_most(value: float | None, limit: float) -> bool | None:
        return None if value is None else value <= limit

    return lambda: [(at_most(s, 500), at_most(r, 20_000), at_most(a, 20_000)) for s, r, a in rows]
