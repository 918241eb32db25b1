"""Whether a firm's year has a value of an indicator, as one bit: a year is read as a few whole numbers, so that half a million
rows with half a hundred columns each take no longer than half a million numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import add

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, and_, case, literal, or_, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.dashboards.figure_codes import (
    bits_of,
    columns_of,
    local_codes,
    shipped_codes,
    told_codes,
    years_of,
)
from registry.store.bulk import read_frame
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord

FIRM, YEARLY, LOCAL = (
    record.__table__  # type: ignore[attr-defined]
    for record in (FirmRecord, YearlyFigures, LocalFigure)
)
OF_YEAR = ["firm_id", "year"]


def is_set(column: str, bit: int) -> pl.Expr:
    return (pl.col(column) & bit) != 0


def has_value(catalogue: Catalogue, day: date, code: str, year: int) -> pl.Expr:
    """On the bits of the day: there is a value of the indicator in the year. Raises NotFound where no bit tells of it."""
    bits = bits_of(told_codes(catalogue, day))
    if code not in bits:
        raise NotFound(what=mark("这个指标"))
    column, bit = bits[code]
    return (pl.col("year") == year) & is_set(column, bit)


def without_value(catalogue: Catalogue, code: str, year: int) -> ColumnElement[bool]:
    """On `firm`: no value of the indicator in the year. Raises NotFound for an indicator that is not kept by year."""
    if code in local_codes(catalogue):
        of_code = and_(LOCAL.c.firm_id == FIRM.c.id, LOCAL.c.year == year, LOCAL.c.indicator == code)
        return ~select(1).where(of_code, _local_value()).exists()
    if code not in catalogue.indicators or code not in YEARLY.c:
        raise NotFound(what=mark("这个指标"))
    filled = select(1).where(YEARLY.c.firm_id == FIRM.c.id, YEARLY.c.year == year, YEARLY.c[code].is_not(None))
    return ~filled.exists()


def read_bits(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    """firm_id, year and the columns of bits, of the years that are told of."""
    codes, years = told_codes(catalogue, day), years_of(day)
    columns, bits = columns_of(codes), bits_of(codes)
    summed = [_sum(column, shipped_codes(catalogue, day), bits) for column in columns]
    yearly = select(YEARLY.c.firm_id, YEARLY.c.year, *summed).join_from(YEARLY, FIRM)
    stored = read_frame(session, yearly.where(YEARLY.c.year.in_(years), firms))
    mine = {code: bits[code] for code in local_codes(catalogue)}
    if not mine:
        return stored
    local = select(LOCAL.c.firm_id, LOCAL.c.year, LOCAL.c.indicator).join_from(LOCAL, FIRM).where(_local_value())
    found = read_frame(session, local.where(LOCAL.c.year.in_(years), LOCAL.c.indicator.in_(list(mine)), firms))
    return pl.concat([stored, _local_bits(found, mine, columns)]).group_by(OF_YEAR).agg(pl.col(columns).sum())


def _sum(column: str, codes: Sequence[str], bits: Mapping[str, tuple[str, int]]) -> ColumnElement[int]:
    set_ones = [
        case((YEARLY.c[code].is_not(None), literal(bit, BigInteger)), else_=literal(0, BigInteger))
        for code in codes
        for at, bit in [bits[code]]
        if at == column
    ]
    return reduce(add, set_ones, literal(0, BigInteger)).label(column)


def _local_value() -> ColumnElement[bool]:
    return or_(LOCAL.c.number.is_not(None), LOCAL.c.text.is_not(None), LOCAL.c.day.is_not(None))


def _local_bits(found: pl.DataFrame, bits: Mapping[str, tuple[str, int]], columns: Sequence[str]) -> pl.DataFrame:
    by_column = {
        column: pl.col("indicator").replace_strict(
            {code: bit for code, (at, bit) in bits.items() if at == column}, default=0, return_dtype=pl.Int64
        )
        for column in columns
    }
    return found.select(*OF_YEAR, *(bit.alias(column) for column, bit in by_column.items()))
