"""The form that one firm fills in: its own facts in a row, its figures down the side with a column per year.

What officers keep is not asked; what the registry holds is filled in beforehand, so that a firm only adds and corrects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from importers.template_book import OPTIONS, Formats, Guide, LedgerSheet, make_formats, write_cell, write_guide
from importers.template_book import write_sheet as write_row_sheet
from importers.template_columns import TemplateColumn, indicator_column, indicator_columns
from importers.templates import GUIDE, HEADS, NUMBERS_ONLY, PROMPTS
from registry.domain.indicators import Indicators, Level, Text

FACTS, FIGURES = "企业信息", "年度数据"
FIRST_LINE = 4  # of the figures, counted from 0: above it the firm, a blank row and the head
LINES = (
    Text(
        "先核对“企业信息”，再按年填写“年度数据”；填好后交给所在园区导入。",
        "Check the facts of the firm, then fill in the figures by year; hand the file to your park, which imports it.",
    ),
    Text(
        "已经登记的内容已预先填好，有变化才需要改。", "What is registered is filled in; change only what has changed."
    ),
    NUMBERS_ONLY,
    PROMPTS,
)
COLUMNS = ("指标", "单位", "填写要求")


@dataclass(frozen=True)
class KnownFirm:
    """What is filled in beforehand: facts by code, figures by year and code. Blank for a form that any firm may take."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def firm_form(
    indicators: Indicators,
    years: Sequence[int],
    known: KnownFirm | None = None,
    *,
    without: Sequence[str] = (),
    language: str = "zh_CN",
) -> bytes:
    """An .xlsx for one firm; `without` are further indicators that are not asked."""
    known = known or KnownFirm()
    kept = [each.code for each in indicators.values() if each.kept]
    facts = indicator_columns(indicators, Level.FIRM, language, without=(*kept, *without))
    annual = [indicator_column(each, language) for each in indicators.at_level(Level.ANNUAL) if not each.kept]
    lines = [line.in_language(language) for line in LINES]
    guide = Guide(GUIDE, lines, (HEADS[0].in_language(language), HEADS[1].in_language(language)))
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, dict(OPTIONS)) as book:
        formats = make_formats(book)
        write_guide(book.add_worksheet(GUIDE), guide, {column.head: column.prompt for column in facts}, formats)
        sheet = book.add_worksheet(FACTS)
        row = pl.DataFrame([{column.code: known.facts.get(column.code) for column in facts}])
        write_row_sheet(sheet, LedgerSheet(facts, [row]), formats, spare=1)
        sheet.activate()
        _write_figures(book.add_worksheet(FIGURES), annual, years, known, formats)
    return stream.getvalue()


def _write_figures(
    sheet: Any, columns: Sequence[TemplateColumn], years: Sequence[int], known: KnownFirm, formats: Formats
) -> None:
    sheet.freeze_panes(FIRST_LINE, 3)
    for position, width in enumerate((30, 8, 44, *(16 for _ in years))):
        sheet.set_column(position, position, width)
    sheet.write_string(0, 0, "统一社会信用代码", formats["head"])
    sheet.write_string(0, 2, known.facts.get("credit_code") or "", formats["text"])
    sheet.write_string(1, 0, "企业名称", formats["head"])
    sheet.write_string(1, 2, known.facts.get("name") or "", formats["text"])
    for position, head in enumerate((*COLUMNS, *(f"{year}年" for year in years))):
        sheet.write_string(FIRST_LINE - 1, position, head, formats["head"])
    for row, column in enumerate(columns, FIRST_LINE):
        _write_line(sheet, row, column, [known.figures.get(year, {}).get(column.code) for year in years], formats)


def _write_line(sheet: Any, row: int, column: TemplateColumn, values: Sequence[Any], formats: Formats) -> None:
    for position, text in enumerate((column.label, column.unit, column.prompt.replace("\n", "；"))):
        sheet.write_string(row, position, text, formats["wrapped"])
    look = formats[column.form]
    for position, value in enumerate(values, len(COLUMNS)):
        if value is None:
            sheet.write_blank(row, position, None, look)
        write_cell(sheet, row, position, value, look)
    prompt = {"input_title": column.title, "input_message": column.prompt, "ignore_blank": True}
    sheet.data_validation(row, len(COLUMNS), row, len(COLUMNS) + len(values) - 1, {**column.check, **prompt})
