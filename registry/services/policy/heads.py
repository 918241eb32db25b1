"""The head of a draft: its name, where and when it shall hold, and the document it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.policy.changing import change_draft
from registry.services.policy.documents import Document, list_under
from registry.services.policy.drafts import document_in, get_draft, open_draft
from registry.services.policy.reach import require_rule
from registry.services.policy.recording import touch
from registry.store.policy import RuleDraft


@dataclass(frozen=True)
class Head:
    """What a draft says besides its conditions. `issued_on` is the day of the document; it stands beside the text."""

    name: str
    jurisdiction: str
    cases: list[str]
    effective_from: date | None
    effective_to: date | None = None
    number: str = ""
    title: str = ""
    issuer: str = ""
    issued_on: date | None = None
    url: str = ""
    checked_on: date | None = None
    notes: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """The fields of a form."""
        days = {
            name: str(getattr(self, name) or "")
            for name in ("effective_from", "effective_to", "issued_on", "checked_on")
        }
        texts = {name: getattr(self, name) for name in ("name", "number", "title", "issuer", "url")}
        cases = self.cases[0] if len(self.cases) == 1 else ""
        return days | texts | {"cases": cases, "notes": "\n".join(self.notes)}


def head_of(draft: RuleDraft, catalogue: Catalogue) -> Head:
    """The head as the draft has it, faulty or not."""
    document = document_in(draft, catalogue)
    effective, source = (_mapping(document, key) for key in ("effective", "source"))
    return Head(
        name=draft.name,
        jurisdiction=draft.jurisdiction,
        cases=[str(case) for case in list_under(document, "cases")],
        effective_from=_day(effective.get("from")),
        effective_to=_day(effective.get("to")),
        issued_on=draft.issued_on,
        checked_on=_day(source.get("checked_on")),
        notes=[str(note) for note in list_under(document, "notes")],
        **{key: str(source.get(key) or "") for key in ("number", "title", "issuer", "url")},
    )


def save_head(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, head: Head, *, now: datetime
) -> None:
    """Store a head; the caller has asked for the draft's version. Raises InvalidInput and NotAllowed for another place."""
    require_rule(person, head.jurisdiction, catalogue)
    if head.effective_to and head.effective_from and head.effective_to < head.effective_from:
        raise InvalidInput(field="effective_to", reason=mark("截止日期不能早于生效日期。"))
    draft = open_draft(session, person, catalogue, draft_id, None)
    if (draft.name, draft.issued_on) != (head.name, head.issued_on):
        draft.name, draft.issued_on = head.name, head.issued_on
        touch(session, person, draft, now)
        session.flush()
    current = get_draft(session, person, catalogue, draft_id).version
    change_draft(
        session, person, catalogue, draft_id, lambda document: _write(document, head), version=current, now=now
    )


def _write(document: Document, head: Head) -> None:
    document["jurisdiction"], document["cases"] = head.jurisdiction, head.cases
    document["effective"] = {"from": head.effective_from} | ({"to": head.effective_to} if head.effective_to else {})
    source = {"number": head.number, "title": head.title, "issuer": head.issuer, "checked_on": head.checked_on}
    document["source"] = source | ({"url": head.url} if head.url else {})
    document.pop("notes", None)
    if head.notes:
        document["notes"] = head.notes


def _mapping(document: Document, key: str) -> Document:
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
