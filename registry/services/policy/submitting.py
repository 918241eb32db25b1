"""Handing a draft in for publication, with the document's file, and giving it back for more work."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.policy.drafts import OPEN, SUBMITTED, get_draft, open_draft
from registry.services.policy.outlooks import outlook
from registry.store.policy import RuleDraft

LONGEST_FILE = 20 * 1024 * 1024


class NotSubmitted(Conflict):
    """Only a submitted draft can be published or returned."""

    template = mark("这份草稿没有等待发布。")


def submit(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    *,
    version: int,
    now: datetime,
    filename: str = "",
    file: bytes | None = None,
) -> None:
    """Hand an open draft in for publication, with the document's file where there is one. Raises the first obstacle."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    found = outlook(draft, catalogue)
    if found.obstacles:
        raise found.obstacles[0]
    if file and len(file) > LONGEST_FILE:
        raise InvalidInput(field="file", reason=mark("文件不能超过 20 MB。"))
    if file:
        draft.filename, draft.file = filename, file
    draft.status, draft.remark = SUBMITTED, ""
    draft.submitted_by, draft.submitted_id, draft.submitted_at = person.name, person.account_id, now
    session.add(draft)
    journal.note(session, person, "draft.submit", now=now, text=f"draft={draft_id} {found.rule_set.id}")


def give_back(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, remark: str, *, now: datetime
) -> None:
    """Return a submitted draft for more work, with a remark; also how its author takes it back."""
    draft = submitted_draft(session, person, catalogue, draft_id)
    draft.status, draft.remark = OPEN, " ".join(remark.split())[:500]
    session.add(draft)
    journal.note(session, person, "draft.return", now=now, text=f"draft={draft_id} {draft.remark}")


def submitted_draft(session: Session, person: Person, catalogue: Catalogue, draft_id: int) -> RuleDraft:
    """The draft where it waits for publication. Raises NotSubmitted."""
    draft = get_draft(session, person, catalogue, draft_id, to_change=True)
    if draft.status != SUBMITTED:
        raise NotSubmitted()
    return draft
