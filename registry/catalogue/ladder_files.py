"""Reads the small tables: ladder.yaml (tiers), sizes.yaml (SME bands), industries.yaml (GB/T 4754), zones.yaml (parks that
are zones) and sources.yaml (whose figures count more)."""

from __future__ import annotations

from collections.abc import Mapping

from registry.catalogue.strict import Entry
from registry.domain.indicators import Indicators, Text
from registry.domain.industries import Industries
from registry.domain.sizes import SizeRow, SizeTable
from registry.domain.sources import Source, Sources
from registry.domain.tiers import Bar, Ladder, Tier, Validity

TIER_KEYS = (
    "code",
    "label",
    "track",
    "order",
    "feeders",
    "authority",
    "jurisdiction",
    "validity",
    "validity_years",
    "margin",
    "aliases",
    "note",
    "bars",
)


def read_ladder(document: Entry) -> Ladder:
    """The ladder; feeders must be tiers of it, and an alias belongs to one tier only."""
    document.only(("tiers", "ambiguous", "expiring"))
    entries = document.entries("tiers")
    tiers = tuple(_tier(entry.only(TIER_KEYS)) for entry in entries)
    codes = {tier.code for tier in tiers}
    owners: dict[str, str] = {}
    for entry, tier in zip(entries, tiers, strict=True):
        for feeder in tier.feeders:
            if feeder not in codes:
                raise entry.fault(f"来源层级「{feeder}」不在梯度中", "feeders")
        for alias in (tier.label.zh, *tier.aliases):
            if owners.setdefault(alias, tier.code) != tier.code:
                raise entry.fault(f"名称「{alias}」已属于 {owners[alias]}", "aliases")
    ambiguous = {
        str(entry.only(("name", "tiers")).need("name")): entry.texts("tiers") for entry in document.entries("ambiguous")
    }
    return Ladder(tiers, ambiguous, _days(document))


def _days(document: Entry) -> tuple[int, ...]:
    days = document.get("expiring", [])
    if not isinstance(days, list) or not all(isinstance(each, int) and each > 0 for each in days):
        raise document.fault("「expiring」是若干个天数，例如 [180, 90, 30]", "expiring")
    return tuple(sorted(days, reverse=True))


def _tier(entry: Entry) -> Tier:
    margin = entry.get("margin", 0.2)
    if not isinstance(margin, float) or not 0 <= margin < 1:
        raise entry.fault("「margin」应是 0 到 1 之间的小数，例如 0.2", "margin")
    return Tier(
        code=str(entry.need("code")),
        label=entry.text("label"),
        track=str(entry.need("track")),
        order=int(entry.need("order")),
        feeders=entry.texts("feeders"),
        authority=entry.text("authority") if "authority" in entry else None,
        jurisdiction=str(entry.get("jurisdiction", "CN")),
        validity=Validity(entry.word("validity", [item.value for item in Validity], "years")),
        validity_years=int(entry.get("validity_years", 3)),
        margin=margin,
        aliases=entry.texts("aliases"),
        note=entry.text("note") if "note" in entry else None,
        bars=tuple(_bar(each.only(("ground", "lasts", "years", "source"))) for each in entry.entries("bars")),
    )


def _bar(entry: Entry) -> Bar:
    """`lasts` is `years`, counted from the day of the revocation, or `year_end`."""
    years = None
    if entry.word("lasts", ["years", "year_end"], "years") == "years":
        years = entry.need("years")
        if not isinstance(years, int) or years < 1:
            raise entry.fault("「years」是年数，例如 3", "years")
    return Bar(entry.text("ground"), str(entry.need("source")), years)


def read_sizes(document: Entry, indicators: Indicators) -> SizeTable:
    """The SME table; prefixes must not occur twice."""
    document.only(("source", "rows", "any_industry"))
    rows = tuple(
        SizeRow(str(entry.need("label")), entry.texts("industries"), _bounds(entry.entry("large"), indicators))
        for entry in (entry.only(("label", "industries", "large")) for entry in document.entries("rows"))
    )
    prefixes = [prefix for row in rows for prefix in row.prefixes]
    for prefix in prefixes:
        if prefixes.count(prefix) > 1:
            raise document.fault(f"行业「{prefix}」写了两次", "rows")
    return SizeTable(rows, _bounds(document.entry("any_industry"), indicators))


def _bounds(entry: Entry, indicators: Indicators) -> tuple[tuple[str, float], ...]:
    for code in entry:
        if code not in indicators:
            raise entry.fault(f"没有名为「{code}」的指标", code)
    return tuple((code, float(bound)) for code, bound in entry.items())


def read_industries(document: Entry) -> Industries:
    """Sections with their two-digit divisions."""
    sections: dict[str, tuple[Text, tuple[str, ...]]] = {}
    divisions: dict[str, Text] = {}
    for entry in document.only(("source", "sections")).entries("sections"):
        entry.only(("letter", "label", "divisions"))
        own = {str(item.need("code")): item.text("label") for item in entry.entries("divisions")}
        sections[str(entry.need("letter"))] = (entry.text("label"), tuple(own))
        divisions |= own
    return Industries(sections, divisions)


def read_zones(document: Entry) -> Mapping[str, str]:
    """Park name or alias → zone code, for rule sets that hold in one zone only."""
    zones: dict[str, str] = {}
    for entry in document.only(("zones",)).entries("zones"):
        entry.only(("code", "label", "division", "names"))
        for name in entry.texts("names"):
            zones[name] = str(entry.need("code"))
    return zones


def read_zone_divisions(document: Entry) -> Mapping[str, str]:
    """Zone code → the division it lies in: who may set standards there, may set them for the zone."""
    return {str(entry.need("code")): str(entry.need("division")) for entry in document.entries("zones")}


def read_sources(document: Entry) -> Sources:
    """The sources of values with their ranks; every way into the registry has exactly one."""
    sources: list[Source] = []
    taken: set[str] = set()
    for entry in document.only(("sources",)).entries("sources"):
        entry.only(("code", "label", "rank", "doors"))
        doors = entry.texts("doors")
        if not isinstance(entry.need("rank"), int):
            raise entry.fault("「rank」写整数，越大越优先", "rank")
        if taken & set(doors):
            raise entry.fault("同一入口只能对应一个来源", "doors")
        taken |= set(doors)
        sources.append(Source(entry.code(), entry.text("label"), entry["rank"], doors))
    if missing := {"import", "command", "form", "firm"} - taken:
        raise document.fault(f"没有为入口指定来源：{'、'.join(sorted(missing))}", "sources")
    return Sources(tuple(sources))
