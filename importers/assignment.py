"""Columns of one table assigned to indicators and roles, each at most once per year, with unit and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.answers import Units, answer, unit_named
from importers.cells import in_stored_unit
from importers.issues import INFO, WARNING, Issue
from importers.mapping import ColumnMapping, Meaning
from importers.ownership import UNOWNED, identity, settle
from importers.raw import Cell, RawSheet, letter, shown
from importers.surroundings import Table
from importers.vocabulary import Vocabulary
from importers.words import Unit
from registry.domain.indicators import Indicator, Kind, Level

MEASURED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO)
SAMPLES = 3


@dataclass(frozen=True)
class Assigned:
    """One column with the unit its cells are in, unless they say otherwise, and its year; see ColumnMapping."""

    position: int
    mapping: ColumnMapping
    indicator: Indicator | None = None
    unit: Unit | None = None
    offset: int | None = None
    told: bool = False  # whether a person named the unit


def assign(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> tuple[list[Assigned], list[Issue]]:
    """Every column of the table in order, and what has to be said about columns."""
    settled = settle(sheet, table, vocabulary)
    units, usual = vocabulary.units(table.signature), vocabulary.usual_units(table.signature)
    columns: list[Assigned] = []
    issues: list[Issue] = []
    for position, header in enumerate(table.headers):
        samples = _samples(sheet.columns[position], table.first)
        plain = ColumnMapping(letter(position), header, None, samples=samples, key=table.keys[position])
        issue = Issue("unmapped_column", INFO, sheet.name, 0, plain.letter, header)
        meaning = settled.meanings.get(position)
        if meaning is None:
            columns.append(_unknown(position, plain, settled.offered.get(position), vocabulary, issue, issues))
            continue
        owner = settled.owners[identity(meaning, table.heads[position], vocabulary)]
        if owner != position and meaning.reason not in UNOWNED:
            columns.append(Assigned(position, replace(plain, reason="duplicate")))
            issues.append(_duplicate(issue, owner, vocabulary.indicator(meaning)))
            continue
        known = replace(plain, reason=meaning.reason, confidence=meaning.confidence)
        column = _with_unit_of(Assigned(position, known, vocabulary.indicator(meaning)), table, units, usual)
        issues += _remarks(issue, meaning, vocabulary)
        columns.append(_settled(column, table.heads[position].year, issue, issues))
    return columns, issues


def _samples(cells: Sequence[Cell], first: int) -> tuple[str, ...]:
    """Up to three different values of a column, from its first rows."""
    distinct = dict.fromkeys((cell.__class__, cell) for cell in cells[first : first + 200] if cell != "")
    found: dict[str, None] = {}
    for _, cell in distinct:
        found[shown(cell).strip()[:40]] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)


def _unknown(
    position: int,
    column: ColumnMapping,
    alike: Meaning | None,
    vocabulary: Vocabulary,
    issue: Issue,
    issues: list[Issue],
) -> Assigned:
    """A column that means nothing known, with what it resembles."""
    if not column.header and not column.samples:
        return Assigned(position, replace(column, reason="empty"))
    issues.append(replace(issue, facts=_alike(alike, vocabulary)))
    confidence = alike.confidence if alike else 0.0
    return Assigned(position, replace(column, suggestion=alike.code if alike else None, confidence=confidence))


def _duplicate(issue: Issue, owner: int, indicator: Indicator | None) -> Issue:
    facts = {"other": letter(owner), "label": indicator.label.zh if indicator else issue.header}
    return replace(issue, code="duplicate_column", level=WARNING, facts=facts)


def _remarks(issue: Issue, meaning: Meaning, vocabulary: Vocabulary) -> list[Issue]:
    if meaning.reason == "similar":
        return [replace(issue, code="similar_column", level=WARNING, facts=_alike(meaning, vocabulary))]
    return [replace(issue, code="status_column")] if meaning.reason == "status" else []


def _alike(meaning: Meaning | None, vocabulary: Vocabulary) -> dict[str, object]:
    indicator = vocabulary.indicator(meaning)
    return {"alike": indicator.label.zh, "percent": round(meaning.confidence * 100)} if meaning and indicator else {}


def _with_unit_of(column: Assigned, table: Table, units: Units, usual: Units) -> Assigned:
    """The column with the unit that a person named, else that of the table, else the usual one; and its years' distance."""
    key = column.mapping.key
    stated = unit_named(answer(units, key) or "")
    own = stated or _unit(table, column.position, column.indicator)
    told = stated if own else unit_named(answer(usual, key) or "")
    return replace(column, unit=own or told, told=told is not None, offset=table.heads[column.position].offset)


def _unit(table: Table, position: int, indicator: Indicator | None) -> Unit | None:
    """The unit of a column: in its head, in the unit row, else in a line above if it suits the indicator."""
    own = table.heads[position].unit or table.column_units.get(position)
    if own or indicator is None:
        return own
    fitting = next((unit for unit in table.units if in_stored_unit(1.0, unit, indicator) is not None), None)
    if fitting is None and indicator.kind is Kind.AMOUNT:  # another money than ours is no licence to assume our own
        return next((unit for unit in table.units if unit.currency), None)
    return fitting


def _settled(column: Assigned, year: int | None, issue: Issue, issues: list[Issue]) -> Assigned:
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
