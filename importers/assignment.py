"""Columns of one table assigned to indicators and roles, each at most once per year, with unit and year."""

from __future__ import annotations

from dataclasses import dataclass, replace

from importers.cells import in_stored_unit
from importers.issues import INFO, WARNING, Issue
from importers.mapping import ColumnMapping, Meaning, Vocabulary
from importers.raw import RawSheet, letter
from importers.tables import Table
from importers.words import Unit
from registry.domain.indicators import Indicator, Kind, Level

MEASURED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO)


@dataclass(frozen=True)
class Assigned:
    """One column with the unit its cells are in, unless they say otherwise, and its year; see ColumnMapping."""

    position: int
    mapping: ColumnMapping
    indicator: Indicator | None = None
    unit: Unit | None = None
    offset: int | None = None


def assign(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> tuple[list[Assigned], list[Issue]]:
    """Every column of the table in order, and what has to be said about columns."""
    taken: dict[tuple[object, ...], str] = {}
    columns, issues = [], []
    for position, (header, head, meaning) in enumerate(zip(table.headers, table.heads, table.meanings, strict=True)):
        plain = ColumnMapping(letter(position), header, None)
        issue = Issue("unmapped_column", INFO, sheet.name, 0, plain.letter, header)
        if meaning is None:
            blank = not header and not any(cell != "" for cell in sheet.columns[position][table.first :])
            columns.append(Assigned(position, replace(plain, reason="empty" if blank else "unmapped")))
            issues += [] if blank else [issue]
            continue
        indicator = vocabulary.indicator(meaning)
        identity = _identity(meaning, indicator, head.year, head.offset)
        if identity in taken and meaning.reason != "serial":
            facts = {"other": taken[identity], "label": indicator.label.zh if indicator else header}
            issues.append(replace(issue, code="duplicate_column", level=WARNING, facts=facts))
            columns.append(Assigned(position, replace(plain, reason="duplicate")))
            continue
        taken[identity] = plain.letter
        column = Assigned(
            position, replace(plain, reason=meaning.reason), indicator, _unit(table, position, indicator), head.offset
        )
        columns.append(_with_unit(column, head.year, issue, issues))
    return columns, issues


def _identity(
    meaning: Meaning, indicator: Indicator | None, year: int | None, offset: int | None
) -> tuple[object, ...]:
    if indicator is not None and indicator.level is Level.ANNUAL:
        return indicator.code, year, offset
    return (meaning.code or meaning.reason,)


def _unit(table: Table, position: int, indicator: Indicator | None) -> Unit | None:
    """The unit of a column: in its head, in the unit row, else in a line above if it suits the indicator."""
    own = table.heads[position].unit or table.column_units.get(position)
    if own or indicator is None:
        return own
    return next((unit for unit in table.units if in_stored_unit(1.0, unit, indicator) is not None), None)


def _with_unit(column: Assigned, year: int | None, issue: Issue, issues: list[Issue]) -> Assigned:
    indicator, unit = column.indicator, column.unit
    if indicator is None:
        return column
    annual = indicator.level is Level.ANNUAL
    name = unit.name if unit else indicator.unit
    mapping = replace(column.mapping, indicator=indicator.code, unit=name, year=year if annual else None)
    if indicator.kind not in MEASURED:
        return replace(column, mapping=replace(mapping, unit=""), unit=None)
    facts = {"unit": name, "label": indicator.label.zh}
    if unit and in_stored_unit(1.0, unit, indicator) is None:
        issues.append(replace(issue, code="unit_unfit", level=WARNING, facts=facts))
        return replace(column, mapping=replace(mapping, indicator=None, reason="unit"), indicator=None)
    return replace(column, mapping=mapping)
