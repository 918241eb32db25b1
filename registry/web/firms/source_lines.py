"""Where each value of a firm comes from, in words: whose figure, which cell of which file, what stood there, who and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, lazy_pgettext
from flask_babel.speaklater import LazyString

from registry.domain.indicators import Indicator, Kind
from registry.domain.masking import masked
from registry.services.provenance import Provenance, YearProvenance
from registry.services.title_provenance import TitleProvenance
from registry.services.value_history import DEMO
from registry.store.journal import JournalEntry
from registry.web.firms.history_words import ACTIONS
from registry.web.firms.titles import term_of
from registry.web.formats import moment
from registry.web.languages import in_words, translated
from registry.web.names import tier_label
from registry.web.quantities import cell, unit_name
from registry.web.site import site

DOORS: dict[str, LazyString] = {
    "import": lazy_pgettext("door", "导入"),
    "command": lazy_pgettext("door", "命令"),
    "form": lazy_pgettext("door", "页面填写"),
    "firm": lazy_pgettext("door", "企业填写"),
}


@dataclass(frozen=True)
class Origin:
    """Where something stood and who brought it in. `raw` is None where nothing of a file is known, "" where the cell was blank."""

    file: str
    file_url: str
    sheet: str
    address: str
    header: str
    row: int
    raw: str | None
    who: str
    when: str
    door: str


@dataclass(frozen=True)
class SourceLine:
    """One value."""

    code: str
    label: str
    value: str
    source: str
    is_verified: bool
    verified: str
    paper: str
    origin: Origin


@dataclass(frozen=True)
class TitleLine:
    """One title."""

    label: str
    term: str
    origin: Origin


@dataclass(frozen=True)
class YearTab:
    """One year of the firm, or the firm itself, as a link."""

    label: str
    url: str
    is_current: bool


def source_lines(found: YearProvenance) -> list[SourceLine]:
    """The values of the year in catalogue order; personal data are masked, in the file's own words too."""
    return [_line(one) for one in found.values]


def title_lines(found: YearProvenance) -> list[TitleLine]:
    """The titles of the firm itself; none for a year."""
    return [TitleLine(tier_label(one.title.tier), term_of(one.title), _origin(one)) for one in found.titles]


def year_tabs(firm_id: int, years: Iterable[int], current: int | None) -> list[YearTab]:
    """The firm itself first, then its years from the newest."""
    own = YearTab(gettext("企业信息"), url_for("firms.sources", firm_id=firm_id), current is None)
    return [own, *(_tab(firm_id, year, current) for year in years)]


def _tab(firm_id: int, year: int, current: int | None) -> YearTab:
    url = url_for("firms.sources", firm_id=firm_id, year=year)
    return YearTab(gettext("%(year)s 年", year=year), url, year == current)


def _line(one: Provenance) -> SourceLine:
    indicator, check = site().catalogue.indicators[one.code], one.check
    return SourceLine(
        code=one.code,
        label=in_words(indicator.label),
        value=_value(one, indicator),
        source=in_words(one.source.label) if one.source else "",
        is_verified=one.is_verified,
        verified=f"{translated(check.actor_name)} · {moment(check.at)}" if check else "",
        paper=(check.note or "") if check else "",
        origin=_origin(one, indicator.kind is Kind.PERSONAL),
    )


def _origin(one: Provenance | TitleProvenance, is_personal: bool = False) -> Origin:
    place, entry = one.cell, one.entry
    text = place.text if place else None
    return Origin(
        file=one.batch.filename if one.batch else "",
        file_url=url_for("imports.show", batch_id=one.batch.id) if one.batch and one.may_open else "",
        sheet=place.sheet if place else "",
        address=place.address if place else "",
        header=place.header if place else "",
        row=place.row if place else 0,
        raw=masked(text) if text and is_personal else text,
        who=translated(entry.actor_name) if entry else "",
        when=moment(entry.at) if entry else "",
        door=_door(entry) if entry else "",
    )


def _door(entry: JournalEntry) -> str:
    return str(ACTIONS[DEMO] if entry.action == DEMO else DOORS.get(entry.door, entry.door))


def _value(one: Provenance, indicator: Indicator) -> str:
    if indicator.kind is Kind.PERSONAL:
        return masked(str(one.value))
    text = cell(one.value, indicator)
    return f"{text} {unit_name(indicator.unit)}" if indicator.unit and indicator.kind.is_numeric else text
