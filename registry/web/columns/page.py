"""The mapping page: every table of a file once, with each column, its samples, what it becomes and what must be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from importers.mapping import ColumnMapping
from importers.readout import SheetReadout
from registry.services.columns import Recalled
from registry.services.columns.remapping import COLUMNS
from registry.services.importing.batches import sheets_of
from registry.store.imports import ImportBatch
from registry.web.columns.lines import ColumnRow, row_of
from registry.web.imports.rows import KINDS

NO_CHOICE = ("empty", "status", "names_down")  # columns about which there is nothing to decide


@dataclass(frozen=True)
class TableBlock:
    """One kind of table, which may stand on several sheets: they share their heads, and so every decision."""

    signature: str
    names: tuple[str, ...]
    kind: str
    header_row: int
    rows_read: int
    is_turned: bool
    rows: tuple[ColumnRow, ...]
    is_headless: bool
    nameless: int  # columns with values and no head, which cannot be decided about


def table_blocks(batch: ImportBatch, recalled: Mapping[str, Recalled]) -> tuple[TableBlock, ...]:
    """The tables of a batch in the order of its sheets; `recalled` is what is remembered of them by signature."""
    by_signature: dict[str, list[SheetReadout]] = {}
    for sheet in sheets_of(batch):
        if sheet.signature:
            by_signature.setdefault(sheet.signature, []).append(sheet)
    chosen = batch.options.get(COLUMNS, {})
    return tuple(
        _block(number, sheets, _units(chosen.get(signature, {}), recalled.get(signature)), _years(chosen, signature))
        for number, (signature, sheets) in enumerate(by_signature.items(), 1)
    )


def with_answers(blocks: Iterable[TableBlock], sent: Mapping[str, str]) -> tuple[TableBlock, ...]:
    """The blocks as somebody has filled them in; what was not sent stays as it is."""
    return tuple(replace(block, rows=tuple(_answered(row, sent) for row in block.rows)) for block in blocks)


def open_questions(blocks: Iterable[TableBlock]) -> list[ColumnRow]:
    """The columns about which the reader was not sure, in the order of the page."""
    return [row for block in blocks for row in block.rows if row.question]


def _answered(row: ColumnRow, sent: Mapping[str, str]) -> ColumnRow:
    return replace(
        row,
        meaning=sent.get(row.field, row.meaning),
        unit=sent.get(row.unit_field, row.unit),
        given_year=sent.get(row.year_field, row.given_year).strip(),
    )


def _units(chosen: Mapping[str, Any], recalled: Recalled | None) -> dict[str, str]:
    kept = dict(recalled.units) if recalled else {}
    return kept | {key: column.get("unit") or "" for key, column in chosen.items()}


def _years(chosen: Mapping[str, Any], signature: str) -> dict[str, int]:
    return {key: column["year"] for key, column in chosen.get(signature, {}).items() if column.get("year")}


def _block(number: int, sheets: list[SheetReadout], units: Mapping[str, str], years: Mapping[str, int]) -> TableBlock:
    first = sheets[0]
    columns = [column for column in first.lines or first.columns if column.reason not in NO_CHOICE]
    asked = {column.key: column.question for sheet in sheets for column in sheet.columns if column.question}
    return TableBlock(
        signature=first.signature,
        names=tuple(sheet.name for sheet in sheets),
        kind=str(KINDS.get(first.kind, first.kind)),
        header_row=first.header_row,
        rows_read=sum(sheet.rows_read for sheet in sheets),
        is_turned=bool(first.lines),
        rows=tuple(_dated(row, years, bool(first.lines)) for row in _rows(number, columns, units, asked)),
        is_headless=not first.header_row and not first.lines,
        nameless=sum(1 for column in columns if not column.key and column.samples),
    )


def _dated(row: ColumnRow, years: Mapping[str, int], is_turned: bool) -> ColumnRow:
    """The line with the year that was given to it; where years run across the top a line has many."""
    return replace(row, given_year=str(years.get(row.key, "")), takes_year=row.takes_year and not is_turned)


def _rows(
    number: int, columns: list[ColumnMapping], units: Mapping[str, str], asked: Mapping[str, str]
) -> Iterator[ColumnRow]:
    for place, column in enumerate(columns, 1):
        if column.key:
            known = replace(column, question=asked.get(column.key, ""))
            yield row_of(f"column-{number}-{place}", known, units.get(column.key, ""))
