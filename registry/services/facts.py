"""The facts frame that the engine reads: a row per firm, missing is null, nothing personal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.facts import at
from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicator, Kind, Level
from registry.services.fact_tables import FactTables, StoredTables, table_of
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord

_NO_FACTS = frozenset({"credit_code", "name", "former_names", "division_name"})


def facts(
    session: Session,
    catalogue: Catalogue,
    *,
    as_of: date,
    data_year: int,
    firm_ids: Sequence[int] | None = None,
) -> pl.DataFrame:
    """The facts of all firms, or of those given, for an as-of date and data year."""
    return facts_from(StoredTables(session, firm_ids), catalogue, as_of=as_of, data_year=data_year)


def facts_from(tables: FactTables, catalogue: Catalogue, *, as_of: date, data_year: int) -> pl.DataFrame:
    """The facts of the tables' firms; the tables may be those stored, or what an import would make of them."""
    frame = _firm_facts(tables, catalogue)
    for addition in (
        *_yearly_facts(tables, catalogue, data_year),
        *_local_facts(tables, catalogue, data_year),
        _decisions(tables, data_year),
    ):
        if addition.width > 1:
            frame = frame.join(addition, on="firm_id", how="left")
    return _with_titles(frame, tables, catalogue, as_of)


def stored(indicators: Sequence[Indicator], model: Any) -> list[str]:
    """Codes of the indicators that have a column in the table."""
    return [indicator.code for indicator in indicators if indicator.code in table_of(model).c]


def _firm_facts(tables: FactTables, catalogue: Catalogue) -> pl.DataFrame:
    public = [each for each in catalogue.indicators.at_level(Level.FIRM) if each.kind is not Kind.PERSONAL]
    firms = tables.firms([code for code in stored(public, FirmRecord) if code not in _NO_FACTS]).sort("firm_id")
    zone = pl.col("park").replace_strict(dict(catalogue.zones), default=None, return_dtype=pl.String)
    return firms.with_columns(zone.alias("zone"))


def _yearly_facts(tables: FactTables, catalogue: Catalogue, data_year: int) -> Iterator[pl.DataFrame]:
    codes = stored(catalogue.indicators.at_level(Level.ANNUAL), YearlyFigures)
    figures = tables.figures(codes, data_year - OLDEST, data_year)
    for lag in range(OLDEST + 1):
        of_year = figures.filter(pl.col("year") == data_year - lag).drop("year")
        yield of_year.rename({code: at(code, lag) for code in codes})


def _local_facts(tables: FactTables, catalogue: Catalogue, data_year: int) -> Iterator[pl.DataFrame]:
    """Local indicators, one frame per indicator and year met."""
    local = {code: each for code, each in catalogue.indicators.items() if each.local}
    if not local:
        return
    figures = tables.local(list(local), data_year - OLDEST, data_year)
    for (code, year), rows in figures.partition_by("indicator", "year", as_dict=True).items():
        indicator = local[str(code)]
        name = str(code) if indicator.level is Level.FIRM else at(str(code), data_year - int(year))
        yield rows.select("firm_id", _local_value(indicator).alias(name))


def _local_value(indicator: Indicator) -> pl.Expr:
    if indicator.kind is Kind.FLAG:
        return pl.col("number") == 1
    if indicator.kind is Kind.DATE:
        return pl.col("day")
    return pl.col("number") if indicator.kind.is_numeric else pl.col("text")


def _decisions(tables: FactTables, data_year: int) -> pl.DataFrame:
    """A column per decided condition; the newest decision that was not withdrawn counts."""
    made = tables.decisions(data_year)
    if not made.height:
        return made.select("firm_id")
    column = pl.format("decision:{}:{}:{}", "tier", "rule_set", "condition").alias("column")
    newest = made.sort("id").select("firm_id", column, "met")
    return newest.pivot(on="column", index="firm_id", values="met", aggregate_function="last")


def _with_titles(frame: pl.DataFrame, tables: FactTables, catalogue: Catalogue, as_of: date) -> pl.DataFrame:
    """The register is the authority on titles: no valid record is false, never unknown."""
    held = tables.holders(as_of)
    holders = {tier: held.filter(pl.col("tier") == tier)["firm_id"].implode() for tier in catalogue.ladder}
    return frame.with_columns(pl.col("firm_id").is_in(ids).alias(f"title:{tier}") for tier, ids in holders.items())
