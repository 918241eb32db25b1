"""The report as a workbook: verdicts, every condition, the figures, and what to know about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from flask_babel import gettext
from xlsxwriter import Workbook

from registry.services.list_files import OPTIONS
from registry.services.occasions import Occasion
from registry.web.assessment.report import Report
from registry.web.firms.panels import Panel
from registry.web.formats import day
from registry.web.names import tier_label
from registry.web.statuses import status_word

Rows = Iterable[Sequence[str]]


def write_workbook(stream: BinaryIO, report: Report, occasion: Occasion) -> None:
    """Write the report; every cell is a text, so nothing can start a formula."""
    with Workbook(stream, {**OPTIONS, "in_memory": True}) as book:
        heads = {
            gettext("层级"): 24,
            gettext("结论"): 14,
            gettext("还差什么"): 60,
            gettext("依据"): 40,
            gettext("申报窗口"): 40,
        }
        _write(book, gettext("结论"), heads, _verdicts(report))
        heads = {
            gettext("层级"): 24,
            gettext("条件"): 44,
            gettext("结果"): 10,
            gettext("数值"): 24,
            gettext("要求"): 20,
            gettext("差距"): 20,
            gettext("依据"): 24,
            gettext("说明"): 60,
        }
        _write(book, gettext("条件"), heads, _conditions(report))
        heads = {gettext("指标"): 32, gettext("单位"): 10, gettext("年度"): 10, gettext("数值"): 20}
        _write(book, gettext("数据"), heads, _figures(report))
        _write(book, gettext("说明"), {gettext("说明"): 100}, [(line,) for line in _notes(report, occasion)])


def _write(book: Workbook, name: str, heads: dict[str, int], rows: Rows) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, (label, width) in enumerate(heads.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, bold)
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, wrapped)


def _verdicts(report: Report) -> Rows:
    for line in report.tiers:
        panel = line.panel
        yield tier_label(panel.tier), status_word(panel.state), line.lacking, _document(panel), line.window


def _conditions(report: Report) -> Rows:
    for tier in report.tiers:
        panel = tier.panel
        for line in (*panel.lines, *panel.presumed):
            notes = "\n".join(_plain(note) for note in line.notes)
            outcome, label = status_word(line.outcome), "　" * line.depth + line.label
            yield (
                tier_label(panel.tier),
                label,
                outcome,
                line.value,
                line.threshold,
                line.short or line.spare,
                line.citation,
                notes,
            )


def _plain(note: str) -> str:
    """A note without the links that it has on a page."""
    return note.striptags() if hasattr(note, "striptags") else note


def _figures(report: Report) -> Rows:
    for figure in report.figures:
        for year, value in figure.values:
            yield figure.label, figure.unit, str(year or ""), value


def _notes(report: Report, occasion: Occasion) -> Iterable[str]:
    yield gettext("这是预检，不是认定结论。") + gettext("能否认定以主管部门的审核为准。")
    yield gettext("数据年 %(year)s · 标准按 %(day)s 生效的计", year=occasion.data_year, day=day(occasion.as_of))
    yield gettext("假定：没有勾选的称号按没有计算")
    if report.titles:
        yield gettext("现在有效的称号：%(titles)s", titles=gettext("、").join(report.titles))
    for label in report.presumed:
        yield gettext("假定（未填）：%(label)s", label=label)


def _document(panel: Panel) -> str:
    return f"{panel.document} {panel.title}".strip()
