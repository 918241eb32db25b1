"""What reading a file came to, in plain values, as the expected files hold it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from importers.mapping import ColumnMapping
from importers.reading import Readout, SheetReadout, read_file
from registry.catalogue.reader import Catalogue
from registry.domain.errors import UnusableFile
from tests.importers.conftest import TODAY
from tests.importers.golden.registry import Golden


def outcome(golden: Golden, catalogue: Catalogue) -> dict[str, Any]:
    """The reading of a golden file, or the sentence that refuses it."""
    filename, content = golden.make()
    try:
        readout = read_file(
            content,
            filename,
            indicators=catalogue.indicators,
            ladder=catalogue.ladder,
            today=TODAY,
            **golden.options,  # type: ignore[arg-type]
        )
    except UnusableFile as error:
        return {"refused": type(error).__name__, "sentence": str(error)}
    return told(readout)


def told(readout: Readout) -> dict[str, Any]:
    """A readout as plain values."""
    return {
        "sheets": [_sheet(sheet) for sheet in readout.sheets],
        "columns": {
            f"{sheet.name}!{column.letter}": _column(column) for sheet in readout.sheets for column in _columns(sheet)
        },
        "firms": _rows(readout.firms),
        "figures": _rows(readout.figures),
        "titles": _rows(readout.titles),
        "issues": [f"{issue.level} {issue.code}: {issue.sentence()}" for issue in readout.issues],
        "rejected": [f"{sheet}!{row}" for sheet, row in readout.rejected.rows()],
    }


def _sheet(sheet: SheetReadout) -> str:
    text = f"{sheet.name}: {sheet.kind}, header {sheet.header_row}, rows {sheet.rows_read}, merged {sheet.merged}"
    return text + (f", missing {' '.join(sheet.missing)}" if sheet.missing else "")


def _columns(sheet: SheetReadout) -> Iterable[ColumnMapping]:
    return (*sheet.columns, *sheet.lines)


def _column(column: ColumnMapping) -> str:
    parts: list[object] = [column.indicator or "-", column.unit, column.year, column.reason]
    parts += (
        [" ".join(filter(None, ("alike", column.suggestion, f"{column.confidence:.0%}")))]
        if 0 < column.confidence < 1
        else []
    )
    parts += [f"asks {column.question}"] if column.question else []
    return " ".join(str(part) for part in parts if part not in ("", None))


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    rows = frame.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
    return [{key: value for key, value in row.items() if value is not None} for row in rows]
