"""Writes the figures of years, and values of local indicators, which are rows of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.domain.indicators import Indicators
from registry.services.importing.comparing import STORED, Comparison, differs
from registry.services.importing.stored import LOCAL, YEARLY, value_type
from registry.store.bulk import insert_frame, update_frame

OF_A_YEAR = ["firm_id", "year"]
OF_A_VALUE = [*OF_A_YEAR, "indicator"]


def write_figures(session: Session, figures: Comparison, new: pl.DataFrame) -> None:
    """Years that are new (with real firm ids) and years that changed."""
    own = [code for code in figures.codes if code in YEARLY.c]
    insert_frame(session, YEARLY, new.select(*OF_A_YEAR, *own))
    update_frame(session, YEARLY, figures.to_write(figures.changed, OF_A_YEAR).select(*OF_A_YEAR, *own), OF_A_YEAR)


def write_local(
    session: Session, indicators: Indicators, table: Any, codes: Sequence[str], records: pl.DataFrame
) -> None:
    """The local values of records (firm_id, year, codes and what is stored) that belong to firms or to years."""
    for code in local_codes(indicators, table, codes):
        rows = local_rows(indicators, table, code, records.filter(differs(code)))
        insert_frame(session, LOCAL, rows.filter(pl.col("old").is_null()).drop("old"))
        update_frame(session, LOCAL, rows.filter(pl.col("old").is_not_null()).drop("old"), OF_A_VALUE)


def local_codes(indicators: Indicators, table: Any, codes: Sequence[str]) -> list[str]:
    """Those of the codes that have no column of the table."""
    return [code for code in codes if code not in table.c and code in indicators and indicators[code].local]


def local_rows(indicators: Indicators, table: Any, code: str, records: pl.DataFrame) -> pl.DataFrame:
    """Rows of the table of local values, and `old`, what is stored."""
    column = local_column(indicators, table, code)
    value = pl.col(code).cast(pl.Float64) if column == "number" else pl.col(code)
    return records.select(
        *OF_A_YEAR, pl.lit(code).alias("indicator"), value.alias(column), pl.col(code + STORED).alias("old")
    )


def local_column(indicators: Indicators, table: Any, code: str) -> str:
    """Which of the three columns holds a local indicator's value."""
    kind = value_type(table, indicators[code])
    return {pl.Date: "day", pl.String: "text"}.get(kind, "number")
