"""Candidates written as xlsx, csv and json. No cell starts a formula, credit codes stay text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from registry.domain.errors import InvalidInput
from registry.domain.outcomes import Outcome
from registry.domain.texts import mark
from registry.services.candidate_table import CandidateTable, TableRow
from registry.services.export_columns import Column, columns
from registry.services.wording import CHINESE, Wording

FORMATS: Mapping[str, str] = {"number": "#,##0.00", "percent": "0.0%", "count": "0", "date": "yyyy-mm-dd"}
STARTS_A_FORMULA = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "＠")


def check_suffix(suffix: str) -> None:
    """Raise InvalidInput for a file type that is not written."""
    if suffix.lower() not in WRITERS:
        raise InvalidInput(field=mark("导出文件"), reason=mark("扩展名只能是 .xlsx、.csv 或 .json。"))


def write_candidates(
    table: CandidateTable, rows: Iterable[TableRow], stream: BinaryIO, suffix: str, wording: Wording = CHINESE
) -> None:
    """Write the rows of the table in the form that the suffix names."""
    WRITERS[suffix.lower()](table, rows, stream, wording)


def guarded(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, made harmless by an apostrophe.

    >>> guarded("=1+1"), guarded("示例公司"), guarded(-3.5)
    ("'=1+1", '示例公司', -3.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def _write_xlsx(table: CandidateTable, rows: Iterable[TableRow], stream: BinaryIO, wording: Wording) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with Workbook(stream, options) as book:
        heads = columns(table)
        sheet = book.add_worksheet(_sheet_name(wording.text(table.tier.label)))
        _prepare(sheet, heads)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
        for position, column in enumerate(heads):
            sheet.write_string(0, position, wording.text(column.head), bold)
        formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        for number, row in enumerate(rows, start=1):
            for position, column in enumerate(heads):
                _write_cell(sheet, (number, position), column.read(row, table, wording), formats.get(column.kind))
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(heads) - 1)


def _prepare(sheet: Worksheet, heads: tuple[Column, ...]) -> None:
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    for position, column in enumerate(heads):
        sheet.set_column(position, position, column.width)


def _write_cell(sheet: Worksheet, place: tuple[int, int], value: Any, form: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), form)
    elif isinstance(value, str):
        sheet.write_string(*place, value)
    else:
        sheet.write_number(*place, value, form)


def _sheet_name(text: str) -> str:
    return "".join(character for character in text if character not in "[]:*?/\\'“”")[:31] or "Sheet1"


def _write_csv(table: CandidateTable, rows: Iterable[TableRow], stream: BinaryIO, wording: Wording) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    heads = columns(table)
    writer.writerow(guarded(wording.text(column.head)) for column in heads)
    for row in rows:
        writer.writerow(guarded(column.read(row, table, wording)) for column in heads)
    text.detach()


def _write_json(table: CandidateTable, rows: Iterable[TableRow], stream: BinaryIO, wording: Wording) -> None:
    start = "["
    for row in rows:
        text = json.dumps(_as_json(row, table, wording), ensure_ascii=False, indent=1)
        stream.write((start + "\n " + text.replace("\n", "\n ")).encode())  # as a whole list would be indented
        start = ","
    stream.write(b"[]\n" if start == "[" else b"\n]\n")


def _as_json(row: TableRow, table: CandidateTable, wording: Wording) -> dict[str, Any]:
    return {
        "credit_code": row.credit_code,
        "name": row.name,
        "division": row.division or None,
        "park": row.park,
        "tier": table.tier.code,
        "class": row.candidate_class,
        "verdict": row.verdict,
        "score_low": row.score_low,
        "score_high": row.score_high,
        "unmet": row.codes(Outcome.UNMET),
        "unknown": row.codes(Outcome.UNKNOWN),
        "manual": row.codes(Outcome.MANUAL),
        "lacks": [lack.sentence(wording) for lack in row.lacks],
        "figures": dict(row.figures),
        "rule_set": row.rule_set.id,
        "document": row.rule_set.source.number,
        "as_of": table.occasion.as_of.isoformat(),
        "data_year": table.occasion.data_year,
    }


WRITERS: Mapping[str, Callable[[CandidateTable, Iterable[TableRow], BinaryIO, Wording], None]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".json": _write_json,
}
