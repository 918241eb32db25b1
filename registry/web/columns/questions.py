"""Why a column was taken for what it is, and what only a person can answer about it, in words."""

from __future__ import annotations

from flask_babel import gettext

from importers.mapping import ColumnMapping
from registry.web.columns.choices import meaning_label
from registry.web.languages import translated


def why_of(column: ColumnMapping) -> str:
    """The reason, with the likeness in percent where a similar name decided."""
    why = translated(column.why)
    return gettext("%(why)s（%(percent)d%%）", why=why, percent=_percent(column)) if column.reason == "similar" else why


def question_of(column: ColumnMapping) -> str:
    """What is to be answered about the column, or nothing where it is sure or plainly unknown."""
    if column.question == "mixed_percent":
        shares = {"fraction": "35%", "percent": "0.35%", "sign": "%"}
        return gettext(
            "有的单元格是百分比，有的是小数。0.35 是 %(fraction)s 就在单位里选“小数”，是 %(percent)s 就选“%(sign)s”。",
            **shares,
        )
    if column.reason == "similar":
        label = meaning_label(column.indicator)
        return gettext("按「%(label)s」导入，列名相似 %(percent)d%%，请核对。", label=label, percent=_percent(column))
    if column.reason == "unmapped" and column.suggestion:
        label = meaning_label(column.suggestion)
        return gettext(
            "没有导入。列名与「%(label)s」相似 %(percent)d%%，是它吗？", label=label, percent=_percent(column)
        )
    if column.reason == "unit":
        return gettext("没有导入：单位与指标不符，请核对指标和单位。")
    if column.reason == "duplicate":
        return gettext("没有导入：与另一列是同一个指标，请核对用哪一列。")
    return ""


def _percent(column: ColumnMapping) -> int:
    return round(column.confidence * 100)
