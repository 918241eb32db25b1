"""Versions that moved firms lately, as the morning page says it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext

from registry.services.policy.impact_export import EFFECT_LABELS
from registry.services.policy.moves import MoveTally
from registry.web.formats import day
from registry.web.languages import translated
from registry.web.names import tier_label
from registry.web.policy.words import place_words

CAUSE_WORDS = {
    "published": lazy_gettext("%(tier)s标准发布"),
    "withdrawn": lazy_gettext("%(tier)s标准撤回"),
    "begun": lazy_gettext("%(tier)s标准开始施行"),
    "ended": lazy_gettext("%(tier)s标准到期"),
}


@dataclass(frozen=True)
class MoveLine:
    """One version: where its firms are listed, and how many moved how."""

    label: str
    url: str
    when: str
    effects: list[tuple[str, int]]


def move_line(tally: MoveTally) -> MoveLine:
    """The version in words."""
    tier, place = tally.rule_set.split("/")[:2]
    label = str(CAUSE_WORDS[tally.cause]) % {"tier": tier_label(tier)}
    effects = [
        (translated(words), tally.effects[code]) for code, words in EFFECT_LABELS.items() if tally.effects.get(code)
    ]
    url = url_for("policy.moved", rule_set_id=tally.rule_set)
    return MoveLine(label, url, f"{place_words(place)} {day(tally.noted_at)}", effects)
