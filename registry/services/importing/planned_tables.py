"""The tables that facts are made of as an import would leave them: what is stored, with the plan laid over it. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.indicators import Indicators
from registry.services.fact_tables import StoredTables, table_of
from registry.services.importing.comparing import Comparison
from registry.services.importing.planning import Plan
from registry.services.importing.title_rows import FIELDS
from registry.services.titles import valid_rows_on
from registry.store.titles import TitleRecord

OF_THE_FIRM = 0
LOCAL_SCHEMA = {"firm_id": pl.Int64, "year": pl.Int64, "indicator": pl.String}
LOCAL_SCHEMA |= {"number": pl.Float64, "text": pl.String, "day": pl.Date}


class PlannedTables:
    """The tables about some firms after the plan; firms that do not exist yet have the plan's passing ids."""

    def __init__(self, session: Session, indicators: Indicators, plan: Plan, firm_ids: Sequence[int]) -> None:
        self._indicators = indicators
        self._stored = StoredTables(session, [firm_id for firm_id in firm_ids if firm_id > 0])
        ids = pl.Series(firm_ids, dtype=pl.Int64).implode()
        self._firms, self._figures, self._titles = (_of(part, ids) for part in (plan.firms, plan.figures, plan.titles))

    def firms(self, codes: Sequence[str]) -> pl.DataFrame:
        """firm_id and facts of the firm."""
        now, coming = self._stored.firms(codes), self._firms.to_write(self._firms.records, ["firm_id"])
        return _laid_over(now, coming, ["firm_id"])

    def figures(self, codes: Sequence[str], first: int, last: int) -> pl.DataFrame:
        """firm_id, year and yearly facts of the years from first to last."""
        coming = self._figures.to_write(self._figures.records, ["firm_id", "year"])
        within = coming.filter(pl.col("year").is_between(first, last))
        return _laid_over(self._stored.figures(codes, first, last), within, ["firm_id", "year"])

    def local(self, codes: Sequence[str], first: int, last: int) -> pl.DataFrame:
        """firm_id, year (0 for the firm itself), indicator, number, text, day of local indicators."""
        firms = self._firms.records.with_columns(pl.lit(OF_THE_FIRM, dtype=pl.Int64).alias("year"))
        coming = [
            self._local_rows(comparison, records, code)
            for comparison, records in ((self._firms, firms), (self._figures, self._figures.records))
            for code in codes
            if code in comparison.codes
        ]
        now = self._stored.local(codes, first, last).select(list(LOCAL_SCHEMA))
        every = pl.concat([now, *coming])
        within = (pl.col("year") == OF_THE_FIRM) | pl.col("year").is_between(first, last)
        return every.filter(within).unique(["firm_id", "year", "indicator"], keep="last", maintain_order=True)

    def holders(self, as_of: date) -> pl.DataFrame:
        """firm_id and tier of the titles valid on the day, each once."""
        table = table_of(TitleRecord)
        columns = ["id", "firm_id", "tier", *FIELDS, "revoked_on"]
        now = self._stored.read(select(table.c[tuple(columns)]), table.c.firm_id)
        coming = self._titles.to_write(self._titles.records, ["key", "firm_id", "tier"]).rename({"key": "id"})
        valid = _laid_over(now, coming, ["id"]).filter(valid_rows_on(as_of))
        return valid.select("firm_id", "tier").unique(maintain_order=True)

    def decisions(self, data_year: int) -> pl.DataFrame:
        """id, firm_id, tier, rule_set, condition, met of the judgements that stand; an import makes none."""
        return self._stored.decisions(data_year)

    def _local_rows(self, comparison: Comparison, records: pl.DataFrame, code: str) -> pl.DataFrame:
        value = comparison.to_write(records, ["firm_id", "year"]).select("firm_id", "year", pl.col(code).alias("value"))
        known = value.filter(pl.col("value").is_not_null())
        column = {pl.Date: "day", pl.String: "text"}.get(known.schema["value"], "number")
        parts = [
            pl.col("value").cast(kind).alias(name) if name == column else pl.lit(None, dtype=kind).alias(name)
            for name, kind in list(LOCAL_SCHEMA.items())[3:]
        ]
        return known.select("firm_id", pl.col("year").cast(pl.Int64), pl.lit(code).alias("indicator"), *parts)


def touched_firms(plan: Plan) -> list[int]:
    """The firms that the plan creates or changes, new ones by their passing ids."""
    parts = [part.records["firm_id"] for part in (plan.firms, plan.figures, plan.titles)]
    return pl.concat(parts).unique().sort().to_list()


def _of(comparison: Comparison, ids: pl.Series) -> Comparison:
    return Comparison(comparison.rows, comparison.records.filter(pl.col("firm_id").is_in(ids)), comparison.codes)


def _laid_over(now: pl.DataFrame, coming: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The rows of now with the values that are coming; a blank changes nothing, an unknown key is a new row."""
    shared = [name for name in coming.columns if name in now.columns]
    return now.update(coming.select(shared).cast({name: now.schema[name] for name in shared}), on=keys, how="full")
