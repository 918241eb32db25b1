"""Drafts of rule sets: copied from a version or begun from a template, changed by forms or by an uploaded text, kept as YAML.

A draft is seen by whoever may rule its jurisdiction. What it may say is checked by the reader of files, not here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import CheckedRule, check_rule
from registry.catalogue.rule_writing import plain, rule_text
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import journal
from registry.services.policy.documents import Document
from registry.services.policy.reach import may_rule, require_rule
from registry.services.policy.refusals import DraftChanged, DraftHasFaults, DraftNotOpen, NothingToUndo, UnreadableDraft
from registry.store.policy import DraftRevision, RuleDraft

OPEN, SUBMITTED, PUBLISHED, DROPPED = "open", "submitted", "published", "dropped"
LONGEST = 200_000


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
    return check_rule(draft.text, names_of(catalogue.indicators, catalogue.ladder), catalogue.rule_sets)


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


def change_draft(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    edit: Callable[[Document], None],
    *,
    version: int,
    now: datetime,
) -> None:
    """Change the mapping of a draft. Raises DraftChanged where somebody else saved it after `version`."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    document = document_in(draft, catalogue)
    edit(document)
    _keep(session, person, catalogue, draft, rule_text(document), now)


def upload_text(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, text: str, *, version: int, now: datetime
) -> None:
    """Take an edited text for the draft; faults within it are kept and shown. Raises UnreadableDraft for what is no rule set."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    if len(text) > LONGEST:
        raise UnreadableDraft(line=1, reason=mark("文件太大"))
    found = check_rule(text, names_of(catalogue.indicators, catalogue.ladder), catalogue.rule_sets)
    if found.entry is None:
        raise UnreadableDraft(line=found.faults[0].line, reason=found.faults[0].reason)
    is_overlay = text.lstrip("\ufeff").startswith("extends:") or "\nextends:" in text
    _keep(session, person, catalogue, draft, rule_text(plain(found.entry)) if is_overlay else text, now)


def undo_change(session: Session, person: Person, catalogue: Catalogue, draft_id: int, *, now: datetime) -> None:
    """Put back the text before the last change; once more puts the change back. Raises NothingToUndo."""
    draft = open_draft(session, person, catalogue, draft_id, None)
    if draft.previous is None:
        raise NothingToUndo()
    _keep(session, person, catalogue, draft, draft.previous, now)


def drop_draft(session: Session, person: Person, catalogue: Catalogue, draft_id: int, *, now: datetime) -> None:
    """Give a draft up. It stays in the database and leaves the list."""
    draft = open_draft(session, person, catalogue, draft_id, None)
    draft.status = DROPPED
    session.add(draft)
    journal.note(session, person, "draft.drop", now=now, text=f"draft={draft_id}")


def open_draft(session: Session, person: Person, catalogue: Catalogue, draft_id: int, version: int | None) -> RuleDraft:
    """A draft that may be changed now; `version` is the one that the change was made on, None where it does not matter."""
    draft = get_draft(session, person, catalogue, draft_id, to_change=True)
    if draft.status != OPEN:
        raise DraftNotOpen()
    if version is not None and version != draft.version:
        raise DraftChanged(by=draft.updated_by, at=draft.updated_at.strftime("%H:%M"))
    return draft


def _keep(session: Session, person: Person, catalogue: Catalogue, draft: RuleDraft, text: str, now: datetime) -> None:
    """Store another text; a draft may move to another place only within the person's reach."""
    if text == draft.text:
        return
    entry = check_rule(text, names_of(catalogue.indicators, catalogue.ladder), catalogue.rule_sets).entry or {}
    jurisdiction = str(entry.get("jurisdiction") or draft.jurisdiction)
    require_rule(person, jurisdiction, catalogue)
    remember(session, draft)
    draft.previous, draft.text = draft.text, text
    draft.tier, draft.jurisdiction = str(entry.get("tier") or draft.tier), jurisdiction
    touch(session, person, draft, now)
    remember(session, draft)
    journal.note(
        session, person, "draft.edit", now=now, changes={"text": (draft.previous, text)}, text=f"draft={draft.id}"
    )


def remember(session: Session, draft: RuleDraft) -> None:
    """Keep the text as it is at this version, once."""
    known = select(DraftRevision.id).where(DraftRevision.draft_id == draft.id, DraftRevision.version == draft.version)
    if session.exec(known).first() is None:
        session.add(
            DraftRevision(
                draft_id=draft.id,
                version=draft.version,
                text=draft.text,
                written_by=draft.updated_by,
                written_at=draft.updated_at,
            )
        )


def touch(session: Session, person: Person, draft: RuleDraft, now: datetime) -> None:
    """Note who changed the draft; whoever did may not be the one who publishes it."""
    draft.version += 1
    draft.updated_by, draft.updated_at = person.name, now
    draft.authors = list(dict.fromkeys([*draft.authors, person.account_id]))
    session.add(draft)
