"""The ladder as the first page draws it: tracks from the lowest rung to the highest."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from registry.services.ladder import Overview, Rung
from registry.web.languages import in_words

TRACKS = {"ladder": lazy_gettext("梯度培育"), "growth": lazy_gettext("高成长"), "beside": lazy_gettext("其他")}


@dataclass(frozen=True)
class Row:
    """One rung: `height` counts from 1 at the bottom of its track."""

    code: str
    label: str
    authority: str
    height: int
    holding: int
    candidates: dict[str, int]
    is_rated: bool


@dataclass(frozen=True)
class Track:
    """One line of tiers; those without a standard and without a holder are named below the table."""

    label: str
    rows: list[Row]
    unused: list[str]


def tracks_of(overview: Overview) -> list[Track]:
    """The tracks, the main ladder first."""
    found = {rung.tier.track for rung in overview.rungs}
    codes = [code for code in TRACKS if code in found] + sorted(found - set(TRACKS))
    return [_track(code, [rung for rung in overview.rungs if rung.tier.track == code]) for code in codes]


def _track(code: str, rungs: list[Rung]) -> Track:
    shown = [rung for rung in rungs if rung.is_rated or rung.holding]
    rows = [
        Row(
            code=rung.tier.code,
            label=in_words(rung.tier.label),
            authority=in_words(rung.tier.authority) if rung.tier.authority else "",
            height=height,
            holding=rung.holding,
            candidates=rung.candidates,
            is_rated=rung.is_rated,
        )
        for height, rung in enumerate(shown, start=1)
    ]
    unused = [in_words(rung.tier.label) for rung in rungs if rung not in shown]
    return Track(str(TRACKS.get(code, gettext("其他"))), rows, unused)
