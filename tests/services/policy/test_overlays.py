"""A local standard as an overlay: it stays one in forms, texts and versions, and hears of its base."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.policy import (
    bases,
    changing,
    documents,
    drafts,
    inheriting,
    outlooks,
    publications,
    starting,
    withdrawing,
)
from registry.services.policy.documents import Document
from registry.services.policy.published import with_published
from registry.services.policy.refusals import BaseDoesNotFit, NoSuchCondition, OverlayCannotSay
from registry.store.policy import RuleDraft
from registry.store.rulesets import RuleSetVersion
from tests.factories import NOW
from tests.services.policy.conftest import CURRENT, beginning
from tests.services.policy.test_publishing import published

OLDER = "little_giant/CN/2026-01-01"
LOCAL = "little_giant/42/2026-06-01"


@pytest.fixture
def local(session: Session, catalogue: Catalogue, ministry: Person) -> RuleDraft:
    """An overlay of the national standard for a province, without a difference yet."""
    wanted = beginning(jurisdiction="42", is_overlay=True)
    return session.get_one(RuleDraft, starting.start_draft(session, ministry, catalogue, wanted, now=NOW))


def higher(document: Document) -> None:
    documents.node(document, "revenue")["at_least"] = "6000 万元"
    documents.remove_node(document, "srdi_score")


def changed(session: Session, catalogue: Catalogue, person: Person, draft: RuleDraft, edit=higher) -> None:  # type: ignore[no-untyped-def]
    asked = {"version": draft.version, "now": NOW}
    changing.change_draft(session, person, catalogue, draft.id or 0, edit, **asked)


def test_forms_write_only_what_differs(
    session: Session, catalogue: Catalogue, ministry: Person, local: RuleDraft
) -> None:
    changed(session, catalogue, ministry, local)
    entry = drafts.checked(local, catalogue).overlay
    assert entry is not None
    assert (entry["extends"], entry["remove"], [each["code"] for each in entry["replace"]]) == (
        CURRENT,
        ["srdi_score"],
        ["revenue"],
    )
    origins = inheriting.origins_of(local, drafts.checked(local, catalogue))
    assert origins is not None
    assert (set(origins.changed), set(origins.added), [code for code, _ in origins.removed]) == (
        {"revenue"},
        set(),
        ["srdi_score"],
    )
    changing.upload_text(session, ministry, catalogue, local.id or 0, local.text + "# 看\n", version=2, now=NOW)
    assert local.text.endswith("# 看\n")
    for code in ("srdi_score", "revenue"):
        asked = {"version": local.version, "now": NOW}
        inheriting.inherit(session, ministry, catalogue, local.id or 0, code, **asked)
    assert drafts.sound_rule(local, catalogue).requires == catalogue.rule_set(CURRENT).requires
    with pytest.raises(NoSuchCondition):
        inheriting.inherit(session, ministry, catalogue, local.id or 0, "nothing", **asked | {"version": local.version})
    with pytest.raises(OverlayCannotSay):
        changed(session, catalogue, ministry, local, lambda document: document.pop("requires"))


def test_an_overlay_and_a_whole_copy_are_the_same_version(
    session: Session, catalogue: Catalogue, ministry: Person, local: RuleDraft
) -> None:
    changed(session, catalogue, ministry, local)
    overlay = drafts.sound_rule(local, catalogue)
    changing.make_whole(session, ministry, catalogue, local.id or 0, version=local.version, now=NOW)
    whole = drafts.sound_rule(local, catalogue)
    assert (overlay.hash, overlay.extends, whole.hash, whole.extends) == (whole.hash, CURRENT, overlay.hash, "")
    assert (local.base, local.base_document) == (CURRENT, "")
    changing.undo_change(session, ministry, catalogue, local.id or 0, now=NOW)
    assert drafts.sound_rule(local, catalogue).extends == CURRENT


def test_a_newer_base_is_told_and_taken(session: Session, catalogue: Catalogue, ministry: Person) -> None:
    wanted = beginning(jurisdiction="42", source=OLDER, is_overlay=True)
    draft = session.get_one(RuleDraft, starting.start_draft(session, ministry, catalogue, wanted, now=NOW))
    newer = bases.base_state(catalogue, draft.base, bases.kept_base(draft, catalogue)).newer
    assert newer is not None
    assert newer.id == CURRENT
    asked = {"version": 1, "now": NOW}
    bases.rebase(session, ministry, catalogue, draft.id or 0, CURRENT, **asked)
    assert drafts.sound_rule(draft, catalogue).requires == newer.requires
    bases.rebase(session, ministry, catalogue, draft.id or 0, OLDER, **asked | {"version": 2})
    changed(session, catalogue, ministry, draft, lambda document: documents.remove_node(document, "self_brand"))
    with pytest.raises(BaseDoesNotFit, match="self_brand"):
        bases.rebase(session, ministry, catalogue, draft.id or 0, CURRENT, **asked | {"version": 4})


def test_a_published_overlay_outlives_its_base(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    found = published(session, catalogue, ministry, colleague, draft_id)
    base = "little_giant/CN/2026-06-01"
    wanted = beginning(jurisdiction="42", source=base, effective_from=date(2026, 6, 2), is_overlay=True)
    overlay, waiting = (
        session.get_one(RuleDraft, starting.start_draft(session, ministry, found, wanted, now=NOW)) for _ in range(2)
    )
    found = published(session, found, ministry, colleague, overlay.id or 0, "little_giant/42/2026-06-02")
    local = found.rule_set("little_giant/42/2026-06-02")
    version = session.get_one(RuleSetVersion, local.id)
    assert (local.extends, version.text, version.hash) == (base, overlay.text, local.hash)
    assert [each.id for each in bases.resting_on(found, base)] == [local.id]
    withdrawing.withdraw(session, ministry, found, base, "演练", now=NOW)
    session.flush()
    left = with_published(session, catalogue)
    assert left.rule_set(local.id).hash == local.hash
    state = bases.base_state(left, base, bases.kept_base(waiting, left))
    assert state.newer is not None
    assert (state.is_gone, state.newer.id, drafts.sound_rule(waiting, left).extends) == (True, CURRENT, base)
    obstacles = [type(each) for each in outlooks.outlook(waiting, left).obstacles]
    assert outlooks.BaseWithdrawn in obstacles
    changed(session, left, ministry, waiting)
    changing.make_whole(session, ministry, left, waiting.id or 0, version=waiting.version, now=NOW)
    assert outlooks.BaseWithdrawn not in [type(each) for each in outlooks.outlook(waiting, left).obstacles]
    assert publications.find_rule_set(session, left, base).id == base
