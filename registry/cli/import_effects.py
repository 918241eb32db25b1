"""What an import changes in verdicts, as a command says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.texts import mark
from registry.services.importing.effects import BECAME, CEASED, RECOGNISED, Effects
from registry.services.wording import Wording

TOLD = {
    BECAME: mark("{count} 家成为「{tier}」候选"),
    CEASED: mark("{count} 家不再是「{tier}」候选"),
    RECOGNISED: mark("{count} 家已有「{tier}」称号"),
}
NAMED = 10
FIRM = ("credit_code", "name")


def effects_told(catalogue: Catalogue, effects: Effects | None, wording: Wording) -> Iterator[str]:
    """A sentence per tier and kind of change, with the first names."""
    for tier in effects.tiers(catalogue) if effects is not None else ():
        for change, template in TOLD.items():
            if count := getattr(tier, change):
                label = catalogue.ladder[tier.tier].label
                names = "、".join(name for _, _, name in effects.names(tier.tier, change, NAMED))
                yield f"  {wording.say(template, count=count, tier=label)}: {names}{'…' if count > NAMED else ''}"


def effects_data(catalogue: Catalogue, effects: Effects | None) -> dict[str, Any] | None:
    """By tier every firm that becomes or ceases to be a candidate or gets the title; null without any evaluation."""
    if effects is None:
        return None
    tiers = {
        tier.tier: {
            change: [dict(zip(FIRM, firm[1:], strict=True)) for firm in effects.names(tier.tier, change)]
            for change in TOLD
        }
        for tier in effects.tiers(catalogue)
    }
    return {"as_of": effects.as_of.isoformat(), "data_year": effects.data_year, "tiers": tiers}
