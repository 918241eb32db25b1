"""Inputs that are missing, in words, each leading to the field of the form that fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from registry.domain.explanation import MissingInput
from registry.domain.indicators import Indicators
from registry.web.languages import in_words
from registry.web.patterns import url_for
from registry.web.texts import gettext

OTHER_FIELDS = {"division_code": "division_name"}  # entered in another field than their own


@dataclass(frozen=True)
class Fields:
    """The indicators by code, which of them the visitor may fill in, and where: the address of a field by code and year."""

    indicators: Indicators
    address: Callable[[str, int | None], str]
    open_to_visitor: frozenset[str] = field(default_factory=frozenset)

    def label(self, code: str) -> str:
        """An indicator in words."""
        return in_words(self.indicators[code].label) if code in self.indicators else code

    def wanted(self, missing: Iterable[MissingInput]) -> Markup:
        """The inputs to fill in, each with its years, once: 营业收入（2023、2024 年）、成立日期."""
        years: dict[str, list[int]] = {}
        for one in missing:
            years.setdefault(one.indicator, []).extend([one.year] if one.year else [])
        return _joined(self._asked(code, sorted(set(listed))) for code, listed in years.items())

    def _asked(self, code: str, years: list[int]) -> Markup:
        if not years:
            return self._link(code, None, self.label(code))
        links = _joined(self._link(code, year, str(year)) for year in years)
        return Markup(gettext("%(label)s（%(years)s 年）")) % {"label": self.label(code), "years": links}

    def _link(self, code: str, year: int | None, text: str) -> Markup:
        if code not in self.open_to_visitor:
            return Markup.escape(text)
        address = self.address(OTHER_FIELDS.get(code, code), year)
        return Markup('<a href="{}">{}</a>').format(address, text)


def fields_of_firm(
    indicators: Indicators, firm_id: int, open_to_visitor: frozenset[str], *, is_own: bool = False
) -> Fields:
    """The fields of the forms of a registered firm; those of its own reports where it is the firm itself that looks."""
    return Fields(indicators, partial(_form_of_firm, firm_id, is_own), open_to_visitor)


def _form_of_firm(firm_id: int, is_own: bool, code: str, year: int | None) -> str:
    of_firm, of_year = ("reports.own", "reports.figures") if is_own else ("firms.edit", "firms.edit_figures")
    if year is None:
        return url_for(of_firm, firm_id=firm_id, _anchor=code)
    return url_for(of_year, firm_id=firm_id, year=year, _anchor=code)


def _joined(words: Iterable[Markup]) -> Markup:
    return Markup.escape(gettext("、")).join(words)
