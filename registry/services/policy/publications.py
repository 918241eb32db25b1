"""What is known of versions that came from the desk: who published them, whether they still count, their document."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue, names_of
from registry.domain.errors import NotFound
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.jobs import ACTIVE
from registry.services.policy.drafts import PUBLISHED
from registry.services.policy.stored_versions import stored_rule
from registry.store.jobs import Job
from registry.store.policy import RuleDraft, RulePublication
from registry.store.rulesets import RuleSetVersion


def publication_of(session: Session, rule_set_id: str) -> RulePublication | None:
    """Who published a version at the desk; None for shipped ones."""
    return session.get(RulePublication, rule_set_id)


def withdrawn(session: Session) -> list[RulePublication]:
    """The versions that were taken back, the latest first."""
    statement = select(RulePublication).where(col(RulePublication.withdrawn_at).is_not(None))
    return list(session.exec(statement.order_by(col(RulePublication.withdrawn_at).desc())))


def find_rule_set(session: Session, catalogue: Catalogue, rule_set_id: str) -> RuleSet:
    """A version of the catalogue, or one that was withdrawn. Raises NotFound."""
    publication = session.get(RulePublication, rule_set_id)
    if publication is not None and publication.withdrawn_at is not None:
        version = session.get_one(RuleSetVersion, rule_set_id)
        rule_set, _ = stored_rule(version, names_of(catalogue.indicators, catalogue.ladder))
        if rule_set is not None:
            return rule_set
    return catalogue.rule_set(rule_set_id)


def has_file(session: Session, draft_id: int) -> bool:
    """Whether the document behind a version was uploaded."""
    statement = select(RuleDraft.id).where(RuleDraft.id == draft_id, col(RuleDraft.file).is_not(None))
    return session.exec(statement).first() is not None


def is_evaluating(session: Session, publication: RulePublication) -> bool:
    """Whether the evaluation that followed still waits or runs."""
    job = session.get(Job, publication.job_id) if publication.job_id else None
    return job is not None and job.status in ACTIVE


def document_file(session: Session, draft_id: int) -> tuple[str, bytes]:
    """The file of the document behind a published version. Raises NotFound."""
    draft = session.get(RuleDraft, draft_id)
    if draft is None or draft.status != PUBLISHED or draft.file is None:
        raise NotFound(what=mark("这份文件"))
    return draft.filename, draft.file
