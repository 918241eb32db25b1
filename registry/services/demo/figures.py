"""A demo firm's yearly figures, worked out from the shape of its archetype and consistent with each other."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from registry.services.demo.archetypes import Archetype, Number

Figures = dict[str, float | int | bool | str | None]


def yearly_figures(
    archetype: Archetype, shape: Mapping[str, Number], random: Random, *, data_year: int, above_scale_from: float
) -> dict[int, Figures]:
    """Figures by year, newest first; years before the founding year are missing, blanks of the archetype are null."""
    trading = _trading(random)
    figures = {}
    for back, revenue in enumerate(_revenues(shape, random, min(archetype.years, int(shape["age"]) + 1))):
        year = {
            **_money(shape, revenue, trading),
            **_people(shape, back),
            **_knowledge(shape, back),
            **_market(shape, back),
        }
        year["is_above_scale"] = revenue * shape["main_share"] >= above_scale_from
        figures[data_year - back] = _without_blanks(year, archetype, back)
    if archetype.skip_latest:
        figures.pop(data_year, None)
    return figures


def _revenues(shape: Mapping[str, Number], random: Random, years: int) -> list[float]:
    """Revenues going back from the data year; two neighbouring rates of growth average to the drawn one."""
    digits = -2 if "round_to" in shape else 2
    lean = random.uniform(-0.15, 0.15)
    revenues = [round(float(shape["revenue"]), digits)]
    for back in range(1, years):
        growth = shape["growth"] * (1 + (lean if back % 2 else -lean))
        revenues.append(round(revenues[-1] / (1 + growth), digits))
    return revenues[:years]


def _trading(random: Random) -> dict[str, float]:
    return {"tax": random.uniform(0.02, 0.05), "export": random.choice([0.0, 0.0, 0.0, random.uniform(0.03, 0.3)])}


def _money(shape: Mapping[str, Number], revenue: float, trading: Mapping[str, float]) -> Figures:
    assets = revenue * shape["assets_to_revenue"]
    surplus = revenue * (1 - shape["cost_share"])
    research = revenue * shape["rd_share"]
    amounts = {
        "revenue": revenue,
        "main_revenue": revenue * shape["main_share"],
        "sales_revenue": revenue,
        "total_income": revenue * 1.008,
        "hightech_income": revenue * shape["hightech_share"],
        "total_cost": revenue * shape["cost_share"],
        "net_profit": surplus * 0.85 if surplus > 0 else surplus,
        "total_assets": assets,
        "total_liabilities": assets * shape["liability"],
        "net_assets": assets * (1 - shape["liability"]),
        "tax_paid": revenue * trading["tax"],
        "export_revenue": revenue * trading["export"],
        "rd_expense": research,
        "rd_expense_domestic": research * shape["rd_domestic"],
        "tech_activity_spend": research * 1.12,
    }
    return {code: round(float(amount), 2) for code, amount in amounts.items()}


def _people(shape: Mapping[str, Number], back: int) -> Figures:
    staff = max(round(shape["staff"] / (1 + max(shape["growth"], 0) / 2) ** back), 3)
    return {
        "staff": staff,
        "st_staff": round(staff * shape["st_share"]),
        "rd_staff": round(staff * shape["rd_staff_share"]),
    }


def _knowledge(shape: Mapping[str, Number], back: int) -> Figures:
    first = max(int(shape["ip_class1"]) - back, 0)
    second = max(int(shape["ip_class2"]) - 2 * back, 0)
    return {
        "ip_class1": first,
        "ip_class1_high_value": (first + 1) // 2,
        "ip_class1_self": first,
        "ip_class2": second,
        "invention_patents": first + first // 2,
        "utility_patents": second - second // 3,
        "software_copyrights": second // 3,
        "result_conversions": max(int(shape["conversions"]) - back % 2, 0),
        "standards_led": int(shape["standards"]),
    }


def _market(shape: Mapping[str, Number], back: int) -> Figures:
    return {
        "niche_years": max(min(int(shape["niche_years"]), int(shape["age"]) + 1) - back, 0),
        "market_share": _rounded(shape.get("market_share"), 4),
        "market_rank_national": shape.get("rank_national"),
        "market_rank_province": shape.get("rank_province"),
        "market_rank_global": shape.get("rank_global"),
        "srdi_score": _rounded(shape.get("srdi_score"), 1, less=1.5 * back),
        "equity_financing": _rounded(shape.get("equity"), -1) if back < 2 else None,
        "valuation": _rounded(shape.get("valuation"), -1, less=shape.get("valuation", 0) * 0.2 * back),
        "financing_round": ("B轮", "A轮", "天使轮", None)[back] if "equity" in shape else None,
    }


def _rounded(value: Number | None, digits: int, less: float = 0.0) -> float | None:
    return None if value is None else round(float(value) - less, digits)


def _without_blanks(figures: Figures, archetype: Archetype, back: int) -> Figures:
    blank = {code for code, when in archetype.blank.items() if when == "all" or back == 0}
    return {code: None if code in blank else value for code, value in figures.items()}
