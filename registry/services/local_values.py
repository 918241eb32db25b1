"""Values of the indicators that a bureau added itself: kept beside the fixed columns, read and written like them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from registry.domain.indicators import Indicators, Kind
from registry.store.figures import LocalFigure

OF_THE_FIRM = 0


def local_values(session: Session, indicators: Indicators, firm_id: int) -> dict[int, dict[str, Any]]:
    """Typed values by year and code; year 0 holds the facts of the firm itself."""
    values: dict[int, dict[str, Any]] = {}
    for figure in session.exec(select(LocalFigure).where(LocalFigure.firm_id == firm_id)):
        if figure.indicator in indicators:
            values.setdefault(figure.year, {})[figure.indicator] = _value(figure, indicators[figure.indicator].kind)
    return values


def write_local_values(session: Session, firm_id: int, year: int, values: Mapping[str, Any]) -> None:
    """Set the values; None removes one."""
    for code, value in values.items():
        figure = session.get(LocalFigure, (firm_id, year, code))
        if value is None and figure is not None:
            session.delete(figure)
        elif value is not None:
            figure = figure or LocalFigure(firm_id=firm_id, year=year, indicator=code)
            figure.number, figure.text, figure.day = split(value)
            session.add(figure)


def split(value: Any) -> tuple[float | None, str | None, date | None]:
    """The value in the one of the three columns that holds its type.

    >>> split(True)
    (1.0, None, None)
    """
    if isinstance(value, date):
        return None, None, value
    return (None, value, None) if isinstance(value, str) else (float(value), None, None)


def _value(figure: LocalFigure, kind: Kind) -> Any:
    if kind is Kind.FLAG:
        return figure.number == 1
    if kind in (Kind.COUNT, Kind.YEAR) and figure.number is not None:
        return int(figure.number)
    return next((value for value in (figure.number, figure.text, figure.day) if value is not None), None)
