"""Drafts of self-assessments: only a hash is kept of their key, they end after thirty days, and what is gone is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from registry.domain.errors import NotFound
from registry.services.assessing.drafts import delete_draft, forget_expired, has_expired, open_draft, save_draft
from registry.store.drafts import AssessmentDraft
from tests.factories import NOW

TEXTS = {"revenue-2025": "5200", "name": "武汉示例光电有限公司"}
A_MONTH = timedelta(days=30)


def test_a_draft_is_opened_by_its_key_which_is_not_kept(session: Session) -> None:
    draft = save_draft(session, TEXTS, now=NOW)
    kept = session.exec(select(AssessmentDraft)).one()
    assert len(draft.key) >= 32  # 192 bits
    assert draft.key not in str(kept.model_dump())
    assert open_draft(session, draft.key, now=NOW).texts == TEXTS


def test_saving_again_keeps_the_link_and_begins_the_thirty_days_anew(session: Session) -> None:
    first = save_draft(session, TEXTS, now=NOW)
    second = save_draft(session, {"staff-2025": "62"}, key=first.key, now=NOW + timedelta(days=20))
    assert second.key == first.key
    assert open_draft(session, first.key, now=NOW + timedelta(days=49)).texts == {"staff-2025": "62"}


def test_a_draft_that_has_expired_is_as_absent_as_one_that_never_was(session: Session) -> None:
    draft = save_draft(session, TEXTS, now=NOW)
    for key, now in ((draft.key, NOW + A_MONTH), ("made-up", NOW), ("", NOW)):
        with pytest.raises(NotFound):
            open_draft(session, key, now=now)
    again = save_draft(session, TEXTS, key=draft.key, now=NOW + A_MONTH)
    assert again.key != draft.key


def test_what_has_expired_is_deleted_and_nothing_else(session: Session) -> None:
    old = save_draft(session, TEXTS, now=NOW)
    young = save_draft(session, TEXTS, now=NOW + timedelta(days=1))
    assert not has_expired(session, NOW)
    assert has_expired(session, NOW + A_MONTH)
    assert forget_expired(session, NOW + A_MONTH) == 1
    assert [row.expires_at for row in session.exec(select(AssessmentDraft))] == [young.expires_at]
    with pytest.raises(NotFound):
        delete_draft(session, old.key, now=NOW)


def test_a_draft_is_deleted_at_once(session: Session) -> None:
    draft = save_draft(session, TEXTS, now=NOW)
    delete_draft(session, draft.key, now=NOW)
    assert not session.exec(select(AssessmentDraft)).all()
