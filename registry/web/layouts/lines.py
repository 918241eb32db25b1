"""A layout in words: one line per column with what can be chosen, and what a list in it will lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from registry.services.columns.units import offered_units, suits
from registry.services.layouts.columns import TITLE, FillColumn, takes_unit, takes_year, unpacked
from registry.services.layouts.exporting import is_personal
from registry.services.layouts.facts import facts_of_lists
from registry.store.layouts import TableLayout
from registry.web.columns.choices import Groups, unit_label
from registry.web.layouts.choices import field_choices, filled_by, why_words, year_choices
from registry.web.listing import Choice
from registry.web.names import office_name
from registry.web.site import site


@dataclass(frozen=True)
class ColumnLine:
    """One column on the page; `details` that do not apply are empty."""

    number: int
    letter: str
    head: str
    meaning: str
    filled_by: str
    why: str
    text: str
    year: str
    years: list[Choice]
    unit: str
    units: Groups
    field: str
    fields: list[Choice]

    @property
    def is_blank(self) -> bool:
        """Whether nothing fills it."""
        return not self.filled_by


@dataclass(frozen=True)
class LayoutLine:
    """One layout of the list."""

    id: int
    name: str
    is_workbook: bool
    filename: str
    columns: int
    blank: list[str]
    office: str
    layout: TableLayout


def column_line(number: int, column: FillColumn, data_year: int) -> ColumnLine:
    """The column in words."""
    catalogue = site().catalogue
    is_title = column.meaning.startswith(TITLE)
    meaning = ":".join(column.meaning.split(":")[:2]) if is_title else column.meaning
    indicator = catalogue.indicators.get(column.meaning)
    return ColumnLine(
        number=number,
        letter=column.letter,
        head=column.head,
        meaning=meaning,
        filled_by=filled_by(column),
        why=why_words(column),
        text=column.text,
        year=str(column.year),
        years=year_choices(column.year, data_year) if takes_year(column, catalogue) else [],
        unit=column.unit or (indicator.unit if indicator else ""),
        units=_units(column) if takes_unit(column, catalogue) else [],
        field=column.meaning.split(":")[2] if column.meaning.count(":") == 2 else "",
        fields=field_choices() if is_title else [],
    )


def _units(column: FillColumn) -> Groups:
    """The units that suit, the stored one among them."""
    indicator = site().catalogue.indicators[column.meaning]
    groups = [[unit for unit in group.units if suits(unit, indicator)] for group in offered_units()]
    known = [unit for group in groups for unit in group]
    more = [unit for unit in dict.fromkeys((indicator.unit, column.unit)) if unit and unit not in known]
    return [("", [(unit, unit_label(unit)) for unit in [*more, *known]])] if known or more else []


def layout_line(layout: TableLayout) -> LayoutLine:
    """The layout in words."""
    assert layout.id is not None
    columns = unpacked(layout.columns)
    return LayoutLine(
        layout.id,
        layout.name,
        layout.workbook is not None,
        layout.filename,
        len(columns),
        blanks(columns),
        office_name(layout.division, layout.park),
        layout,
    )


def blanks(columns: Sequence[FillColumn], tier: str | None = None) -> list[str]:
    """The columns that stay blank, by their heads; with the tier of a list ("" for none) also those it cannot fill."""
    return [
        column.head or gettext("%(letter)s 列", letter=column.letter) for column in columns if _is_blank(column, tier)
    ]


def _is_blank(column: FillColumn, tier: str | None) -> bool:
    if not filled_by(column):
        return True
    fact = facts_of_lists().get(column.meaning.removeprefix("fact:"))
    return tier == "" and fact is not None and fact.of in ("evaluation", "title")


def personal_heads(columns: Sequence[FillColumn]) -> list[str]:
    """The columns that name people to be contacted."""
    return [column.head for column in columns if is_personal(column, site().catalogue)]
