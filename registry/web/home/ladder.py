"""The ladder as the first page draws it: tracks from the lowest rung to the highest."""

from __future__ import annotations

from dataclasses import dataclass

from registry.services.ladder import Overview, Rung
from registry.services.occasions import Occasion
from registry.web.firms.elsewhere import no_standard
from registry.web.languages import in_words
from registry.web.marks import Mark, marks_of_tier
from registry.web.tracks import by_track


@dataclass(frozen=True)
class Row:
    """One rung: `height` counts from 1 at the bottom of its track; `silence` is why nobody is judged on it."""

    code: str
    label: str
    authority: str
    height: int
    holding: int
    candidates: dict[str, int]
    silence: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Track:
    """One line of tiers; those without a standard and without a holder are named below the table."""

    label: str
    rows: list[Row]
    unused: list[str]


def tracks_of(overview: Overview, occasion: Occasion) -> list[Track]:
    """The tracks, the main ladder first, judged on the occasion of the current evaluation."""
    tracks = by_track(overview.rungs, lambda rung: rung.tier.code)
    return [_track(label, rungs, occasion) for label, rungs in tracks]


def _track(label: str, rungs: list[Rung], occasion: Occasion) -> Track:
    shown = [rung for rung in rungs if rung.is_rated or rung.holding]
    rows = [
        Row(
            code=rung.tier.code,
            label=in_words(rung.tier.label),
            authority=in_words(rung.tier.authority) if rung.tier.authority else "",
            height=height,
            holding=rung.holding,
            candidates=rung.candidates,
            silence="" if rung.is_rated else no_standard(rung.tier.code, occasion),
            marks=marks_of_tier(rung.tier.code, occasion),
        )
        for height, rung in enumerate(shown, start=1)
    ]
    unused = [in_words(rung.tier.label) for rung in rungs if rung not in shown]
    return Track(label, rows, unused)
