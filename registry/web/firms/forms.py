"""Forms made from the catalogue: one field per indicator, in its own unit. What a value means is checked by the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import DateInput

from registry.domain.access import Action, may
from registry.domain.indicators import Indicator, Kind, Level
from registry.services.groupings.kinds import NAMED_BY_FIRMS
from registry.web.languages import in_words
from registry.web.quantities import unit_name
from registry.web.security import person
from registry.web.site import site

LONGEST = 500
YES, NO = "是", "否"
AMOUNTS, COUNTS, OTHERS = lazy_gettext("金额"), lazy_gettext("人数和数量"), lazy_gettext("其他")
BASICS, CONTACTS, FLAGS = lazy_gettext("基本信息"), lazy_gettext("联系信息"), lazy_gettext("是否事项")
NAMED_LISTS = tuple(NAMED_BY_FIRMS.values())  # fields that are offered the names of a list, see groupings
HIDDEN_CODES = {"division_code"}  # entered by name or code in the one field for the place

Section = tuple[LazyString, list[Field]]


class IndicatorForm(FlaskForm):
    """The base of all of them; `version` is the state of the firm that the form was opened on."""

    version = HiddenField()

    def values(self) -> dict[str, str]:
        """What was sent, as text, by indicator code."""
        return {field.name: field.data or "" for field in self if field.name in site().catalogue.indicators}


def indicator_form(indicators: Iterable[Indicator]) -> type[IndicatorForm]:
    """A form class with a field for each indicator."""
    fields = {each.code: _field(each) for each in indicators if each.code not in HIDDEN_CODES}
    return type("IndicatorFormOfCatalogue", (IndicatorForm,), fields)


def firm_indicators() -> tuple[Indicator, ...]:
    """The indicators of the firm itself that the visitor may change."""
    listed = site().catalogue.indicators.at_level(Level.FIRM)
    return listed if may(person().role, Action.KEEP_REGISTER) else tuple(each for each in listed if not each.kept)


def annual_indicators() -> tuple[Indicator, ...]:
    """The indicators of a year."""
    return site().catalogue.indicators.at_level(Level.ANNUAL)


def _field(indicator: Indicator) -> Any:
    label = LazyString(in_words, indicator.label)
    hint = LazyString(in_words, indicator.definition) if indicator.definition else ""
    shown = {"data-unit": LazyString(unit_name, indicator.unit)} if indicator.unit else {}
    if indicator.kind is Kind.FLAG:
        answers = [_unset(), SelectChoice(YES, lazy_gettext("是")), SelectChoice(NO, lazy_gettext("否"))]
        return SelectField(label, choices=answers, description=hint, validate_choice=False)
    if indicator.choices:
        offered = [_unset(), *(SelectChoice(choice, choice) for choice in indicator.choices)]
        return SelectField(label, choices=offered, description=hint, validate_choice=False)
    if indicator.kind is Kind.DATE:
        return StringField(label, description=hint, widget=DateInput())
    keyboard = {"inputmode": "decimal"} if indicator.kind.is_numeric else {}
    if indicator.code in NAMED_LISTS:
        keyboard["list"] = f"{indicator.code}-names"
    longest = Length(max=LONGEST, message=lazy_gettext("最多 %(most)d 个字", most=LONGEST))
    return StringField(label, [longest], description=hint, render_kw={**shown, **keyboard, "autocomplete": "off"})


def _unset() -> SelectChoice:
    return SelectChoice("", lazy_gettext("未填"))


def firm_sections(form: IndicatorForm) -> list[Section]:
    """Facts, contacts, and yes-or-no statements."""
    kinds = {Kind.PERSONAL: CONTACTS, Kind.FLAG: FLAGS}
    return _sections(form, firm_indicators(), kinds, BASICS)


def annual_sections(form: IndicatorForm) -> list[Section]:
    """Amounts, counts, everything else."""
    return _sections(form, annual_indicators(), {Kind.AMOUNT: AMOUNTS, Kind.COUNT: COUNTS}, OTHERS)


def _sections(
    form: IndicatorForm, indicators: Iterable[Indicator], kinds: Mapping[Kind, LazyString], rest: LazyString
) -> list[Section]:
    titles = [rest, *kinds.values()] if rest is BASICS else [*kinds.values(), rest]
    sections: dict[int, Section] = {id(title): (title, []) for title in titles}
    for indicator in indicators:
        if indicator.code in form:
            sections[id(kinds.get(indicator.kind, rest))][1].append(form[indicator.code])
    return [section for section in sections.values() if section[1]]
