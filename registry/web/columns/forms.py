"""The forms of the mapping page: how to read the file, and a new indicator; and the columns as they were sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from importers.headers import bare, normal, read_head
from importers.readout import SheetReadout
from registry.domain.indicators import Kind, Level
from registry.services.columns import ConfirmedColumn, ConfirmedTable
from registry.services.columns.remapping import Decision
from registry.store.imports import ImportBatch
from registry.web.columns.choices import KINDS, LEVELS, sheet_choices, source_choices, table_choices
from registry.web.columns.head_rows import HEADS
from registry.web.columns.page import TableBlock
from registry.web.site import site

LONGEST = 60


class ReadingForm(FlaskForm):
    """How the file is read: all of it is optional but the source."""

    source = SelectField(lazy_gettext("来源"), description=lazy_gettext("这份数据是谁的；列名对照按来源分别记住"))
    sheet = SelectField(lazy_gettext("工作表"), description=lazy_gettext("只导入其中一张时选择"))
    table = SelectField(lazy_gettext("表"), description=lazy_gettext("一个工作表里上下有几张表，读哪一张"))
    year = IntegerField(
        lazy_gettext("数据年"),
        [Optional(), NumberRange(1949, 2200, lazy_gettext("请填写四位年份，例如 2025"))],
        description=lazy_gettext("只在表里没有写年份时填写"),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    firm = StringField(
        lazy_gettext("企业"),
        [Optional(), Length(max=100, message=lazy_gettext("最多 100 个字"))],
        description=lazy_gettext("表里没写是哪家企业时，填代码或全称"),
        render_kw={"autocomplete": "off"},
    )

    def options(self) -> dict[str, Any]:
        """As the reader of files takes them."""
        return {
            "sheet": self.sheet.data or None,
            "year": self.year.data,
            "firm": (self.firm.data or "").strip() or None,
            "table": int(self.table.data) if "table" in self and self.table.data else None,
        }


class IndicatorForm(FlaskForm):
    """A new local indicator."""

    label = StringField(
        lazy_gettext("指标名称"),
        [InputRequired(lazy_gettext("请填写指标名称")), Length(max=LONGEST, message=lazy_gettext("最多 60 个字"))],
        render_kw={"autocomplete": "off"},
    )
    label_en = StringField(
        lazy_gettext("英文名称"),
        [Length(max=LONGEST, message=lazy_gettext("最多 60 个字"))],
        description=lazy_gettext("可以不填，英文页面上就显示中文名称"),
        render_kw={"autocomplete": "off"},
    )
    level = RadioField(
        lazy_gettext("属于"),
        [InputRequired(lazy_gettext("请选择属于企业还是属于年度"))],
        choices=[SelectChoice(level.value, label) for level, label in LEVELS.items()],
    )
    kind = SelectField(
        lazy_gettext("数据类型"), choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()]
    )
    unit = StringField(
        lazy_gettext("单位"),
        [Length(max=10, message=lazy_gettext("最多 10 个字"))],
        description=lazy_gettext("整数和数字才需要，如 吨、件；金额一律按万元保存"),
        render_kw={"autocomplete": "off"},
    )


def reading_form(batch: ImportBatch, sheets: tuple[SheetReadout, ...]) -> ReadingForm:
    """The form with what the batch was read by, or with what was sent; the table is asked only where there are several."""
    held = {name: batch.options.get(name) or "" for name in ("sheet", "firm")}
    source = batch.source or site().catalogue.sources.of_door("import").code
    table = str(batch.options.get("table") or 1)
    form = ReadingForm(data={**held, "year": batch.options.get("year"), "table": table, "source": source})
    form.source.choices = [SelectChoice(*choice) for choice in source_choices()]
    form.sheet.choices = [SelectChoice(*choice) for choice in sheet_choices(sheets, held["sheet"])]
    form.table.choices = [SelectChoice(*choice) for choice in table_choices(sheets)]
    if not form.table.choices:
        del form.table
    return form


def decision_of(
    batch: ImportBatch, form: ReadingForm, blocks: Iterable[TableBlock], heads: Mapping[str, int], *, is_final: bool
) -> Decision:
    """What was sent, as the service takes it; before the final word, columns still asked about stay undecided."""
    source = form.source.data
    tables = [
        ConfirmedTable(
            source,
            block.signature,
            batch.filename,
            [
                ConfirmedColumn(row.key, row.header, row.meaning or None, row.unit, row.year_given)
                for row in block.rows
                if is_final or not row.is_undecided
            ],
            is_headless=block.is_headless,
        )
        for block in blocks
    ]
    return Decision(source, form.options() | {HEADS: dict(heads) or None}, tuple(tables))


def guessed(header: str, samples: Iterable[str], year: int | None) -> dict[str, str]:
    """What a new indicator for a column is likely to be: its name from the head, its kind from the values."""
    head = read_head((header,))
    values = list(samples)
    kind = Kind.NUMBER if values and all(_is_number(value) for value in values) else Kind.TEXT
    if head.unit is not None and head.unit.currency:
        kind = Kind.AMOUNT
    level = Level.ANNUAL if year or kind is not Kind.TEXT else Level.FIRM
    unit = head.unit.name if head.unit and kind is Kind.NUMBER else ""
    return {"label": bare(head.key or normal(header)), "level": level.value, "kind": kind.value, "unit": unit}


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()
