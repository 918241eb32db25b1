"""The facts frame that the engine reads, made from the store: a row per firm, missing is null, nothing personal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, Table, and_, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.facts import at
from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicator, Kind, Level
from registry.services.titles import valid_on
from registry.store.bulk import read_frame, read_frame_where
from registry.store.decisions import ManualDecision
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.titles import TitleRecord

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
    reader = _Reader(session, firm_ids)
    frame = _firm_facts(reader, catalogue)
    for addition in (
        *_yearly_facts(reader, catalogue, data_year),
        *_local_facts(reader, catalogue, data_year),
        _decisions(reader, data_year),
    ):
        if addition.width > 1:
            frame = frame.join(addition, on="firm_id", how="left")
    return _with_titles(frame, reader, catalogue, as_of)


class _Reader:
    """Reads frames for all firms or only for some."""

    def __init__(self, session: Session, firm_ids: Sequence[int] | None) -> None:
        self.session, self.firm_ids = session, firm_ids

    def read(self, statement: Select[Any], firm_id: ColumnElement[Any]) -> pl.DataFrame:
        if self.firm_ids is None:
            return read_frame(self.session, statement)
        return read_frame_where(self.session, statement, firm_id, self.firm_ids)


def _table(model: Any) -> Table:
    return model.__table__


def stored(indicators: Sequence[Indicator], model: Any) -> list[str]:
    """Codes of the indicators that have a column in the table."""
    return [indicator.code for indicator in indicators if indicator.code in _table(model).c]


def _firm_facts(reader: _Reader, catalogue: Catalogue) -> pl.DataFrame:
    public = [each for each in catalogue.indicators.at_level(Level.FIRM) if each.kind is not Kind.PERSONAL]
    codes = [code for code in stored(public, FirmRecord) if code not in _NO_FACTS]
    table = _table(FirmRecord)
    statement = select(table.c.id.label("firm_id"), *table.c[tuple(codes)])
    firms = reader.read(statement, table.c.id).sort("firm_id")
    zone = pl.col("park").replace_strict(dict(catalogue.zones), default=None, return_dtype=pl.String)
    return firms.with_columns(zone.alias("zone"))


def _yearly_facts(reader: _Reader, catalogue: Catalogue, data_year: int) -> Iterator[pl.DataFrame]:
    codes = stored(catalogue.indicators.at_level(Level.ANNUAL), YearlyFigures)
    table = _table(YearlyFigures)
    years = table.c.year.between(data_year - OLDEST, data_year)
    figures = reader.read(select(table.c.firm_id, table.c.year, *table.c[tuple(codes)]).where(years), table.c.firm_id)
    for lag in range(OLDEST + 1):
        of_year = figures.filter(pl.col("year") == data_year - lag).drop("year")
        yield of_year.rename({code: at(code, lag) for code in codes})


def _local_facts(reader: _Reader, catalogue: Catalogue, data_year: int) -> Iterator[pl.DataFrame]:
    """Local indicators, one frame per indicator and year met."""
    local = {code: each for code, each in catalogue.indicators.items() if each.local}
    table = _table(LocalFigure)
    wanted = and_(
        table.c.indicator.in_(list(local)), (table.c.year == 0) | table.c.year.between(data_year - OLDEST, data_year)
    )
    if not local:
        return
    figures = reader.read(select(table).where(wanted), table.c.firm_id)
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


def _decisions(reader: _Reader, data_year: int) -> pl.DataFrame:
    """A column per decided condition; the newest decision that was not withdrawn counts."""
    table = _table(ManualDecision)
    statement = select(table.c["id", "firm_id", "tier", "rule_set", "condition", "met"]).where(
        table.c.data_year == data_year, table.c.withdrawn_at.is_(None)
    )
    made = reader.read(statement, table.c.firm_id)
    if not made.height:
        return made.select("firm_id")
    column = pl.format("decision:{}:{}:{}", "tier", "rule_set", "condition").alias("column")
    newest = made.sort("id").select("firm_id", column, "met")
    return newest.pivot(on="column", index="firm_id", values="met", aggregate_function="last")


def _with_titles(frame: pl.DataFrame, reader: _Reader, catalogue: Catalogue, as_of: date) -> pl.DataFrame:
    """The register is the authority on titles: no valid record is false, never unknown."""
    statement = select(col(TitleRecord.firm_id), col(TitleRecord.tier)).where(valid_on(as_of)).distinct()
    held = reader.read(statement, col(TitleRecord.firm_id))
    holders = {tier: held.filter(pl.col("tier") == tier)["firm_id"].implode() for tier in catalogue.ladder}
    return frame.with_columns(pl.col("firm_id").is_in(ids).alias(f"title:{tier}") for tier, ids in holders.items())
