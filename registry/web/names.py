"""Names of places, industries and tiers, from their codes."""

from __future__ import annotations

from flask_babel import gettext

from registry.web.formats import DASH
from registry.web.languages import in_words
from registry.web.site import site

PLACEHOLDER = "直辖"  # 省直辖县级行政单位 and its like are no places


def division_name(code: str | None) -> str:
    """A division in words, the city before its county."""
    if not code:
        return DASH
    names = site().catalogue.divisions
    own, city = names.name(code), names.name(code[:4])
    return own if code.endswith("00") or city == code[:4] or PLACEHOLDER in city else f"{city} {own}"


def industry_name(code: str | None) -> str:
    """An industry code in words, or as it is."""
    name = site().catalogue.industries.name(code) if code else None
    return in_words(name) if name else code or DASH


def tier_label(code: str) -> str:
    """A tier in words."""
    ladder = site().catalogue.ladder
    return in_words(ladder[code].label) if code in ladder else code


def office_name(division: str, park: str) -> str:
    """An office by what it is responsible for: its division and park, or everywhere."""
    place = site().catalogue.divisions.name(division) if division else ""
    return " · ".join(part for part in (place, park) if part) or gettext("全部地区")
