"""The history of a draft: each saved text with who wrote it, and the way back to any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import check_rule
from registry.domain.access import Person
from registry.domain.differences import differences
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.policy.changing import upload_text
from registry.services.policy.drafts import bases_of, get_draft
from registry.store.policy import DraftRevision

SHOWN = 100


@dataclass(frozen=True)
class Saved:
    """One saved text: how many things it changed against the one before it, None where one of them has faults."""

    version: int
    written_by: str
    written_at: datetime
    changed: int | None
    is_current: bool


def history(session: Session, person: Person, catalogue: Catalogue, draft_id: int) -> list[Saved]:
    """The saved texts of a draft, the newest first; a hundred of them."""
    draft = get_draft(session, person, catalogue, draft_id)
    statement = select(DraftRevision).where(DraftRevision.draft_id == draft_id)
    found = list(session.exec(statement.order_by(col(DraftRevision.version).desc()).limit(SHOWN + 1)))
    names = names_of(catalogue.indicators, catalogue.ladder)
    bases = bases_of(draft, catalogue)
    rules = [check_rule(each.text, names, bases).rule_set for each in found]
    told = []
    for place, each in enumerate(found[:SHOWN]):
        newer, older = rules[place], rules[place + 1] if place + 1 < len(found) else None
        changed = len(differences(older, newer)) if older is not None and newer is not None else None
        told.append(Saved(each.version, each.written_by, each.written_at, changed, each.text == draft.text))
    return told


def saved_text(session: Session, person: Person, catalogue: Catalogue, draft_id: int, number: int) -> str:
    """The text of a draft at one of its versions. Raises NotFound."""
    get_draft(session, person, catalogue, draft_id)
    wanted = (DraftRevision.draft_id == draft_id, DraftRevision.version == number)
    text = session.exec(select(DraftRevision.text).where(*wanted)).first()
    if text is None:
        raise NotFound(what=mark("草稿的这个版本"))
    return text


def restore(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, number: int, *, version: int, now: datetime
) -> None:
    """Make an earlier text the draft's text again; what stood there since stays in the history."""
    text = saved_text(session, person, catalogue, draft_id, number)
    upload_text(session, person, catalogue, draft_id, text, version=version, now=now)
