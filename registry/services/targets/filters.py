"""A filter of firms as SQL with three answers: true, false, and null where the firm's record does not say."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, or_, select, true
from sqlmodel import col

from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Kind, Level
from registry.domain.targets import FirmFilter, FirmTest, Measure, Test
from registry.services.titles import valid_on
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.titles import TitleRecord

FIGURES = YearlyFigures.__table__.alias("of_the_year")  # type: ignore[attr-defined]


def needs_figures(catalogue: Catalogue, measure: Measure) -> bool:
    """Whether any test reads the figures of the data year, which then have to be joined."""
    tests = (*measure.firms.tests, *measure.among.tests)
    return any(catalogue.indicators[each.indicator].level is Level.ANNUAL for each in tests)


def holding(wanted: FirmFilter, day: date) -> ColumnElement[bool]:
    """Whether a firm holds every tier of the filter on the day; titles are known, so this is never null."""
    held = [
        col(FirmRecord.id).in_(select(TitleRecord.firm_id).where(col(TitleRecord.tier) == tier, valid_on(day)))
        for tier in wanted.holds
    ]
    return and_(true(), *held)


def passing(catalogue: Catalogue, wanted: FirmFilter, data_year: int) -> ColumnElement[bool]:
    """Whether a firm is of the industries and passes the tests; null where a blank value decides."""
    parts = [_test(catalogue, each, data_year) for each in wanted.tests]
    if wanted.industries:
        parts.append(_industry(catalogue, wanted.industries))
    return and_(true(), *parts)


def entering(tier: str, day: date) -> ColumnElement[bool]:
    """Whether a firm was first recognised for the tier between 1 January and the day; null where its titles have no day.

    A renewal and a title after an earlier one are no entry.
    """
    begun = func.coalesce(TitleRecord.recognised_on, TitleRecord.valid_from)
    of_tier = select(TitleRecord.firm_id).where(col(TitleRecord.tier) == tier)
    first = date(day.year, 1, 1)
    firm = col(FirmRecord.id)
    this_year = firm.in_(of_tier.where(begun >= first, begun <= day, col(TitleRecord.renews).is_(None)))
    before = firm.in_(of_tier.where(begun < first))
    undated = firm.in_(of_tier.where(begun.is_(None)))
    return case((before, False), (undated, null()), (this_year, True), else_=False)


def _test(catalogue: Catalogue, asked: FirmTest, data_year: int) -> ColumnElement[bool]:
    indicator = catalogue.indicators[asked.indicator]
    value = _value(catalogue, asked.indicator, data_year)
    match asked.test:
        case Test.KNOWN:
            known = value.is_not(None)
            return and_(known, value != "") if indicator.kind in (Kind.TEXT, Kind.CHOICE) else known
        case Test.YES:
            return value == (1 if indicator.local else True)
        case Test.NO:
            return value == (0 if indicator.local else False)
        case Test.ONE_OF:
            answer: ColumnElement[bool] = func.nullif(value, "").in_(asked.words)
            return answer
        case Test.AT_LEAST:
            return value >= asked.number
        case Test.MORE_THAN:
            return value > asked.number


def _value(catalogue: Catalogue, code: str, data_year: int) -> Any:
    indicator = catalogue.indicators[code]
    is_annual = indicator.level is Level.ANNUAL
    if not indicator.local:
        return FIGURES.c[code] if is_annual else FirmRecord.__table__.c[code]  # type: ignore[attr-defined]
    held = col(LocalFigure.text) if indicator.kind in (Kind.TEXT, Kind.CHOICE) else col(LocalFigure.number)
    year = data_year if is_annual else 0
    own = select(held).where(
        col(LocalFigure.firm_id) == col(FirmRecord.id),
        col(LocalFigure.year) == year,
        col(LocalFigure.indicator) == code,
    )
    return own.correlate(FirmRecord).scalar_subquery()


def _industry(catalogue: Catalogue, sections: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether the industry lies in one of the sections, written with its letter or without; null where it is blank."""
    code = func.upper(func.nullif(col(FirmRecord.industry_code), ""))
    digits = [two for letter in sections for two in catalogue.industries.sections[letter][1]]
    return or_(func.substr(code, 1, 1).in_(sections), func.substr(code, 1, 2).in_(digits))
