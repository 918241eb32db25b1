"""A measured impact in words: totals with their lists, by place, by the condition that decided, and holders at renewal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from registry.domain.rulesets import RuleSet
from registry.services.policy.impact_export import EFFECT_LABELS
from registry.services.policy.moved_firms import EVERY_TIER, NO_PARK, ONLY_BY_DRAFT
from registry.store.policy import RuleImpact
from registry.web.languages import in_words, translated
from registry.web.names import division_name, tier_label
from registry.web.statuses import status_word

SHOWN = ("gained", "lost", "unknown", "other")
ICONS = {
    "gained": "arrow-up-right",
    "lost": "x-lg",
    "unknown": "question-lg",
    "other": "dash-lg",
    "unchanged": "check-lg",
}
STATUSES = {"gained": "eligible", "lost": "ineligible", "unknown": "incomplete", "other": "review", "unchanged": ""}
MOST_ROWS = 400


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
class PlaceRow:
    """One division or park with a number per effect and the unmoved."""

    label: str
    cells: list[tuple[int, str]]
    unchanged: int


@dataclass(frozen=True)
class StepRow:
    """One tier above with the titles that move it, a number per effect, and how many would lose its own title."""

    label: str
    because: str
    cells: list[tuple[int, str]]


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
        divisions=_places(impact_id, "division", counts["divisions"]),
        parks=_places(impact_id, "park", counts["parks"]),
        deciding=[_decider(impact_id, row, labels) for row in counts["deciding"]],
        renewal=[_renewal(impact_id, verdict, count) for verdict, count in counts["renewal"].items()],
        renewal_is_own=counts["renewal_is_own"],
        renewal_lost=_losing(impact_id, counts.get("renewal_lost", 0)),
        holds=counts.get("holds"),
        tiers=[_step(impact_id, row) for row in counts.get("tiers", [])],
        download=url_for(".impact_file", impact_id=impact_id, tier=EVERY_TIER),
    )


def _effect(impact_id: int, code: str, count: int) -> Effect:
    url = url_for(".impact_firms", impact_id=impact_id, change=code) if count and code != "unchanged" else ""
    return Effect(code, translated(EFFECT_LABELS[code]), ICONS[code], STATUSES[code], count, url)


def _places(impact_id: int, name: str, rows: list[dict[str, Any]]) -> list[PlaceRow]:
    """The places where anybody moved, the most moved first."""
    moved = [row for row in rows if any(row[code] for code in SHOWN)]
    return [_place(impact_id, name, row) for row in moved[:MOST_ROWS]]


def _place(impact_id: int, name: str, row: dict[str, Any]) -> PlaceRow:
    key = row["key"]
    words = gettext("未填")
    if key:
        words = division_name(key) if name == "division" else str(key)
    sought = key or (NO_PARK if name == "park" else "")
    cells = [_cell(impact_id, row, code, **{name: sought} if sought else {}) for code in SHOWN]
    return PlaceRow(words, cells, row["unchanged"])


def _cell(impact_id: int, row: dict[str, Any], code: str, **place: str) -> tuple[int, str]:
    """A number and the address of its list, where there is one."""
    return row[code], url_for(".impact_firms", impact_id=impact_id, change=code, **place) if row[code] and place else ""


def _step(impact_id: int, row: dict[str, Any]) -> StepRow:
    tier = row["key"]
    cells = [_cell(impact_id, row, code, tier=tier) for code in SHOWN]
    because = gettext("、").join(tier_label(each) for each in row.get("because", []))
    return StepRow(tier_label(tier), because, [*cells, _losing(impact_id, row.get("losing", 0), tier=tier)])


def _losing(impact_id: int, count: int, **tier: str) -> tuple[int, str]:
    """How many holders would not be renewed by the draft alone, and the address of their list."""
    return count, url_for(".impact_firms", impact_id=impact_id, renewal=ONLY_BY_DRAFT, **tier) if count else ""


def _decider(impact_id: int, row: dict[str, Any], labels: dict[str, str]) -> tuple[str, str, int, str]:
    code, change = row["deciding"], row["change"]
    url = url_for(".impact_firms", impact_id=impact_id, change=change, deciding=code)
    return translated(EFFECT_LABELS[change]), labels.get(code, code), row["firms"], url


def _renewal(impact_id: int, verdict: str, count: int) -> Effect:
    url = url_for(".impact_firms", impact_id=impact_id, renewal=verdict)
    return Effect(verdict, status_word(verdict), "", verdict, count, url)
