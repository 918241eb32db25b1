"""Pools on the page of a firm: which pools it could enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from registry.services.pools.memberships import Stay
from registry.web.firms.panels import Panel

HOLDS = "holds"


def entry_tiers(tracks: Iterable[tuple[str, list[Panel]]], stays: Sequence[Stay]) -> list[str]:
    """The tiers that the firm is judged for, does not hold, and in whose pool it is not."""
    inside = {stay.tier for stay in stays if stay.exited_on is None}
    panels = [panel for _, panels in tracks for panel in panels]
    return [panel.tier for panel in panels if panel.state != HOLDS and panel.tier not in inside]
