"""All versions by tier, as the first page of the desk lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from registry.domain.rulesets import RuleSet
from registry.web.languages import in_words
from registry.web.marks import Mark, marks_of
from registry.web.names import tier_label
from registry.web.policy.base_notes import version_note
from registry.web.policy.lines import CONFIDENCES
from registry.web.policy.words import cases_words, days_words, place_words, state_of
from registry.web.site import site
from registry.web.tracks import by_track, tiers_in_order


@dataclass(frozen=True)
class VersionRow:
    """One version of a tier; `before` is the version it follows, if there is one."""

    id: str
    place: str
    cases: str
    days: str
    state: str
    document: str
    title: str
    conditions: int
    confidence: str
    marks: tuple[Mark, ...]
    before: str


@dataclass(frozen=True)
class TierBlock:
    """One rung with its versions; `note` says why it has none."""

    code: str
    label: str
    note: str
    versions: list[VersionRow]
    is_own: bool = False
    retired_on: date | None = None


def tier_blocks(own: Collection[str] = ()) -> list[tuple[str, list[TierBlock]]]:
    """Every tier under its track, the newest version of each place first; `own` are local tiers that the reader may change."""
    today = site().today()
    return [
        (label, [_block(code, today, code in own) for code in tiers])
        for label, tiers in by_track(tiers_in_order(), lambda code: code)
    ]


def _block(code: str, today: date, is_own: bool) -> TierBlock:
    found = [rule_set for rule_set in site().catalogue.rule_sets if rule_set.tier == code]
    found.sort(key=lambda each: (each.jurisdiction, each.effective.start), reverse=True)
    found.sort(key=lambda each: state_of(each, today) != "in_force")
    tier = site().catalogue.ladder[code]
    rows, note = [_row(each, today) for each in found], in_words(tier.note) if tier.note else ""
    return TierBlock(code, tier_label(code), note, rows, is_own, tier.retired_on)


def _row(rule_set: RuleSet, today: date) -> VersionRow:
    before = predecessor(rule_set)
    return VersionRow(
        id=rule_set.id,
        place=place_words(rule_set.jurisdiction),
        cases=cases_words(rule_set),
        days=days_words(rule_set),
        state=state_of(rule_set, today),
        document=rule_set.source.number,
        title=rule_set.source.title,
        conditions=len(rule_set.conditions()),
        confidence=confidence_words(rule_set),
        marks=(*marks_of(rule_set), *_base_marks(rule_set)),
        before=before.id if before else "",
    )


def _base_marks(rule_set: RuleSet) -> tuple[Mark, ...]:
    """That an overlay of another place's standard rests on a version that is not the newest, or was taken back."""
    note = version_note(rule_set)
    if note is None or state_of(rule_set, site().today()) == "ended":
        return ()
    if note.is_gone:
        return (
            Mark(
                gettext("所沿用的已撤回"), gettext("沿用的 %(id)s 已撤回；这个版本内容不变，请另行起草。", id=note.id)
            ),
        )
    if note.newer:
        return (
            Mark(gettext("所沿用的有新版本"), gettext("%(words)s；请起草改为沿用它的版本。", words=note.newer_words)),
        )
    return ()


def confidence_words(rule_set: RuleSet) -> str:
    """How many conditions are how sure, the sure ones first."""
    counts = Counter(leaf.citation.confidence for leaf in rule_set.conditions())
    return " · ".join(f"{CONFIDENCES[name]} {counts[name]}" for name in CONFIDENCES if counts[name])


def predecessor(rule_set: RuleSet) -> RuleSet | None:
    """The version of the same tier, place and a same case that began last before this one."""
    earlier = [
        each
        for each in site().catalogue.rule_sets
        if (each.tier, each.jurisdiction) == (rule_set.tier, rule_set.jurisdiction)
        and set(each.cases) & set(rule_set.cases)
        and each.effective.start < rule_set.effective.start
    ]
    return max(earlier, key=lambda each: each.effective.start, default=None)
