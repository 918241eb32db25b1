"""One line of the mapping page: a column, what it becomes now, and what must be answered about it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from importers.mapping import ColumnMapping
from registry.domain.indicators import Indicator, Kind, Level
from registry.domain.masking import masked
from registry.services.columns.units import MEASURED
from registry.web.columns.choices import meaning_label, unit_label
from registry.web.columns.questions import question_of, why_of
from registry.web.site import site

EARLIEST, LATEST = 1949, 2200


@dataclass(frozen=True)
class ColumnRow:
    """One column: `meaning` and `unit` are what is chosen now, `stated` the unit that the table itself is read in."""

    field: str
    key: str
    place: str
    header: str
    samples: tuple[str, ...]
    meaning: str
    unit: str
    stated: str
    takes_unit: bool
    year: int | None
    takes_year: bool
    given_year: str
    why: str
    question: str
    likely: str
    likely_label: str

    @property
    def unit_field(self) -> str:
        """The name of the field for the unit."""
        return f"unit-{self.field}"

    @property
    def year_field(self) -> str:
        """The name of the field for the year."""
        return f"year-{self.field}"

    @property
    def year_given(self) -> int | None:
        """The year that a person gave to the column."""
        return int(self.given_year) if self.given_year and is_year(self.given_year) else None

    @property
    def is_undecided(self) -> bool:
        """Whether the reader asks about the column and nothing was chosen for it."""
        return bool(self.question) and not self.meaning


def is_year(text: str) -> bool:
    """Whether a column's year was written as one, or not at all."""
    return not text or (text.isdecimal() and len(text) == 4 and EARLIEST <= int(text) <= LATEST)


def row_of(field: str, column: ColumnMapping, unit: str) -> ColumnRow:
    """The line of a column; `unit` is what was chosen or is remembered for it, or nothing."""
    indicator = site().catalogue.indicators.get(column.indicator or "")
    meaning = _meaning(column)
    named = unit if column.unit in (unit, "") else ""  # a usual unit that the file itself did not need is not chosen
    return ColumnRow(
        field=field,
        key=column.key,
        place=column.letter,
        header=column.header,
        samples=shown_samples(column, indicator),
        meaning=meaning,
        unit=named,
        stated=gettext("按表里：%(unit)s", unit=unit_label(column.unit)) if column.unit and not named else "",
        takes_unit=indicator.kind in MEASURED if indicator else not meaning,
        year=column.year,
        takes_year=indicator.level is Level.ANNUAL if indicator else not meaning,
        given_year="",
        why=why_of(column),
        question=question_of(column),
        likely=column.suggestion or "",
        likely_label=meaning_label(column.suggestion) if column.suggestion else "",
    )


def shown_samples(column: ColumnMapping, indicator: Indicator | None) -> tuple[str, ...]:
    """The first cells of a column; those of people are masked."""
    is_personal = indicator is not None and indicator.kind is Kind.PERSONAL
    return tuple(masked(sample) for sample in column.samples) if is_personal else column.samples


def _meaning(column: ColumnMapping) -> str:
    """The value of the column's select: an indicator, a role, or nothing for a column that is left out."""
    if column.indicator:
        return column.indicator
    return column.reason if column.reason in ("year", "serial") or column.reason.startswith("title:") else ""
