"""Import: a ledger of firms and their figures, read, checked, matched, compared, stored and journalled, beside the bare reader."""

from __future__ import annotations

import atexit
import shutil
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
from registry.domain.indicators import Indicator, Kind, Level
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
        values = [_plausible(each, row % 900 + 100) for each in figures]
        sheet.write_row(row, 0, [body + uscc.calc_check_digit(body), f"量度示例{row}有限公司", *values])
    book.close()
    return path


def _plausible(indicator: Indicator, size: int) -> float:
    """A figure that passes the checks between columns, so that reading is measured and not the writing of warnings."""
    shares = {"revenue": 10, "main_revenue": 9, "total_assets": 12, "total_liabilities": 5, "net_assets": 7, "staff": 2}
    if indicator.kind is Kind.COUNT:
        return size * shares.get(indicator.code, 0) + 1
    return round(size * shares.get(indicator.code, 1) * 1.01, 2)


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
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
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
