"""Columns of one table assigned to indicators and roles, each at most once per year, with unit and year."""

from __future__ import annotations

from dataclasses import dataclass, replace

from importers.cells import in_stored_unit
from importers.issues import INFO, WARNING, Issue
from importers.mapping import ColumnMapping, Meaning, Vocabulary
from importers.raw import Cell, RawSheet, letter, shown
from importers.surroundings import Table
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
        samples = _samples(sheet.columns[position], table.first)
        plain = ColumnMapping(letter(position), header, None, samples=samples)
        issue = Issue("unmapped_column", INFO, sheet.name, 0, plain.letter, header)
        if meaning is None:
            unknown = _unknown(plain, vocabulary.suggestion(head))
            columns.append(Assigned(position, unknown))
            if unknown.reason != "empty":
                issues.append(replace(issue, facts=_alike(unknown, vocabulary)))
            continue
        indicator = vocabulary.indicator(meaning)
        identity = _identity(meaning, indicator, head.year, head.offset)
        if identity in taken and meaning.reason not in ("serial", "left_out", "status"):
            facts = {"other": taken[identity], "label": indicator.label.zh if indicator else header}
            issues.append(replace(issue, code="duplicate_column", level=WARNING, facts=facts))
            columns.append(Assigned(position, replace(plain, reason="duplicate")))
            continue
        taken[identity] = plain.letter
        if meaning.reason == "status":
            issues.append(replace(issue, code="status_column"))
        column = Assigned(
            position, replace(plain, reason=meaning.reason), indicator, _unit(table, position, indicator), head.offset
        )
        columns.append(_with_unit(column, head.year, issue, issues))
    return columns, issues


def _samples(cells: list[Cell], first: int) -> tuple[str, ...]:
    """Up to three different values of a column, from its first rows."""
    found = dict.fromkeys(shown(cell).strip()[:40] for cell in cells[first : first + 200] if cell != "")
    return tuple(list(found)[:3])


def _unknown(column: ColumnMapping, alike: tuple[str, float] | None) -> ColumnMapping:
    if not column.header and not column.samples:
        return replace(column, reason="empty")
    code, confidence = alike or (None, 0.0)
    return replace(column, suggestion=code, confidence=confidence)


def _alike(column: ColumnMapping, vocabulary: Vocabulary) -> dict[str, object]:
    if not column.suggestion:
        return {}
    return {"alike": vocabulary.indicators[column.suggestion].label.zh, "percent": round(column.confidence * 100)}


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
    fitting = next((unit for unit in table.units if in_stored_unit(1.0, unit, indicator) is not None), None)
    if fitting is None and indicator.kind is Kind.AMOUNT:  # another money than ours is no licence to assume our own
        return next((unit for unit in table.units if unit.currency), None)
    return fitting


def _with_unit(column: Assigned, year: int | None, issue: Issue, issues: list[Issue]) -> Assigned:
    indicator, unit = column.indicator, column.unit
    if indicator is None:
        return column
    if indicator.kind is Kind.PERSONAL:
        column = replace(column, mapping=replace(column.mapping, samples=()))
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
