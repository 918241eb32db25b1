"""What the registry holds of the firms in a file, as frames with the very columns of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.indicators import Indicator, Indicators, Kind
from registry.store.bulk import frame_type, look_up
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.titles import TitleRecord

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
FORMER = FormerName.__table__  # type: ignore[attr-defined]
YEARLY = YearlyFigures.__table__  # type: ignore[attr-defined]
LOCAL = LocalFigure.__table__  # type: ignore[attr-defined]
TITLE = TitleRecord.__table__  # type: ignore[attr-defined]


def value_type(table: Any, indicator: Indicator) -> Any:
    """The frame's type for values of an indicator that belongs in the table, or beside it if it is local."""
    if indicator.code in table.c:
        return frame_type(table.c[indicator.code].type)
    if indicator.kind is Kind.FLAG:
        return pl.Boolean
    if indicator.kind is Kind.DATE:
        return pl.Date
    return pl.Float64 if indicator.kind.is_numeric else pl.String


def stored_firms(session: Session, indicators: Indicators, ids: Sequence[int], codes: Sequence[str]) -> pl.DataFrame:
    """firm_id, name, name_key, version and the firm-level codes."""
    own = [code for code in codes if code in FIRM.c]
    columns = (FIRM.c.id.label("firm_id"), *FIRM.c["name", "name_key", "version"], *(FIRM.c[code] for code in own))
    firms = look_up(session, select(*columns), FIRM.c.id, ids)
    return _with_local(session, indicators, firms, ids, [code for code in codes if code not in FIRM.c], ["firm_id"])


def stored_figures(session: Session, indicators: Indicators, ids: Sequence[int], codes: Sequence[str]) -> pl.DataFrame:
    """firm_id, year and the annual codes."""
    own = [code for code in codes if code in YEARLY.c]
    columns = (*YEARLY.c["firm_id", "year"], *(YEARLY.c[code] for code in own))
    figures = look_up(session, select(*columns), YEARLY.c.firm_id, ids)
    local = [code for code in codes if code not in YEARLY.c]
    return _with_local(session, indicators, figures, ids, local, ["firm_id", "year"])


def stored_former_names(session: Session, ids: Sequence[int]) -> pl.DataFrame:
    """firm_id and name_key of the names that the firms used to have."""
    return look_up(session, select(FORMER.c.firm_id, FORMER.c.name_key), FORMER.c.firm_id, ids)


def stored_titles(session: Session, ids: Sequence[int]) -> pl.DataFrame:
    """All titles of the firms, the latest first."""
    titles = look_up(session, select(TITLE), TITLE.c.firm_id, ids)
    return titles.sort("valid_from", "id", descending=True, nulls_last=True)


def _with_local(
    session: Session,
    indicators: Indicators,
    frame: pl.DataFrame,
    ids: Sequence[int],
    codes: Sequence[str],
    keys: list[str],
) -> pl.DataFrame:
    if not codes:
        return frame
    values = look_up(session, select(LOCAL).where(LOCAL.c.indicator.in_(codes)), LOCAL.c.firm_id, ids)
    values = values.filter(pl.col("year") == 0) if keys == ["firm_id"] else values.filter(pl.col("year") > 0)
    for code in codes:
        kind = value_type(LOCAL, indicators[code])
        column = {pl.Date: "day", pl.String: "text"}.get(kind, "number")
        one = values.filter(pl.col("indicator") == code).select(*keys, pl.col(column).cast(kind).alias(code))
        frame = frame.join(one, on=keys, how="left", maintain_order="left")
    return frame
