"""Publishing the catalogue: every rule set is kept in the database, word for word, and never changes once it was used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.errors import Conflict
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.store.decisions import ManualDecision
from registry.store.evaluations import EvaluationRun
from registry.store.rulesets import RuleSetVersion


class VersionAlreadyPublished(Conflict):
    """The same version was published and used with another text before; a correction needs a version of its own."""

    template = mark("认定标准 {id} 已经发布过，内容不能再改。请另立一个版本。")


def publish_catalogue(session: Session, catalogue: Catalogue, *, now: datetime) -> int:
    """Store the rule sets that are new and return how many; the same text again does nothing."""
    return publish(session, catalogue.rule_sets, now=now)


def publish(session: Session, rule_sets: Iterable[RuleSet], *, now: datetime) -> int:
    """Store rule sets; how many are new or took the place of a version that nobody had used.

    Raises VersionAlreadyPublished where a version with another text is named by an evaluation or a decision: what rests on it
    must stay explainable.
    """
    wanted = {rule_set.id: rule_set for rule_set in rule_sets}
    stored = {version.id: version for version in session.exec(select(RuleSetVersion)) if version.id in wanted}
    changed = [version for version in stored.values() if version.hash != wanted[version.id].hash]
    used = _used(session) if changed else frozenset()
    for version in changed:
        if version.id in used:
            raise VersionAlreadyPublished(id=version.id)
        _replace(session, version, wanted[version.id], now)
    for version in stored.values():
        version.canonical = version.canonical or wanted[version.id].document
        _end(session, version, wanted[version.id], now)
    new = [_version(rule_set, now) for rule_set in wanted.values() if rule_set.id not in stored]
    session.add_all(new)
    session.flush()
    return len(new) + len(changed)


def _used(session: Session) -> frozenset[str]:
    """Rule sets that an evaluation or a decision rests on, withdrawn decisions among them."""
    runs = session.exec(select(EvaluationRun.rule_sets))
    decided = session.exec(select(col(ManualDecision.rule_set)).distinct())
    return frozenset((*decided, *(rule_set for run in runs for rule_set in run)))


def _replace(session: Session, version: RuleSetVersion, rule_set: RuleSet, now: datetime) -> None:
    """Another text for a version that nobody used; the journal keeps both hashes."""
    hashes = {"hash": (version.hash, rule_set.hash)}
    journal.note(session, SYSTEM, "rules.replace", now=now, changes=hashes, text=version.id)
    version.sqlmodel_update(_version(rule_set, now).model_dump())


def _end(session: Session, version: RuleSetVersion, rule_set: RuleSet, now: datetime) -> None:
    """The last day may be set once a successor is known; it says nothing else about the version."""
    if version.effective_to != rule_set.effective.end:
        days = {"effective_to": (version.effective_to, rule_set.effective.end)}
        journal.note(session, SYSTEM, "rules.end", now=now, changes=days, text=version.id)
        version.effective_to, version.text = rule_set.effective.end, rule_set.text


def _version(rule_set: RuleSet, now: datetime) -> RuleSetVersion:
    return RuleSetVersion(
        id=rule_set.id,
        tier=rule_set.tier,
        jurisdiction=rule_set.jurisdiction,
        cases=" ".join(rule_set.cases),
        effective_from=rule_set.effective.start,
        effective_to=rule_set.effective.end,
        document=rule_set.source.number,
        hash=rule_set.hash,
        text=rule_set.text,
        canonical=rule_set.document,
        known_from=china_day(now),
        published_at=now,
    )
