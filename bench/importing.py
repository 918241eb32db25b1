"""Import: a ledger of firms and their figures, read, checked, matched, compared, stored and journalled, beside the bare reader."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from importers.reading import read_file
from registry.catalogue.reader import load_catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.domain.indicators import Kind, Level
from registry.services import catalogue as catalogue_service
from registry.services import imports
from registry.store.database import make_engine, transaction
from registry.store.schema import upgrade

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, tzinfo=UTC)
NUMERIC = (Kind.AMOUNT, Kind.COUNT)
Work = Callable[[], object]


def ledger(rows: int) -> Path:
    """A workbook with one sheet of firms and 28 figures each, made once per size."""
    path = Path(tempfile.gettempdir()) / f"tidu-bench-{rows}.xlsx"
    if path.exists():
        return path
    figures = [each for each in load_catalogue().indicators.at_level(Level.ANNUAL) if each.kind in NUMERIC][:28]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("2025年")
    sheet.write_row(0, 0, ["统一社会信用代码", "企业名称", *(f"{each.label.zh}（{each.unit}）" for each in figures)])
    for row in range(1, rows + 1):
        body = f"91420111MA{row:07d}"
        values = [float(row % 900 + place) for place in range(len(figures))]
        sheet.write_row(row, 0, [body + uscc.calc_check_digit(body), f"量度示例{row}有限公司", *values])
    book.close()
    return path


def bare_reader(rows: int) -> Work:
    """python-calamine alone: every cell as a Python value."""
    path = ledger(rows)
    return lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def reading(rows: int) -> Work:
    """Read, find the table, map the columns, type and check every cell."""
    path, catalogue = ledger(rows), load_catalogue()
    return lambda: read_file(path, path.name, indicators=catalogue.indicators, ladder=catalogue.ladder, today=TODAY)


def whole_import(rows: int) -> Work:
    """The same, then match, compare, store and journal in a fresh SQLite database."""
    path, catalogue = ledger(rows), load_catalogue()
    folder = Path(tempfile.mkdtemp(prefix="tidu-bench-"))
    settings = Settings(folder, f"sqlite:///{folder / 'bench.sqlite3'}")
    engine = make_engine(settings.database_url)
    upgrade(engine)
    with transaction(engine) as session:
        catalogue_service.publish_catalogue(session, catalogue, now=NOW)

    def work() -> None:
        content = path.read_bytes()
        with transaction(engine) as session:
            batch = imports.stage(
                session, SYSTEM, catalogue, content, path.name, today=TODAY, now=NOW, settings=settings
            )
            imports.commit(session, SYSTEM, catalogue, batch, now=NOW)

    return work
