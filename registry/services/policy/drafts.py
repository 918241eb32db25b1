"""Drafts of rule sets, kept as the YAML that a file would hold: found, opened for a change, and read.

A draft is seen by whoever may rule its jurisdiction. What it may say is checked by the reader of files, not here. An overlay
(`extends`) is read with the base that was kept with it, so that it says the same whatever becomes of the base.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import CheckedRule, check_rule, documents_of
from registry.catalogue.rule_writing import plain
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.policy.documents import Document
from registry.services.policy.reach import may_rule
from registry.services.policy.refusals import DraftChanged, DraftHasFaults, DraftNotOpen
from registry.store.policy import RuleDraft

OPEN, SUBMITTED, PUBLISHED, DROPPED = "open", "submitted", "published", "dropped"


def drafts_of(session: Session, person: Person, catalogue: Catalogue) -> list[RuleDraft]:
    """The drafts of the places that the person may rule, the newest first; those dropped are left out."""
    require(person, Action.MANAGE_RULES)
    found = session.exec(select(RuleDraft).where(RuleDraft.status != DROPPED).order_by(col(RuleDraft.id).desc()))
    return [draft for draft in found if may_rule(person, draft.jurisdiction, catalogue)]


def get_draft(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, *, to_change: bool = False
) -> RuleDraft:
    """The draft; raises NotFound where there is none or the person may not rule its place. Whoever wants to change it waits
    for those who do, and sees what they left."""
    require(person, Action.MANAGE_RULES)
    locked = {"with_for_update": True, "populate_existing": True} if to_change else {}
    session.flush()
    draft = session.get(RuleDraft, draft_id, **locked)  # type: ignore[arg-type]
    if draft is None or not may_rule(person, draft.jurisdiction, catalogue):
        raise NotFound(what=mark("这份草稿"))
    return draft


def checked(draft: RuleDraft, catalogue: Catalogue) -> CheckedRule:
    """The draft as the strict reader sees it."""
    return check_rule(draft.text, names_of(catalogue.indicators, catalogue.ladder), bases_of(draft, catalogue))


def bases_of(draft: RuleDraft, catalogue: Catalogue) -> dict[str, str]:
    """What an overlay may rest on: the versions of the catalogue, and the draft's own base as it was when it was taken."""
    pinned = {draft.base: draft.base_document} if draft.base_document else {}
    return documents_of(catalogue.rule_sets) | pinned


def sound_rule(draft: RuleDraft, catalogue: Catalogue) -> RuleSet:
    """The draft's rule set. Raises DraftHasFaults."""
    found = checked(draft, catalogue)
    if found.rule_set is None:
        raise DraftHasFaults(count=len(found.faults), first=found.faults[0].reason)
    return found.rule_set


def document_in(draft: RuleDraft, catalogue: Catalogue) -> Document:
    """What the draft says as a plain mapping, faulty or not."""
    entry = checked(draft, catalogue).entry
    return {} if entry is None else plain(entry)


def open_draft(session: Session, person: Person, catalogue: Catalogue, draft_id: int, version: int | None) -> RuleDraft:
    """A draft that may be changed now; `version` is the one that the change was made on, None where it does not matter."""
    draft = get_draft(session, person, catalogue, draft_id, to_change=True)
    if draft.status != OPEN:
        raise DraftNotOpen()
    if version is not None and version != draft.version:
        raise DraftChanged(by=draft.updated_by, at=draft.updated_at.strftime("%H:%M"))
    return draft
