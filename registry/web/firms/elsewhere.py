"""The tiers that say nothing about a firm, and why; and the standards that might apply if its place were known better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from registry.domain.choosing import NATIONAL, ZONE, in_force
from registry.domain.rulesets import RuleSet
from registry.services.occasions import Occasion
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.tracks import tiers_in_order

COUNTY = 6


@dataclass(frozen=True)
class Silence:
    """Why some tiers are not judged, with their names."""

    reason: str
    tiers: tuple[str, ...]


def silent_tiers(judged: Iterable[str], place: str | None, zone: str | None, occasion: Occasion) -> list[Silence]:
    """The tiers without a panel, gathered by reason."""
    seen = set(judged)
    found: dict[str, list[str]] = {}
    for tier in tiers_in_order():
        if tier not in seen:
            found.setdefault(_reason(tier, place, zone, occasion), []).append(tier_label(tier))
    return [Silence(reason, tuple(labels)) for reason, labels in found.items()]


def local_standards(tier: str, place: str | None, zone: str | None, occasion: Occasion) -> tuple[str, ...]:
    """Places within the firm's known place that have a standard of their own; the firm may lie in one of them."""
    known = site().catalogue.divisions
    prefix = _prefix(place)
    if len(prefix) == COUNTY or zone:
        return ()
    found = _in_force(tier, occasion)
    finer = [
        rule_set.jurisdiction
        for rule_set in found
        if not rule_set.jurisdiction.startswith(ZONE)
        and rule_set.jurisdiction != NATIONAL
        and len(rule_set.jurisdiction) > len(prefix)
        and rule_set.jurisdiction.startswith(prefix)
    ]
    return tuple(known.name(code) for code in sorted(finer))


def jurisdiction_name(jurisdiction: str) -> str:
    """Where a standard holds, in words; "" for the whole country."""
    if jurisdiction == NATIONAL:
        return ""
    if jurisdiction.startswith(ZONE):
        code = jurisdiction.removeprefix(ZONE)
        return next((name for name, zone in site().catalogue.zones.items() if zone == code), code)
    return site().catalogue.divisions.name(jurisdiction)


def no_standard(tier: str, occasion: Occasion) -> str:
    """Why a tier has no standard on the day: it never had a published number, or none is in force; "" where it has one."""
    if _in_force(tier, occasion):
        return ""
    if any(rule_set.tier == tier for rule_set in site().catalogue.rule_sets):
        return gettext("这一天没有生效的标准")
    note = site().catalogue.ladder[tier].note
    return in_words(note).rstrip("。.") if note else gettext("没有公布量化标准")


def _reason(tier: str, place: str | None, zone: str | None, occasion: Occasion) -> str:
    if missing := no_standard(tier, occasion):
        return missing
    applies = any(_contains(rule_set, place, zone) for rule_set in _in_force(tier, occasion))
    return gettext("不适用于本企业所属行业") if applies else gettext("企业所在地没有标准")


def _contains(rule_set: RuleSet, place: str | None, zone: str | None) -> bool:
    where = rule_set.jurisdiction
    if where.startswith(ZONE):
        return where.removeprefix(ZONE) == zone
    return where == NATIONAL or (place or "").startswith(where)


def _in_force(tier: str, occasion: Occasion) -> tuple[RuleSet, ...]:
    return in_force(site().catalogue.rule_sets, tier, occasion.case, occasion.as_of)


def _prefix(place: str | None) -> str:
    """The digits of a division that say something: two for a province, four for a city."""
    code = place or ""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
