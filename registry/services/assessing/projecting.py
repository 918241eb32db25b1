"""Next year if growth stays: a plain projection, every assumption of which can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Kind
from registry.services.assessing.answers import Answers


@dataclass(frozen=True)
class Projected:
    """One figure of next year: this year's times `growth` (1.1 for ten percent more), or carried on where growth is None."""

    code: str
    value: Any
    growth: float | None
    next: Any


def projected(catalogue: Catalogue, answers: Answers, data_year: int) -> tuple[Answers, tuple[Projected, ...]]:
    """The answers with a further year after the data year, and how each of its figures came about.

    What grows by the catalogue grows as it did last year, where both years are known and positive; everything else stays as it
    was. What is unknown stays unknown; titles and facts of the firm stay too.
    """
    this, before = answers.years.get(data_year, {}), answers.years.get(data_year - 1, {})
    found = tuple(_each(catalogue, this, before))
    years = {**answers.years, data_year + 1: {one.code: one.next for one in found}}
    return replace(answers, years=years), found


def _each(catalogue: Catalogue, this: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Projected]:
    growing = {one.indicator for topic in catalogue.topics for one in topic.questions if one.grows}
    for code, value in this.items():
        growth = _growth(value, before.get(code)) if code in growing else None
        whole = catalogue.indicators[code].kind is Kind.COUNT
        later = value if growth is None else round(value * growth, 0 if whole else 6)
        yield Projected(code, value, growth, later)


def _growth(value: Any, before: Any) -> float | None:
    """How many times last year's figure this year's is; None where that says nothing.

    >>> _growth(110.0, 100.0), _growth(-5.0, 10.0), _growth(10.0, None)
    (1.1, None, None)
    """
    known = isinstance(value, int | float) and isinstance(before, int | float)
    return float(value / before) if known and value > 0 and before > 0 else None
