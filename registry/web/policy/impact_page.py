"""A measured impact in words: totals with their lists, by place, by the condition that decided, and holders at renewal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from registry.domain.rulesets import RuleSet
from registry.services.policy.impact_export import EFFECT_LABELS
from registry.services.policy.moved_firms import EVERY_TIER
from registry.store.policy import RuleImpact
from registry.web.languages import in_words, translated
from registry.web.policy.impact_rows import PlaceRow, StepRow, losing, places, step
from registry.web.statuses import status_word

ICONS = {
    "gained": "arrow-up-right",
    "lost": "x-lg",
    "unknown": "question-lg",
    "other": "dash-lg",
    "unchanged": "check-lg",
}
STATUSES = {"gained": "eligible", "lost": "ineligible", "unknown": "incomplete", "other": "review", "unchanged": ""}


@dataclass(frozen=True)
class Effect:
    """One effect with its number and its list."""

    code: str
    label: str
    icon: str
    status: str
    count: int
    url: str


@dataclass(frozen=True)
class ImpactPage:
    """Everything the page shows of one answer."""

    id: int
    as_of: date
    data_year: int
    created_by: str
    created_at: datetime
    total: int
    effects: list[Effect]
    divisions: list[PlaceRow]
    parks: list[PlaceRow]
    deciding: list[tuple[str, str, int, str]]
    renewal: list[Effect]
    renewal_is_own: bool
    renewal_lost: tuple[int, str]
    holds: int | None
    tiers: list[StepRow]
    download: str


def impact_page(found: RuleImpact, rule_set: RuleSet | None) -> ImpactPage:
    """The answer for its page; conditions by their labels where the draft can still be read."""
    counts, impact_id = found.counts, found.id or 0
    labels = {leaf.code: in_words(leaf.label) for leaf in rule_set.conditions()} if rule_set else {}
    return ImpactPage(
        id=impact_id,
        as_of=found.as_of,
        data_year=found.data_year,
        created_by=found.created_by,
        created_at=found.created_at,
        total=counts["total"],
        effects=[_effect(impact_id, code, counts["effects"][code]) for code in EFFECT_LABELS],
        divisions=places(impact_id, "division", counts["divisions"]),
        parks=places(impact_id, "park", counts["parks"]),
        deciding=[_decider(impact_id, row, labels) for row in counts["deciding"]],
        renewal=[_renewal(impact_id, verdict, count) for verdict, count in counts["renewal"].items()],
        renewal_is_own=counts["renewal_is_own"],
        renewal_lost=losing(impact_id, counts.get("renewal_lost", 0)),
        holds=counts.get("holds"),
        tiers=[step(impact_id, row) for row in counts.get("tiers", [])],
        download=url_for(".impact_file", impact_id=impact_id, tier=EVERY_TIER),
    )


def _effect(impact_id: int, code: str, count: int) -> Effect:
    url = url_for(".impact_firms", impact_id=impact_id, change=code) if count and code != "unchanged" else ""
    return Effect(code, translated(EFFECT_LABELS[code]), ICONS[code], STATUSES[code], count, url)


def _decider(impact_id: int, row: dict[str, Any], labels: dict[str, str]) -> tuple[str, str, int, str]:
    code, change = row["deciding"], row["change"]
    url = url_for(".impact_firms", impact_id=impact_id, change=change, deciding=code)
    return translated(EFFECT_LABELS[change]), labels.get(code, code), row["firms"], url


def _renewal(impact_id: int, verdict: str, count: int) -> Effect:
    url = url_for(".impact_firms", impact_id=impact_id, renewal=verdict)
    return Effect(verdict, status_word(verdict), "", verdict, count, url)
