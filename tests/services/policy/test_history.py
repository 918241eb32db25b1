"""The history of a draft: every saved text, who wrote it, and the way back to any of them."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import NotFound
from registry.services.policy import changing, documents, history
from registry.services.policy.refusals import DraftChanged
from registry.store.policy import RuleDraft
from tests.factories import NOW


def change(session: Session, catalogue: Catalogue, person: Person, draft_id: int, share: str) -> None:
    def edit(document: documents.Document) -> None:
        documents.node(document, "liability_ratio")["at_most"] = share

    version = session.get_one(RuleDraft, draft_id).version
    changing.change_draft(session, person, catalogue, draft_id, edit, version=version, now=NOW)


def test_every_save_can_be_gone_back_to(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    first = session.get_one(RuleDraft, draft_id).text
    for share, person in (("70%", ministry), ("65%", colleague), ("60%", ministry)):
        change(session, catalogue, person, draft_id, share)
    saved = history.history(session, ministry, catalogue, draft_id)
    assert [(each.version, each.written_by, each.changed, each.is_current) for each in saved] == [
        (4, "甲", 1, True),
        (3, "乙", 1, False),
        (2, "甲", 1, False),
        (1, "甲", None, False),
    ]
    with pytest.raises(DraftChanged):
        history.restore(session, ministry, catalogue, draft_id, 1, version=2, now=NOW)
    history.restore(session, ministry, catalogue, draft_id, 1, version=4, now=NOW)
    assert session.get_one(RuleDraft, draft_id).text == first
    assert [each.version for each in history.history(session, ministry, catalogue, draft_id)] == [5, 4, 3, 2, 1]
    assert "at_most: 60%" in history.saved_text(session, ministry, catalogue, draft_id, 4)


def test_the_history_is_read_where_the_draft_is(
    session: Session, catalogue: Catalogue, city: Person, ministry: Person, draft_id: int
) -> None:
    with pytest.raises(NotFound):
        history.history(session, city, catalogue, draft_id)
    with pytest.raises(NotFound):
        history.saved_text(session, ministry, catalogue, draft_id, 9)
