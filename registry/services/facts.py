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
from registry.domain.indicators import Indicator, Indicators, Kind, Level
from registry.services.fact_tables import FactTables, StoredTables, table_of
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord

_NO_FACTS = frozenset({"credit_code", "name", "former_names", "division_name"})
_PLACE = ("division_code", "park")
Wanted = frozenset[str] | None


def facts(
    session: Session,
    catalogue: Catalogue,
    *,
    as_of: date,
    data_year: int,
    firm_ids: Sequence[int] | None = None,
    columns: Wanted = None,
) -> pl.DataFrame:
    """The facts of all firms, or of those given, for an as-of date and data year; `columns` leaves out all others."""
    return facts_from(StoredTables(session, firm_ids), catalogue, as_of=as_of, data_year=data_year, columns=columns)


def facts_from(
    tables: FactTables, catalogue: Catalogue, *, as_of: date, data_year: int, columns: Wanted = None
) -> pl.DataFrame:
    """The facts of the tables' firms; the tables may be those stored, or what an import would make of them."""
    frame = _firm_facts(tables, catalogue, columns)
    for addition in (
        *_yearly_facts(tables, catalogue, data_year, columns),
        *_local_facts(tables, catalogue, data_year, columns),
        _decisions(tables, data_year),
    ):
        if addition.width > 1:
            frame = frame.join(addition, on="firm_id", how="left")
    return _with_titles(frame, tables, catalogue, as_of)


def firm_codes(indicators: Indicators) -> list[str]:
    """Codes of the facts of a firm that have a column and that rules may read: nothing personal, no names."""
    public = [each for each in indicators.at_level(Level.FIRM) if each.kind is not Kind.PERSONAL]
    return [code for code in _stored(public, FirmRecord) if code not in _NO_FACTS]


def figure_codes(indicators: Indicators) -> list[str]:
    """Codes of the yearly figures that have a column."""
    return _stored(indicators.at_level(Level.ANNUAL), YearlyFigures)


def _stored(indicators: Sequence[Indicator], model: Any) -> list[str]:
    return [indicator.code for indicator in indicators if indicator.code in table_of(model).c]


def _firm_facts(tables: FactTables, catalogue: Catalogue, columns: Wanted) -> pl.DataFrame:
    codes = firm_codes(catalogue.indicators)
    wanted = [code for code in codes if columns is None or code in columns or code in _PLACE]
    firms = tables.firms(wanted).sort("firm_id")
    zone = pl.col("park").replace_strict(dict(catalogue.zones), default=None, return_dtype=pl.String)
    return firms.with_columns(zone.alias("zone"))


def _yearly_facts(tables: FactTables, catalogue: Catalogue, data_year: int, columns: Wanted) -> Iterator[pl.DataFrame]:
    codes = figure_codes(catalogue.indicators)
    by_lag = {lag: [code for code in codes if columns is None or at(code, lag) in columns] for lag in range(OLDEST + 1)}
    lags = [lag for lag, wanted in by_lag.items() if wanted]
    if not lags:
        return
    every = [code for code in codes if any(code in wanted for wanted in by_lag.values())]
    figures = tables.figures(every, data_year - max(lags), data_year - min(lags))
    for lag in lags:
        of_year = figures.filter(pl.col("year") == data_year - lag)
        yield of_year.select("firm_id", *(pl.col(code).alias(at(code, lag)) for code in by_lag[lag]))


def _local_facts(tables: FactTables, catalogue: Catalogue, data_year: int, columns: Wanted) -> Iterator[pl.DataFrame]:
    """Local indicators, one frame per indicator and year met."""
    local = {code: each for code, each in catalogue.indicators.items() if each.local and _is_wanted(code, columns)}
    if not local:
        return
    figures = tables.local(list(local), data_year - OLDEST, data_year)
    for (code, year), rows in figures.partition_by("indicator", "year", as_dict=True).items():
        indicator = local[str(code)]
        name = str(code) if indicator.level is Level.FIRM else at(str(code), data_year - int(year))
        yield rows.select("firm_id", _local_value(indicator).alias(name))


def _is_wanted(code: str, columns: Wanted) -> bool:
    """Whether an indicator is wanted in itself or in any year."""
    return columns is None or any(name in columns for name in (code, *(at(code, lag) for lag in range(OLDEST + 1))))


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
