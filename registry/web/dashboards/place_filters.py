"""The filters of place that every board has, and the chips that take them away."""

from __future__ import annotations

from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.web.choices import division_choices, park_choices
from registry.web.dashboards.board import Filter, place_asked, place_label
from registry.web.listing import Chip, Choice, chips_of


def place_filters(session: Session, person: Person) -> list[Filter]:
    """Division and park, of the firms in scope."""
    division, park = place_asked()
    divisions, parks = division_choices(session, person), park_choices(session, person)
    return [
        Filter(
            "division",
            gettext("地区"),
            _with(divisions, division, place_label(division, "")),
            division,
            gettext("全部"),
        ),
        Filter("park", gettext("园区"), _with(parks, park, place_label("", park)), park, gettext("全部")),
    ]


def place_chips() -> list[Chip]:
    """The place asked for, in words."""
    division, park = place_asked()
    words = {"division": [(division, place_label(division, ""))], "park": [(park, place_label("", park))]}
    return chips_of([("division", gettext("地区"), division), ("park", gettext("园区"), park)], words)


def _with(choices: list[Choice], value: str, label: str) -> list[Choice]:
    known = not value or any(value == each for each, _ in choices)
    return choices if known else [*choices, (value, label)]
