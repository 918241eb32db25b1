"""A comparison in words: the park's value, its source and its mark beside the firm's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from importers.issues import ERROR, Issue
from registry.domain.indicators import Indicator, Kind
from registry.domain.masking import masked
from registry.services.submissions.comparing import Compared, Comparison, Standing
from registry.web.formats import DASH
from registry.web.languages import in_words, translated
from registry.web.names import division_name
from registry.web.quantities import cell, unit_name
from registry.web.site import site

STANDINGS: Mapping[Standing, LazyString] = {
    Standing.NEW: lazy_gettext("园区没有"),
    Standing.DIFFERS: lazy_gettext("不同"),
    Standing.SAME: lazy_gettext("一致"),
    Standing.HELD: lazy_gettext("园区的数据级别更高"),
    Standing.KEPT: lazy_gettext("由园区维护"),
    Standing.UNUSABLE: lazy_gettext("不能接收"),
}


@dataclass(frozen=True)
class ComparedLine:
    """One value in words; `year` 0 is the firm itself, `fault` says why a value cannot be taken."""

    field: str
    year: int
    code: str
    label: str
    unit: str
    stated: str
    held: str
    source: str
    is_verified: bool
    standing: str
    standing_word: str
    is_ticked: bool
    can_be_taken: bool
    is_numeric: bool
    fault: str


@dataclass(frozen=True)
class Group:
    """The firm itself, or one of its years."""

    title: str
    lines: list[ComparedLine]


def groups_of(found: Comparison) -> list[Group]:
    """The lines by year, the firm itself first; a year of which nothing is stated is not there."""
    groups: dict[int, Group] = {}
    for row in found.rows:
        year = row.offered.year
        title = gettext("%(year)s 年", year=year) if year else gettext("企业信息")
        groups.setdefault(year, Group(title, [])).lines.append(line_of(row))
    return list(groups.values())


def line_of(row: Compared) -> ComparedLine:
    """One compared value."""
    indicator = site().catalogue.indicators[row.offered.code]
    source = site().catalogue.sources.get(row.source)
    fault = row.offered.fault
    stated = str(row.offered.value) if fault else value_in_words(row.offered.value, indicator)
    return ComparedLine(
        field=row.offered.field,
        year=row.offered.year,
        code=indicator.code,
        label=in_words(indicator.label),
        unit=unit_name(indicator.unit) if indicator.kind.is_numeric else "",
        stated=stated,
        held=value_in_words(row.held, indicator),
        source=in_words(source.label) if source else "",
        is_verified=row.is_verified,
        standing=row.standing.value,
        standing_word=str(STANDINGS[row.standing]),
        is_ticked=row.is_unasked,
        can_be_taken=row.can_be_taken,
        is_numeric=indicator.kind.is_numeric,
        fault=_sentence(fault, indicator) if fault else "",
    )


def value_in_words(value: Any, indicator: Indicator) -> str:
    """A value without its unit; places by name, personal data masked."""
    if value in (None, ""):
        return DASH
    if indicator.code == "division_code":
        return division_name(str(value))
    return masked(str(value)) if indicator.kind is Kind.PERSONAL else cell(value, indicator)


def _sentence(fault: Any, indicator: Indicator) -> str:
    facts = {"unit_name": unit_name(indicator.unit), **fault.facts}
    return Issue(fault.code, ERROR, "", facts=facts).sentence(translate=translated)
