"""What the filters of the lists offer: divisions, parks, industries and tiers, each as value and words."""

from __future__ import annotations

from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.industries import Industries
from registry.services.firm_search import divisions_in_scope, parks_in_scope
from registry.web.languages import in_words, language
from registry.web.listing import Choice
from registry.web.remembered_pages import written_once
from registry.web.site import site

INDENT = "\u2003"
_industries: dict[str, tuple[Industries, list[tuple[str, list[Choice]]]]] = {}


def division_choices(session: Session, person: Person) -> list[Choice]:
    """The cities and counties where the firms in scope are, counties below their city."""
    return written_once(session, person, "divisions", (), lambda: _divisions(session, person))


def _divisions(session: Session, person: Person) -> list[Choice]:
    names = site().catalogue.divisions
    codes = {code for code in divisions_in_scope(session, person) if len(code) == 6}
    prefixes = {code[:4] for code in codes} | {code for code in codes if not code.endswith("00")}
    return [(prefix, (INDENT if len(prefix) > 4 else "") + names.name(prefix)) for prefix in sorted(prefixes)]


def park_choices(session: Session, person: Person) -> list[Choice]:
    """The parks of the firms in scope."""
    return [(park, park) for park in parks_in_scope(session, person)]


def industry_choices() -> list[tuple[str, list[Choice]]]:
    """Sections with their two-digit divisions; written out once for each catalogue and language."""
    industries = site().catalogue.industries
    held = _industries.get(language())
    if held is None or held[0] is not industries:
        found = [
            (f"{letter} {in_words(name)}", [(code, f"{code} {in_words(industries.divisions[code])}") for code in codes])
            for letter, (name, codes) in industries.sections.items()
        ]
        held = _industries[language()] = (industries, found)
    return held[1]


def tier_choices() -> list[Choice]:
    """All tiers in ladder order."""
    return [(code, in_words(tier.label)) for code, tier in site().catalogue.ladder.items()]
