"""What a firm answered: texts of a form become typed values with the checks of an import, and every fault is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from importers.cells import CellFault, parse_cell
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Indicator
from registry.services.assessing.asking import AskedTopic

LONGEST = 500
HELD = "title-"  # before a tier's code: the field that says its title is held
YES = "1"


@dataclass(frozen=True)
class Unclear:
    """A place whose name means several places, or none that is known."""

    text: str
    places: tuple[str, ...] = ()


Fault = CellFault | Unclear


@dataclass(frozen=True)
class Answers:
    """Typed answers in stored units; `titles` are the tiers held. What is not answered is not there."""

    firm: Mapping[str, Any] = field(default_factory=dict)
    years: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    titles: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered at all."""
        return not (self.firm or any(self.years.values()) or self.titles)


def field_name(code: str, year: int | None = None) -> str:
    """The name of a field of the form, and its place on the page.

    >>> field_name("revenue", 2025), field_name("founded_on")
    ('revenue-2025', 'founded_on')
    """
    return code if year is None else f"{code}-{year}"


def fields_of(topics: Iterable[AskedTopic]) -> dict[str, tuple[Indicator, int | None]]:
    """Every field of the form: its indicator, and its year where it has one."""
    return {
        field_name(asked.indicator.code, year): (asked.indicator, year)
        for topic in topics
        for asked in topic.questions
        for year in (asked.years or (None,))
    }


def read_answers(
    catalogue: Catalogue, topics: Iterable[AskedTopic], texts: Mapping[str, str], today: date
) -> tuple[Answers, dict[str, Fault]]:
    """The answers among the texts of a form, and the faults by field; blank is no answer."""
    firm: dict[str, Any] = {}
    years: dict[int, dict[str, Any]] = {}
    faults: dict[str, Fault] = {}
    for name, (indicator, year) in fields_of(topics).items():
        value = _read(texts.get(name, "").strip(), indicator, today)
        if isinstance(value, CellFault):
            faults[name] = value
        elif value is not None:
            (firm if year is None else years.setdefault(year, {}))[indicator.code] = value
    if place := _place(catalogue, firm):
        faults["division_name"] = place
    held = tuple(tier for tier in catalogue.ladder if texts.get(HELD + tier) == YES)
    return Answers(firm, years, held), faults


def _read(text: str, indicator: Indicator, today: date) -> Any:
    if len(text) > LONGEST:
        return CellFault("text_too_long", {"length": len(text), "limit": LONGEST})
    return parse_cell(text, indicator, indicator.unit or None, today)


def _place(catalogue: Catalogue, firm: dict[str, Any]) -> Unclear | None:
    """The code of the place beside its name; a name that cannot mean one place only is a fault."""
    name = firm.get("division_name")
    if not name:
        return None
    found = catalogue.divisions.find(str(name))
    if len(found) == 1:
        firm["division_code"] = found[0].code
        return None
    return Unclear(str(name), tuple(catalogue.divisions.full_name(one.code) or one.code for one in found[:4]))


def as_facts(answers: Answers, catalogue: Catalogue) -> dict[str, Any]:
    """The answers as a hand-over takes them: of the firm, by year, and those of a bureau's own indicators."""
    local = {code for code, each in catalogue.indicators.items() if each.local}
    own = {code: value for code, value in answers.firm.items() if code not in local}
    told: dict[str, Any] = {"0": {code: value for code, value in answers.firm.items() if code in local}}
    for year, values in answers.years.items():
        told[str(year)] = {code: value for code, value in values.items() if code in local}
    figures = {str(year): _without(values, local) for year, values in answers.years.items()}
    return {"firm": own, "years": figures, "local": {year: values for year, values in told.items() if values}}


def _without(values: Mapping[str, Any], left_out: set[str]) -> dict[str, Any]:
    return {code: value for code, value in values.items() if code not in left_out}
