"""Inputs that are missing, in words, each leading to the field of the form that fills it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from registry.domain.explanation import MissingInput
from registry.domain.indicators import Indicators
from registry.web.languages import in_words

OTHER_FIELDS = {"division_code": "division_name"}  # entered in another field than their own


@dataclass(frozen=True)
class Fields:
    """The indicators by code, and which of them the visitor may fill in for the firm; `is_own` where it is the firm itself."""

    indicators: Indicators
    firm_id: int
    open_to_visitor: frozenset[str] = field(default_factory=frozenset)
    is_own: bool = False

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
        anchor = OTHER_FIELDS.get(code, code)
        of_firm, of_year = ("reports.own", "reports.figures") if self.is_own else ("firms.edit", "firms.edit_figures")
        if year is None:
            address = url_for(of_firm, firm_id=self.firm_id, _anchor=anchor)
        else:
            address = url_for(of_year, firm_id=self.firm_id, year=year, _anchor=anchor)
        return Markup('<a href="{}">{}</a>').format(address, text)


def _joined(words: Iterable[Markup]) -> Markup:
    return Markup.escape(gettext("、")).join(words)
