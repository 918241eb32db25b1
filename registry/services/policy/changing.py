"""Changing drafts: by forms, by an uploaded text, back and away. Each change is kept in the history and in the journal.

An overlay stays one: a form changes the completed rule set, and what differs from the base is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from registry.catalogue.canonical import entry_of
from registry.catalogue.overlay_writing import NotAnOverlay, overlay_of
from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import CheckedRule, check_rule
from registry.catalogue.rule_writing import plain, rule_text
from registry.domain.access import Person
from registry.domain.texts import mark
from registry.services import journal
from registry.services.policy.documents import Document
from registry.services.policy.drafts import DROPPED, bases_of, document_in, open_draft
from registry.services.policy.reach import require_rule
from registry.services.policy.recording import remember, touch
from registry.services.policy.refusals import NothingToUndo, OverlayCannotSay, UnreadableDraft
from registry.store.policy import RuleDraft
from registry.store.rulesets import RuleSetVersion

LONGEST = 200_000


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
    keep_document(session, person, catalogue, draft, document, now)


def upload_text(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, text: str, *, version: int, now: datetime
) -> None:
    """Take an edited text for the draft; faults within it are kept and shown. Raises UnreadableDraft for what is no rule set."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    if len(text) > LONGEST:
        raise UnreadableDraft(line=1, reason=mark("文件太大"))
    found = _read(session, catalogue, draft, text)
    if found.entry is None:
        raise UnreadableDraft(line=found.faults[0].line, reason=found.faults[0].reason)
    keep_text(session, person, catalogue, draft, text, now)


def keep_document(
    session: Session, person: Person, catalogue: Catalogue, draft: RuleDraft, document: Document, now: datetime
) -> None:
    """Store another mapping; of an overlay only what differs from its base. Raises OverlayCannotSay."""
    keep_text(session, person, catalogue, draft, written(draft, document), now)


def written(draft: RuleDraft, document: Document) -> str:
    """The text of a mapping for the draft: whole, or as an overlay of its base."""
    if not draft.base_document:
        return rule_text(document)
    try:
        return rule_text(overlay_of(draft.base, plain(entry_of(draft.base_document)), document))
    except NotAnOverlay:
        raise OverlayCannotSay() from None


def make_whole(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, *, version: int, now: datetime
) -> None:
    """Write an overlay out as a whole rule set: it says the same, and no longer rests on its base."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    keep_text(session, person, catalogue, draft, rule_text(document_in(draft, catalogue)), now)


def undo_change(session: Session, person: Person, catalogue: Catalogue, draft_id: int, *, now: datetime) -> None:
    """Put back the text before the last change; once more puts the change back. Raises NothingToUndo."""
    draft = open_draft(session, person, catalogue, draft_id, None)
    if draft.previous is None:
        raise NothingToUndo()
    keep_text(session, person, catalogue, draft, draft.previous, now)


def drop_draft(session: Session, person: Person, catalogue: Catalogue, draft_id: int, *, now: datetime) -> None:
    """Give a draft up. It stays in the database and leaves the list."""
    draft = open_draft(session, person, catalogue, draft_id, None)
    draft.status = DROPPED
    session.add(draft)
    journal.note(session, person, "draft.drop", now=now, text=f"draft={draft_id}")


def keep_text(
    session: Session, person: Person, catalogue: Catalogue, draft: RuleDraft, text: str, now: datetime
) -> None:
    """Store another text; a draft may move to another place only within the person's reach."""
    if text == draft.text:
        return
    found = _read(session, catalogue, draft, text)
    entry = found.entry or {}
    jurisdiction = str(entry.get("jurisdiction") or draft.jurisdiction)
    require_rule(person, jurisdiction, catalogue)
    remember(session, draft)
    draft.previous, draft.text = draft.text, text
    draft.tier, draft.jurisdiction = str(entry.get("tier") or draft.tier), jurisdiction
    draft.base_document = _bases(session, catalogue, draft, found.extends)[found.extends] if found.extends else ""
    draft.base = found.extends or draft.base
    touch(session, person, draft, now)
    remember(session, draft)
    journal.note(
        session, person, "draft.edit", now=now, changes={"text": (draft.previous, text)}, text=f"draft={draft.id}"
    )


def _read(session: Session, catalogue: Catalogue, draft: RuleDraft, text: str) -> CheckedRule:
    """A text as it would be read for the draft. An overlay may rest on any version that was ever published."""
    names = names_of(catalogue.indicators, catalogue.ladder)
    found = check_rule(text, names, bases_of(draft, catalogue))
    if found.entry is None and found.extends:
        return check_rule(text, names, _bases(session, catalogue, draft, found.extends))
    return found


def _bases(session: Session, catalogue: Catalogue, draft: RuleDraft, extends: str) -> dict[str, str]:
    stored = session.get(RuleSetVersion, extends)
    kept = {extends: stored.canonical} if stored is not None and stored.canonical else {}
    return kept | bases_of(draft, catalogue)
