"""Restrictions in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from registry.services.restrictions.search import RestrictionRow
from registry.services.restrictions.validity import HOLDS, LATER, LIFTED, STATES, state_of, tier_codes
from registry.store.restrictions import Restriction
from registry.web.languages import translated
from registry.web.names import tier_label


@dataclass(frozen=True)
class RestrictionLine:
    """One restriction; `look` is the word of a style, `lifting` says from when and why it was lifted."""

    row: Restriction | RestrictionRow
    tiers: str
    state: str
    look: str
    is_lifted: bool
    by: str


def restriction_lines(rows: Iterable[Restriction | RestrictionRow], today: date) -> list[RestrictionLine]:
    """The rows in words, as they are on the day."""
    return [_line(row, state_of(row.first_on, row.last_on, row.lifted_on, today)) for row in rows]


def _line(row: Restriction | RestrictionRow, state: str) -> RestrictionLine:
    return RestrictionLine(
        row=row,
        tiers=gettext("、").join(tier_label(code) for code in tier_codes(row.tiers)) or gettext("各层级"),
        state=translated(STATES[state]),
        look={HOLDS: "over", LATER: "soon"}.get(state, "later"),
        is_lifted=state == LIFTED,
        by=translated(row.created_by),
    )
