"""What an import changes in verdicts, in words: a sentence per tier with the first names, and every firm in a list."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from registry.services.importing.effects import BECAME, CEASED, RECOGNISED, Effects, TierEffect
from registry.web.formats import count
from registry.web.languages import in_words
from registry.web.listing import address, asked
from registry.web.site import site

NAMED = 10  # firms of one kind that are named at once; the tab has all


@dataclass(frozen=True)
class EffectRow:
    """One firm and what changes for it; without an id it is new."""

    firm_id: int | None
    name: str
    credit_code: str
    tier: str
    change: str
    kind: str


@dataclass(frozen=True)
class EffectGroup:
    """The firms of one tier for which the same thing changes; `more` are not named here."""

    words: str
    rows: list[EffectRow]
    more: int
    url: str


@dataclass(frozen=True)
class EffectLine:
    """One tier: the sentence and the firms behind it."""

    sentence: str
    groups: list[EffectGroup]


def effect_lines(effects: Effects | None) -> list[EffectLine] | None:
    """A line per tier where something changes; None where nothing was ever evaluated."""
    if effects is None:
        return None
    return [_line(effects, tier) for tier in effects.tiers(site().catalogue)]


def effect_rows(effects: Effects | None, search: str, first: int, length: int) -> tuple[int, list[EffectRow]]:
    """How many changes there are and those of one page: of the tier and kind asked for, or of all."""
    if effects is None:
        return 0, []
    found = effects.matching(search, tier=asked("tier", 40), change=asked("change", 20))
    return found.height, [_row(*row) for row in found.slice(first, length).iter_rows()]


def _line(effects: Effects, tier: TierEffect) -> EffectLine:
    label = in_words(site().catalogue.ladder[tier.tier].label)
    parts = [
        (
            BECAME,
            tier.became,
            ngettext("%(count)s 家成为候选", "%(count)s 家成为候选", tier.became, count=count(tier.became)),
        ),
        (
            CEASED,
            tier.ceased,
            ngettext("%(count)s 家不再是候选", "%(count)s 家不再是候选", tier.ceased, count=count(tier.ceased)),
        ),
        (
            RECOGNISED,
            tier.recognised,
            ngettext("%(count)s 家已有称号", "%(count)s 家已有称号", tier.recognised, count=count(tier.recognised)),
        ),
    ]
    told = [(change, number, words) for change, number, words in parts if number]
    sentence = f"{label}{gettext('：')}{gettext('，').join(words for _, _, words in told)}"
    return EffectLine(sentence, [_group(effects, tier.tier, *part) for part in told])


def _group(effects: Effects, tier: str, change: str, number: int, words: str) -> EffectGroup:
    rows = [_row(tier, change, *firm) for firm in effects.names(tier, change, NAMED)]
    url = address(tab="effects", tier=tier, change=change, q=None)
    return EffectGroup(words, rows, number - len(rows), url)


def _row(tier: str, change: str, firm_id: int, credit_code: str | None, name: str | None) -> EffectRow:
    labels = {BECAME: gettext("成为候选"), CEASED: gettext("不再是候选"), RECOGNISED: gettext("已有称号")}
    label = in_words(site().catalogue.ladder[tier].label)
    return EffectRow(firm_id if firm_id > 0 else None, name or "", credit_code or "", label, labels[change], change)
