"""Firms of an invented province with four years of plausible figures, as frames; of each figure 5 % are not known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
from stdnum.cn import uscc

AS_OF, NOW = date(2026, 6, 30), datetime(2026, 6, 30, tzinfo=UTC)
YEARS = (2025, 2024, 2023, 2022)
SHARES = {
    "main_revenue": (0.4, 1.0),
    "total_income": (1.0, 1.1),
    "hightech_income": (0.0, 1.0),
    "total_cost": (0.6, 0.95),
    "net_profit": (-0.1, 0.2),
    "total_assets": (0.5, 2.0),
    "total_liabilities": (0.1, 1.5),
    "net_assets": (0.1, 1.0),
    "tax_paid": (0.0, 0.1),
    "rd_expense": (0.0, 0.12),
    "rd_expense_domestic": (0.0, 0.1),
}
COUNTS = {"ip_class1": 6, "ip_class2": 20, "invention_patents": 5, "utility_patents": 25, "software_copyrights": 25}
COUNTS |= {"result_conversions": 8, "niche_years": 15}
FLAGS = {"is_listed": 0.05, "serious_violation": 0.02, "abnormal_list": 0.02, "major_accident_3y": 0.01}


def firms(size: int) -> pl.DataFrame:
    """Firms of four places and five industries, founded within twenty years."""
    ids = pl.int_range(1, size + 1, eager=True)
    codes = [body + uscc.calc_check_digit(body) for body in (f"91420111MA{number:07d}" for number in ids)]
    founded = (pl.lit(date(2004, 1, 1)) + pl.duration(days=_share(size, 1) * 7300)).cast(pl.Date)
    return pl.DataFrame({"id": ids, "credit_code": codes}).with_columns(
        pl.format("量度示例{}有限公司", "id").alias("name"),
        pl.format("量度示例{}有限公司", "id").alias("name_key"),
        pl.lit("").alias("initials"),
        pl.Series("division_code", ["420111", "420106", "420100", "420303"]).gather(ids % 4),
        pl.lit("示例园区").alias("park"),
        pl.Series("industry_code", ["3912", "C3973", "6510", "5111", "7320"]).gather(ids % 5),
        founded.alias("founded_on"),
        *((_share(size, 50 + seed) < most).alias(code) for seed, (code, most) in enumerate(FLAGS.items())),
        pl.lit(1).alias("version"),
        pl.lit(NOW).alias("created_at"),
        pl.lit(NOW).alias("updated_at"),
    )


def figures(size: int, year: int) -> pl.DataFrame:
    """A year of every firm; of each figure 5 % are not known."""
    seed = (YEARS[0] - year) * 40 + 100
    revenue = (_share(size, 7) * 8 + 4).exp() * (0.9 + _share(size, seed) * 0.3) / 1.15 ** (YEARS[0] - year)
    columns = {"revenue": revenue.round(2), "sales_revenue": revenue.round(2)}
    for step, (code, (low, high)) in enumerate(SHARES.items(), 1):
        columns[code] = (revenue * (low + (high - low) * _share(size, seed + step))).round(2)
    for step, (code, most) in enumerate(COUNTS.items(), 15):
        columns[code] = (_share(size, seed + step) * most).floor()
    staff = (revenue / 60 + 3).round(0)
    columns |= {"staff": staff, "st_staff": (staff * _share(size, seed + 24)).round(0)}
    columns |= {"rd_staff": (staff * 0.7 * _share(size, seed + 24)).round(0)}
    columns |= {
        "market_share": _share(size, seed + 25).round(4),
        "srdi_score": (_share(size, seed + 26) * 100).round(1),
    }
    known = [values.set(_share(size, seed + 200 + at) < 0.05, None).alias(code) for at, (code, values) in _at(columns)]
    head = {"firm_id": pl.int_range(1, size + 1, eager=True)}
    return pl.DataFrame(head).with_columns(pl.lit(year).alias("year"), *known)


def _at(columns: dict[str, pl.Series]) -> enumerate[tuple[str, pl.Series]]:
    return enumerate(columns.items())


def _share(size: int, seed: int) -> pl.Series:
    return pl.int_range(size, eager=True).shuffle(seed=seed) / max(size, 1)
