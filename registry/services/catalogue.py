"""Publishing the catalogue: every rule set is kept in the database, word for word, and never changes again."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.errors import Conflict
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.days import china_day
from registry.store.rulesets import RuleSetVersion


class VersionAlreadyPublished(Conflict):
    """The same version was published with another text before; a correction needs a version of its own."""

    template = mark("认定标准 {id} 已经发布过，内容不能再改。请另立一个版本。")


def publish_catalogue(session: Session, catalogue: Catalogue, *, now: datetime) -> int:
    """Store the rule sets that are new and return how many; the same text again does nothing."""
    rows = session.exec(select(RuleSetVersion.id, RuleSetVersion.hash))
    published = {rule_set_id: content for rule_set_id, content in rows}  # noqa: C416
    new = [rule_set for rule_set in catalogue.rule_sets if rule_set.id not in published]
    for rule_set in catalogue.rule_sets:
        if published.get(rule_set.id, rule_set.hash) != rule_set.hash:
            raise VersionAlreadyPublished(id=rule_set.id)
    session.add_all(_version(rule_set, now) for rule_set in new)
    session.flush()
    return len(new)


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
        known_from=china_day(now),
        published_at=now,
    )
