"""Versions of the desk as they stand in the database: read back with the last days they were published with, or told damaged."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from registry.catalogue.condition_entries import Names
from registry.catalogue.overlays import is_overlay
from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import PLACE, check_rule
from registry.catalogue.ruleset_files import read_document
from registry.catalogue.strict import read_yaml
from registry.domain.effective import Period
from registry.domain.errors import CatalogueError
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.store.policy import RulePublication
from registry.store.rulesets import RuleSetVersion

logger = logging.getLogger("tidu.policy")


@dataclass(frozen=True)
class Damaged:
    """A published version whose stored text cannot be read any more: what is still known of it, and the reader's words."""

    id: str
    tier: str
    jurisdiction: str
    cases: tuple[Case, ...]
    effective: Period
    reason: str


def published_rules(session: Session, base: Catalogue) -> tuple[list[RuleSet], list[Damaged]]:
    """The versions of the desk that are not withdrawn, with the last days they were published with; and those damaged."""
    names = names_of(base.indicators, base.ladder)
    statement = select(RuleSetVersion).join(RulePublication, col(RulePublication.rule_set) == col(RuleSetVersion.id))
    sound: list[RuleSet] = []
    damaged: list[Damaged] = []
    for version in session.exec(statement.where(col(RulePublication.withdrawn_at).is_(None))):
        rule_set, reason = stored_rule(version, names)
        if rule_set is not None and rule_set.hash == version.hash:
            sound.append(rule_set)
            continue
        logger.error("published version %s cannot be read: %s", version.id, reason)
        damaged.append(_damaged(version, reason))
    return sound, damaged


def stored_rule(version: RuleSetVersion, names: Names) -> tuple[RuleSet | None, str]:
    """The rule set of a row, else what is wrong with it; an overlay is read as the whole it was published as, whatever became of
    its base."""
    try:
        entry = read_yaml(version.text, PLACE, takes_anchors=False)
        if is_overlay(entry) and version.canonical:
            end = entry.entry("effective").get("to")
            whole = read_document(version.canonical, names, text=version.text, end=end)
            return replace(whole, extends=str(entry["extends"])), mark("存档的文字与发布时不同")
    except CatalogueError as fault:
        return None, str(fault.facts["reason"])
    checked = check_rule(version.text, names)
    return checked.rule_set, checked.faults[0].reason if checked.faults else mark("存档的文字与发布时不同")


def _damaged(version: RuleSetVersion, reason: str) -> Damaged:
    period = Period(version.effective_from, version.effective_to)
    cases = tuple(Case(each) for each in version.cases.split())
    return Damaged(version.id, version.tier, version.jurisdiction, cases, period, reason)
