"""What a column can become, what unit it can stand in, and how a file can be read, each as value and words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext

from importers.mapping import roles
from importers.readout import SheetReadout
from registry.domain.indicators import Indicator, Kind, Level
from registry.services.columns.units import FRACTION, offered_units
from registry.web.languages import in_words
from registry.web.listing import Choice
from registry.web.quantities import unit_name
from registry.web.site import site

Groups = list[tuple[str, list[Choice]]]

ROLES = {
    "year": lazy_gettext("数据年"),
    "serial": lazy_gettext("序号（不导入）"),
    "title:title": lazy_gettext("称号名称"),
    "title:batch": lazy_gettext("批次"),
    "title:number": lazy_gettext("证书编号"),
    "title:document": lazy_gettext("认定文件"),
    "title:recognised_on": lazy_gettext("认定日期"),
    "title:valid_from": lazy_gettext("有效期起"),
    "title:valid_to": lazy_gettext("有效期止"),
}
KINDS = {
    Kind.AMOUNT: lazy_gettext("金额（万元）"),
    Kind.COUNT: lazy_gettext("整数，如人数、件数"),
    Kind.NUMBER: lazy_gettext("数字，可有小数"),
    Kind.RATIO: lazy_gettext("百分比"),
    Kind.FLAG: lazy_gettext("是或否"),
    Kind.DATE: lazy_gettext("日期"),
    Kind.TEXT: lazy_gettext("文字"),
}
LEVELS = {Level.ANNUAL: lazy_gettext("年度数据，每年一个值"), Level.FIRM: lazy_gettext("企业信息，与年份无关")}


def meaning_choices() -> Groups:
    """Everything that a column can become: indicators of the firm, of its years, fields of a title, the year."""
    indicators = site().catalogue.indicators
    titles = [role for role in roles() if role.startswith("title:")]
    return [
        (gettext("企业信息"), [_choice(each) for each in indicators.at_level(Level.FIRM)]),
        (gettext("年度数据"), [_choice(each) for each in indicators.at_level(Level.ANNUAL)]),
        (gettext("称号"), [(role, meaning_label(role)) for role in titles]),
        (gettext("其他"), [(role, meaning_label(role)) for role in roles() if role not in titles]),
    ]


def meaning_label(meaning: str | None) -> str:
    """An indicator or role in words; one that is no more as it is written, none as left out."""
    if not meaning:
        return gettext("不导入")
    indicator = site().catalogue.indicators.get(meaning)
    return in_words(indicator.label) if indicator else str(ROLES.get(meaning, meaning))


def _choice(indicator: Indicator) -> Choice:
    return indicator.code, in_words(indicator.label)


def unit_choices() -> Groups:
    """The units on offer by dimension."""
    return [(in_words(group.label), [(unit, unit_label(unit)) for unit in group.units]) for group in offered_units()]


def unit_label(unit: str) -> str:
    """A unit in words; fractions are said by an example."""
    return gettext("小数（0.35 即 %(share)s）", share="35%") if unit == FRACTION else unit_name(unit)


def source_choices() -> list[Choice]:
    """Whose figures a file can bring, the highest rank first."""
    return [(source.code, in_words(source.label)) for source in site().catalogue.sources.values()]


def source_label(code: str) -> str:
    """A source in words; one that is no more as it is written."""
    source = site().catalogue.sources.get(code)
    return in_words(source.label) if source else code


def sheet_choices(sheets: Sequence[SheetReadout], current: str) -> list[Choice]:
    """All sheets, or one of those that were read."""
    names = dict.fromkeys([*(sheet.name for sheet in sheets), *([current] if current else [])])
    return [("", gettext("全部工作表")), *((name, name) for name in names)]


def table_choices(sheets: Sequence[SheetReadout]) -> list[Choice]:
    """The tables under one another on the sheet that has the most of them; empty where every sheet has one only."""
    tables = max((sheet.tables for sheet in sheets), key=len, default=())
    words = [
        gettext("第 %(number)d 张：第 %(top)d–%(last)d 行，%(heads)s", number=n, top=top, last=last, heads=heads)
        for n, (top, last, heads) in enumerate(tables, 1)
    ]
    return [(str(number), text) for number, text in enumerate(words, 1)] if len(tables) > 1 else []
