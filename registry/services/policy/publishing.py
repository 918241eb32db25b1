"""From draft to version: submitted by one person, published by a second, never edited.

Publishing is one transaction: the text in `rule_set_version`, who published it, the draft's state, and the evaluation asked for.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import journal
from registry.services.catalogue import publish as store_versions
from registry.services.policy.drafts import PUBLISHED
from registry.services.policy.locking import lock_desk
from registry.services.policy.outlooks import outlook
from registry.services.policy.published import ended
from registry.services.policy.submitting import submitted_draft
from registry.services.policy.withdrawing import ask_for_evaluation
from registry.store.policy import RuleDraft, RulePublication


class SecondPersonNeeded(Conflict):
    """Whoever wrote or submitted a draft may not be the one who publishes it."""

    template = mark("发布需要另一个人：您修改或提交过这份草稿。请由本地区的另一个有权限的账号发布。")


class PublishedMeanwhile(Conflict):
    """Somebody else published between the look at the draft and the word."""

    template = mark("刚刚有别的版本发布，请刷新后核对会结束哪个版本，再发布。")


def publish(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    *,
    single_person: bool = False,
    now: datetime,
) -> str:
    """Make the submitted draft a version, and ask for all firms to be evaluated where it is in force today. Returns its id.

    Raises SecondPersonNeeded unless `single_person`, an obstacle that arose since, and VersionAlreadyPublished.
    """
    lock_desk(session)
    draft = submitted_draft(session, person, catalogue, draft_id)
    found = outlook(draft, catalogue)
    if not single_person and person.account_id in {*draft.authors, draft.submitted_id}:
        raise SecondPersonNeeded()
    if found.obstacles:
        raise found.obstacles[0]
    rule_set = found.rule_set
    _require_newest(session, catalogue)
    store_versions(session, [rule_set, *(ended(each, [rule_set]) for each in found.ending)], now=now)
    publication = session.get(RulePublication, rule_set.id) or RulePublication(rule_set=rule_set.id)
    publication.sqlmodel_update(_facts_of(draft, person, rule_set, now))
    session.add(publication)
    draft.status, draft.rule_set = PUBLISHED, rule_set.id
    session.add(draft)
    journal.note(session, person, "rules.publish", now=now, text=f"{rule_set.id} draft={draft_id}")
    ask_for_evaluation(session, person, publication, rule_set.effective.start, now)
    return rule_set.id


def _require_newest(session: Session, catalogue: Catalogue) -> None:
    """Raise Conflict where somebody published since the catalogue was read: what ends would have to be asked again."""
    active = select(RulePublication.rule_set).where(col(RulePublication.withdrawn_at).is_(None))
    if set(session.exec(active)) - {each.id for each in catalogue.rule_sets}:
        raise PublishedMeanwhile()


def _facts_of(draft: RuleDraft, person: Person, rule_set: RuleSet, now: datetime) -> dict[str, object]:
    return {
        "draft_id": draft.id,
        "jurisdiction": rule_set.jurisdiction,
        "issued_on": draft.issued_on,
        "submitted_by": draft.submitted_by,
        "published_by": person.name,
        "published_at": now,
        "withdrawn_by": None,
        "withdrawn_at": None,
        "reason": "",
        "moved": None,
    }
