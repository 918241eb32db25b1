"""Three tiers of fifteen conditions, said four times: as rules for the engine, by hand in Polars, for OpenFisca, in plain Python.

All four give each condition's outcome (met, unmet, unknown), its gap rounded to nine places, and the outcome of each tier; a test
holds them against each other. 5 % of every fact is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from registry.catalogue.reader import Catalogue, load_catalogue, names_of
from registry.catalogue.ruleset_files import read_rule_sets
from registry.catalogue.strict import read_yaml
from registry.domain.facts import at
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Outcome

AS_OF, DATA_YEAR = date(2026, 6, 30), 2025
MET, UNMET, UNKNOWN = int(Outcome.MET), int(Outcome.UNMET), int(Outcome.UNKNOWN)
Work = Callable[[], object]
TOP = {
    "staff@0": 900,
    "sales_revenue@0": 40_000,
    "revenue@0": 40_000,
    "revenue@-1": 38_000,
    "revenue@-2": 36_000,
    "total_assets@0": 40_000,
    "st_staff@0": 300,
    "ip_class1@0": 9,
    "rd_expense@0": 2_500,
    "rd_expense@-1": 2_200,
    "main_revenue@0": 39_000,
    "total_liabilities@0": 30_000,
    "niche_years@0": 12,
    "market_share@0": 0.4,
    "srdi_score@0": 100,
}


@dataclass(frozen=True)
class Test:
    """A condition: its formula as rules say it, `>=` or `<=`, its threshold with the unit that rules give it."""

    code: str
    formula: str
    sign: str
    threshold: float
    unit: str

    @property
    def as_rule(self) -> str:
        """One condition of a rule file."""
        side = "at_least" if self.sign == ">=" else "at_most"
        number = f"{self.threshold * 100:g}%" if self.unit == "%" else f"{self.threshold:g} {self.unit}"
        label = f"{{zh: {self.code}, en: {self.code}}}"
        return f"{{code: {self.code}, label: {label}, value: '{self.formula}', {side}: {number}, article: 第一条}}"


TIERS: dict[str, tuple[Test, ...]] = {
    "tech_sme": (
        Test("staff", "staff", "<=", 500, "人"),
        Test("sales", "first(sales_revenue, revenue)", "<=", 20_000, "万元"),
        Test("assets", "total_assets", "<=", 20_000, "万元"),
        Test("st_share", "st_staff / staff", ">=", 0.1, "%"),
        Test("ip_1", "ip_class1", ">=", 1, "件"),
    ),
    "srdi_sme": (
        Test("rd_100", "rd_expense", ">=", 100, "万元"),
        Test("rd_share", "rd_expense / revenue", ">=", 0.03, "%"),
        Test("main_share", "main_revenue / revenue", ">=", 0.7, "%"),
        Test("liabilities", "total_liabilities / total_assets", "<=", 0.8, "%"),
        Test("niche", "niche_years", ">=", 2, "年"),
    ),
    "little_giant": (
        Test("revenue", "revenue", ">=", 5_000, "万元"),
        Test("growth", "cagr(revenue, 2)", ">=", 0.05, "%"),
        Test("rd_two_years", "rd_expense + rd_expense[-1]", ">=", 1_200, "万元"),
        Test("market", "market_share", ">=", 0.1, "%"),
        Test("score", "srdi_score", ">=", 60, "分"),
    ),
}
TESTS = [(tier, test) for tier, tests in TIERS.items() for test in tests]


def firms(size: int) -> pl.DataFrame:
    """Invented firms with the facts that the conditions read."""
    return pl.DataFrame({"firm_id": pl.int_range(size, eager=True)}).with_columns(
        _figure(size, top, seed).alias(name) for seed, (name, top) in enumerate(TOP.items())
    )


def _figure(size: int, top: float, seed: int) -> pl.Series:
    values = (pl.int_range(size, eager=True).shuffle(seed=2 * seed) / max(size, 1) * top).round(2 if top > 1 else 4)
    return values.set(pl.int_range(size, eager=True).shuffle(seed=2 * seed + 1) % 20 == 0, None)


def standards() -> Catalogue:
    """The catalogue with these three rule sets and no others."""
    catalogue = load_catalogue()
    texts = [_document(tier, tests) for tier, tests in TIERS.items()]
    names = names_of(catalogue.indicators, catalogue.ladder)
    rule_sets = read_rule_sets([(read_yaml(text, "bench.yaml"), text) for text in texts], names)
    return replace(catalogue, rule_sets=rule_sets)


def _document(tier: str, tests: tuple[Test, ...]) -> str:
    conditions = "\n".join(f"    - {test.as_rule}" for test in tests)
    source = "{number: 示例〔2020〕1号, title: 示例, issuer: 示例, checked_on: 2026-06-01}"
    head = f"tier: {tier}\njurisdiction: CN\ncases: [new]\neffective: {{from: 2020-01-01}}\nsource: {source}\n"
    return f"{head}requires:\n  all:\n{conditions}\n"


def engine(size: int) -> Work:
    """The engine: every outcome and gap, near misses and candidate classes besides. Plans are made once per rule set, so one firm
    goes before, as OpenFisca's country and the plan by hand are made before."""
    catalogue, facts = standards(), firms(size)
    tiers = tuple(TIERS)
    tier_details(catalogue, facts.head(1), as_of=AS_OF, data_year=DATA_YEAR, tiers=tiers)
    return lambda: tier_details(catalogue, facts, as_of=AS_OF, data_year=DATA_YEAR, tiers=tiers)


def _by_hand() -> dict[str, pl.Expr]:
    figure = {name.replace("@0", "").replace("@-", "_"): pl.col(name) for name in TOP}

    def share(above: str, below: str) -> pl.Expr:
        return pl.when(figure[below] != 0).then(figure[above] / figure[below])

    now, before = figure["revenue"], figure["revenue_2"]
    return {
        "staff": figure["staff"],
        "sales": pl.coalesce(figure["sales_revenue"], figure["revenue"]),
        "assets": figure["total_assets"],
        "st_share": share("st_staff", "staff"),
        "ip_1": figure["ip_class1"],
        "rd_100": figure["rd_expense"],
        "rd_share": share("rd_expense", "revenue"),
        "main_share": share("main_revenue", "revenue"),
        "liabilities": share("total_liabilities", "total_assets"),
        "niche": figure["niche_years"],
        "revenue": now,
        "growth": pl.when((before > 0) & (now >= 0)).then((now / before).sqrt() - 1),
        "rd_two_years": figure["rd_expense"] + figure["rd_expense_1"],
        "market": figure["market_share"],
        "score": figure["srdi_score"],
    }


def plan(facts: pl.LazyFrame) -> pl.LazyFrame:
    """The same by hand: one lazy plan, values first, then outcomes and gaps, then the tiers."""
    facts = facts.with_columns(value.round(9).alias(f"{code}.value") for code, value in _by_hand().items())
    columns = []
    for _, test in TESTS:
        value = pl.col(f"{test.code}.value")
        met = value >= test.threshold if test.sign == ">=" else value <= test.threshold
        gap = value - test.threshold if test.sign == ">=" else test.threshold - value
        columns.append((met.cast(pl.UInt8) * MET).fill_null(UNKNOWN).alias(f"{test.code}.outcome"))
        columns.append(gap.round(9).alias(f"{test.code}.gap"))
    return facts.with_columns(columns).with_columns(
        pl.min_horizontal(f"{test.code}.outcome" for test in tests).alias(tier) for tier, tests in TIERS.items()
    )


def by_hand(size: int) -> Work:
    """Hand-written Polars."""
    lazy = plan(firms(size).lazy())
    return lazy.collect


def plain_python(size: int) -> Work:
    """A loop over rows: outcomes and gaps of the same conditions."""
    columns = list(TOP)
    rows = firms(size).select(columns).rows()
    place = {name: position for position, name in enumerate(columns)}

    def work() -> list[list[tuple[int, float | None]]]:
        return [[_judged(test, _value(test.code, row, place)) for _, test in TESTS] for row in rows]

    return work


def _judged(test: Test, value: float | None) -> tuple[int, float | None]:
    if value is None:
        return UNKNOWN, None
    value = round(value, 9)
    gap = round(value - test.threshold if test.sign == ">=" else test.threshold - value, 9)
    return (MET if gap >= 0 else UNMET), gap


def _value(code: str, row: tuple[float | None, ...], place: dict[str, int]) -> float | None:
    def figure(name: str, lag: int = 0) -> float | None:
        return row[place[at(name, lag)]]

    def share(above: float | None, below: float | None) -> float | None:
        return above / below if above is not None and below else None

    match code:
        case "sales":
            sales = figure("sales_revenue")
            return sales if sales is not None else figure("revenue")
        case "st_share":
            return share(figure("st_staff"), figure("staff"))
        case "rd_share":
            return share(figure("rd_expense"), figure("revenue"))
        case "main_share":
            return share(figure("main_revenue"), figure("revenue"))
        case "liabilities":
            return share(figure("total_liabilities"), figure("total_assets"))
        case "growth":
            now, before = figure("revenue"), figure("revenue", 2)
            return (now / before) ** 0.5 - 1 if now is not None and before and before > 0 and now >= 0 else None
        case "rd_two_years":
            now, before = figure("rd_expense"), figure("rd_expense", 1)
            return now + before if now is not None and before is not None else None
    simple = {"assets": "total_assets", "ip_1": "ip_class1", "rd_100": "rd_expense", "niche": "niche_years"}
    simple |= {"market": "market_share", "score": "srdi_score"}
    return figure(simple.get(code, code))
