"""Figures of a firm, years side by side, each with its change on the year before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.domain.indicators import Indicator, Kind
from registry.services.origins import Origins, is_verified
from registry.web.formats import rounded
from registry.web.languages import in_words
from registry.web.quantities import cell, unit_name

Figures = Mapping[int, Mapping[str, Any]]
YearlyOrigins = Mapping[int, Origins]


@dataclass(frozen=True)
class Figure:
    """One value in words, and how it moved against the year before ("" where that says nothing)."""

    text: str
    change: str
    is_verified: bool = False


@dataclass(frozen=True)
class FigureRow:
    """One indicator over the years."""

    label: str
    unit: str
    is_number: bool
    figures: list[Figure]


def figure_rows(
    indicators: Iterable[Indicator], figures: Figures, years: Sequence[int], origins: YearlyOrigins
) -> list[FigureRow]:
    """The indicators that have a value in any year, in catalogue order."""
    known = [each for each in indicators if any(figures[year].get(each.code) is not None for year in years)]
    return [
        FigureRow(
            label=in_words(each.label),
            unit=unit_name(each.unit),
            is_number=each.kind.is_numeric,
            figures=[_figure(each, figures, year, origins.get(year, {})) for year in years],
        )
        for each in known
    ]


def unknown_labels(indicators: Iterable[Indicator], figures: Figures) -> list[str]:
    """The indicators without any value."""
    return [
        in_words(each.label) for each in indicators if all(year.get(each.code) is None for year in figures.values())
    ]


def _figure(indicator: Indicator, figures: Figures, year: int, origins: Origins) -> Figure:
    value, before = figures[year].get(indicator.code), figures.get(year - 1, {}).get(indicator.code)
    moved = change(value, before) if indicator.kind is Kind.AMOUNT else ""
    return Figure(cell(value, indicator), moved, value is not None and is_verified(origins, indicator.code))


def change(value: float | None, before: float | None) -> str:
    """Growth in percent with its sign; nothing where the year before was missing, zero or negative.

    >>> change(110, 100), change(90, 100), change(5, 0), change(None, 5)
    ('+10.0%', '−10.0%', '', '')
    """
    if value is None or before is None or before <= 0:
        return ""
    growth = (value / before - 1) * 100
    sign = "+" if growth > 0 else "−" if growth < 0 else ""
    return f"{sign}{rounded(abs(growth), 1)}%"
