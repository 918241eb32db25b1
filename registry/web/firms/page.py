"""One firm as its page shows it: head, titles, tiers, facts, figures by year, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from registry.domain.access import Action, Person
from registry.domain.indicators import Indicator, Kind, Level
from registry.domain.masking import masked
from registry.services.decisions import standing_decisions
from registry.services.evaluations import explain
from registry.services.firms import FirmDetail, get_firm
from registry.services.local_values import OF_THE_FIRM
from registry.services.occasions import Occasion
from registry.services.origins import Origins, is_verified, origins_of
from registry.services.plans.officers import officer_name
from registry.services.titles.bars import bars_on
from registry.web.firms.decided import by_condition
from registry.web.firms.elsewhere import Silence, local_standards, silent_tiers
from registry.web.firms.fields import fields_of_firm
from registry.web.firms.figures import FigureRow, figure_rows, unknown_labels
from registry.web.firms.forms import annual_indicators, firm_indicators
from registry.web.firms.history import Entry, entries_of, files_of, shown_to
from registry.web.firms.panels import Panel, Reader, panels_of
from registry.web.firms.titles import HeldTitle, barred_words, held_titles
from registry.web.languages import in_words
from registry.web.quantities import cell, unit_name
from registry.web.security import allowed
from registry.web.site import site
from registry.web.tracks import by_track

IN_HEAD = {"credit_code", "name", "former_names", "division_code", "division_name", "park", "founded_on"}


@dataclass(frozen=True)
class Fact:
    """One fact of the firm in words."""

    label: str
    text: str
    is_verified: bool = False


@dataclass(frozen=True)
class FirmPageData:
    """Everything the page shows, in words."""

    id: int
    name: str
    credit_code: str
    former_names: tuple[str, ...]
    division_code: str | None
    park: str | None
    industry: str
    founded_on: date | None
    age: int | None
    titles: list[HeldTitle]
    tracks: list[tuple[str, list[Panel]]]
    silent: list[Silence]
    facts: list[Fact]
    unknown_facts: list[str]
    years: list[int]
    figures: list[FigureRow]
    unknown_figures: list[str]
    history: list[Entry]
    officer: str = ""
    restrictions: tuple[str, ...] = ()


def firm_page(session: Session, person: Person, firm_id: int, occasion: Occasion, chosen: str) -> FirmPageData:
    """The page of a firm in scope, judged on the occasion."""
    catalogue = site().catalogue
    detail = get_firm(session, person, catalogue, firm_id)
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year, "case": occasion.case}
    explanations = explain(session, person, catalogue, firm_id, **when)
    own = [each for each in catalogue.indicators.at_level(Level.FIRM) if each.code not in IN_HEAD]
    annual = catalogue.indicators.at_level(Level.ANNUAL)
    years = sorted(detail.figures, reverse=True)
    firm, origins = detail.firm, origins_of(session, firm_id)
    zone = catalogue.zones.get(firm.park or "")
    reader = Reader(
        fields=fields_of_firm(catalogue.indicators, firm_id, _open_fields(), is_own=allowed(Action.REPORT_FIGURES)),
        decisions=by_condition(standing_decisions(session, person, firm_id, occasion.data_year)),
        local=lambda tier: local_standards(tier, firm.division_code, zone, occasion),
    )
    panels = panels_of(explanations, reader, chosen)
    return FirmPageData(
        id=firm_id,
        name=firm.name,
        credit_code=firm.credit_code,
        former_names=detail.former_names,
        division_code=firm.division_code,
        park=firm.park,
        industry=firm.industry_name or "",
        founded_on=firm.founded_on,
        age=_age(firm.founded_on, occasion.as_of),
        titles=held_titles(detail.titles, catalogue.ladder, site().today()),
        tracks=by_track(panels, lambda panel: panel.tier),
        silent=silent_tiers([panel.tier for panel in panels], firm.division_code, zone, occasion),
        facts=_facts(detail, own, origins.get(OF_THE_FIRM, {})),
        unknown_facts=[in_words(each.label) for each in own if detail.values.get(each.code) is None],
        years=years,
        figures=figure_rows(annual, detail.figures, years, origins),
        unknown_figures=unknown_labels(annual, detail.figures),
        history=entries_of(shown_to(person, detail.journal), catalogue, files_of(session, detail.journal)),
        officer=officer_name(session, firm_id),
        restrictions=_restrictions(session, firm_id),
    )


def _restrictions(session: Session, firm_id: int) -> tuple[str, ...]:
    """What restricts the firm today; the bars of revoked titles stand beside the titles."""
    bars = bars_on(session, [firm_id], site().today()).get(firm_id, ())
    return tuple(barred_words(bar) for bar in bars if not bar.is_revocation)


def _open_fields() -> frozenset[str]:
    """The indicators that the visitor may fill in."""
    may_edit = allowed(Action.EDIT_FIRMS) or allowed(Action.REPORT_FIGURES)
    return frozenset(each.code for each in (*firm_indicators(), *annual_indicators())) if may_edit else frozenset()


def _age(founded_on: date | None, day: date) -> int | None:
    if founded_on is None or founded_on > day:
        return None
    return day.year - founded_on.year - ((day.month, day.day) < (founded_on.month, founded_on.day))


def _facts(detail: FirmDetail, own: list[Indicator], origins: Origins) -> list[Fact]:
    known = [(each, detail.values.get(each.code)) for each in own]
    return [
        Fact(in_words(each.label), _words(value, each), is_verified(origins, each.code))
        for each, value in known
        if value is not None
    ]


def _words(value: Any, indicator: Indicator) -> str:
    if indicator.kind is Kind.PERSONAL:
        return masked(str(value))
    text = cell(value, indicator)
    return f"{text} {unit_name(indicator.unit)}" if indicator.unit and indicator.kind.is_numeric else text
