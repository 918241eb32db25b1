"""Every oddity of workbooks.py against its expected reading, kept as JSON beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from importers.reading import Readout
from tests.importers.conftest import Read
from tests.importers.workbooks import CASES

EXPECTED = Path(__file__).with_name("expected")


@pytest.mark.parametrize("name", CASES)
def test_golden_workbook_reads_as_expected(name: str, read: Read) -> None:
    filename, content = CASES[name]()
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))

    assert told(read(content, filename)) == expected


def told(readout: Readout) -> dict[str, Any]:
    """A readout as plain values, as the expected files hold it."""
    return {
        "sheets": [
            f"{sheet.name}: {sheet.kind}, header {sheet.header_row}, rows {sheet.rows_read}, merged {sheet.merged}"
            + (f", missing {' '.join(sheet.missing)}" if sheet.missing else "")
            for sheet in readout.sheets
        ],
        "columns": {
            f"{sheet.name}!{column.letter}": " ".join(
                str(part)
                for part in (column.indicator or "-", column.unit, column.year, column.reason)
                if part not in ("", None)
            )
            for sheet in readout.sheets
            for column in sheet.columns
        },
        "firms": _rows(readout.firms),
        "figures": _rows(readout.figures),
        "titles": _rows(readout.titles),
        "issues": [f"{issue.level} {issue.code}: {issue.sentence()}" for issue in readout.issues],
        "rejected": [f"{sheet}!{row}" for sheet, row in readout.rejected.rows()],
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    rows = frame.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
    return [{key: value for key, value in row.items() if value is not None} for row in rows]
