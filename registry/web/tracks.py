"""The order in which every page lists tiers: the main ladder first, then the growth track, then what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from flask_babel import gettext, lazy_gettext

from registry.web.site import site

TRACKS = {"ladder": lazy_gettext("梯度培育"), "growth": lazy_gettext("高成长"), "beside": lazy_gettext("其他")}

Item = TypeVar("Item")


def track_label(track: str) -> str:
    """A track in words."""
    return str(TRACKS.get(track, gettext("其他")))


def tiers_in_order() -> list[str]:
    """Every tier of the catalogue, track by track, each from its lowest rung to its highest."""
    ladder = site().catalogue.ladder
    return sorted(ladder, key=lambda code: (_position(ladder[code].track), ladder[code].track, ladder[code].order))


def by_track(items: Iterable[Item], tier_of: Callable[[Item], str]) -> list[tuple[str, list[Item]]]:
    """The items under the words of their track, in the order of the tiers; tracks without an item are left out."""
    ladder, order = site().catalogue.ladder, {code: place for place, code in enumerate(tiers_in_order())}
    found: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: order[tier_of(item)]):
        found.setdefault(ladder[tier_of(item)].track, []).append(item)
    return [(track_label(track), members) for track, members in found.items()]


def _position(track: str) -> int:
    return list(TRACKS).index(track) if track in TRACKS else len(TRACKS)
