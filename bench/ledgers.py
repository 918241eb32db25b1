"""The ledger that imports are measured with: firms with 28 figures each, plausible enough to pass every check."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import xlsxwriter
from stdnum.cn import uscc

from importers.template_columns import head_unit
from registry.catalogue.reader import load_catalogue
from registry.domain.indicators import Indicator, Kind, Level

MOST = 300_000  # rows of one file here; a sheet cannot hold more than 1,048,576
NUMERIC = (Kind.AMOUNT, Kind.COUNT)
SHARES = {"revenue": 10, "main_revenue": 9, "total_assets": 12, "total_liabilities": 5, "net_assets": 7, "staff": 2}


def figures_of() -> list[Indicator]:
    """The figures of the ledger."""
    return [each for each in load_catalogue().indicators.at_level(Level.ANNUAL) if each.kind in NUMERIC][:28]


def head_of(indicator: Indicator) -> str:
    """The column's head."""
    return f"{indicator.label.zh}（{head_unit(indicator)}）"


def ledger(rows: int, skipped: int = 0) -> Path:
    """A workbook with one sheet, 30 columns wide, made once per size; `skipped` firms come in others before it."""
    path = Path(tempfile.gettempdir()) / f"tidu-bench-ledger-{rows}{f'-after-{skipped}' if skipped else ''}.xlsx"
    if path.exists():
        return path
    figures = figures_of()
    unfinished = path.with_suffix(f".{os.getpid()}")
    with xlsxwriter.Workbook(unfinished, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("2025年")
        sheet.write_row(0, 0, ["统一社会信用代码", "企业名称", *map(head_of, figures)])
        for row in range(1, rows + 1):
            number = skipped + row
            body = f"91420111MA{number:07d}"
            values = [_plausible(each, number % 900 + 100) for each in figures]
            sheet.write_row(row, 0, [body + uscc.calc_check_digit(body), f"量度示例{number}有限公司", *values])
    unfinished.replace(path)
    return path


def ledgers(firms: int) -> list[Path]:
    """So many firms, in as many workbooks as it takes."""
    return [ledger(min(MOST, firms - skipped), skipped) for skipped in range(0, firms, MOST)]


def _plausible(indicator: Indicator, size: int) -> float:
    """A figure that passes the checks between columns, so that reading is measured and not the writing of warnings."""
    if indicator.kind is Kind.COUNT:
        return size * SHARES.get(indicator.code, 0) + 1
    return round(size * SHARES.get(indicator.code, 1) * 1.01, 2)
