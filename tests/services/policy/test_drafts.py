"""Drafts: who may write where, what a change does, that the text goes out and comes back the same, and two people at once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.catalogue.rule_writing import rule_text
from registry.domain.access import Person, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services.policy import changing, documents, drafts, score_parts, starting
from registry.services.policy.heads import Head, head_of, save_head
from registry.services.policy.reach import may_rule
from registry.services.policy.refusals import (
    CodeTaken,
    DraftChanged,
    DraftNotOpen,
    NoSuchCondition,
    NothingToUndo,
    UnreadableDraft,
)
from registry.store.journal import JournalEntry
from registry.store.policy import RuleDraft
from tests.factories import NOW, make_person
from tests.services.policy.conftest import CURRENT, beginning

# who: division, park · where they may draft · where not
REACH = [
    ("", "", ["CN", "42", "4201", "420111", "zone:donghu"], []),
    ("42", "", ["42", "4201", "420111", "zone:donghu"], ["CN", "43", "4301"]),
    ("4201", "", ["4201", "420111", "zone:donghu"], ["CN", "42", "4203", "420302"]),
    ("4203", "", ["4203", "420302"], ["CN", "42", "4201", "zone:donghu"]),
    ("420111", "光谷", ["zone:donghu"], ["420111", "4201", "CN"]),
    ("420111", "别的园区", [], ["420111", "zone:donghu", "CN"]),
]


@pytest.mark.parametrize(("division", "park", "within", "outside"), REACH)
def test_a_bureau_drafts_for_its_place_and_below(
    catalogue: Catalogue, division: str, park: str, within: list[str], outside: list[str]
) -> None:
    person = make_person(Role.BUREAU, division=division, park=park)
    assert [place for place in within if not may_rule(person, place, catalogue)] == []
    assert [place for place in outside if may_rule(person, place, catalogue)] == []
    officer = make_person(Role.PARK_OFFICER, division=division, park=park)
    assert not any(may_rule(officer, place, catalogue) for place in within)


def test_a_copy_says_the_same_but_its_document_and_days(session: Session, catalogue: Catalogue, draft_id: int) -> None:
    draft = session.get_one(RuleDraft, draft_id)
    rule_set, base = drafts.sound_rule(draft, catalogue), catalogue.rule_set(CURRENT)
    assert (rule_set.requires, rule_set.scores, rule_set.notes) == (base.requires, base.scores, base.notes)
    assert rule_set.id == "little_giant/CN/2026-06-01"
    assert rule_set.source.number == ""


@pytest.mark.parametrize("template", starting.TEMPLATES)
def test_a_template_is_a_sound_draft_without_numbers(
    session: Session, catalogue: Catalogue, city: Person, template: str
) -> None:
    wanted = beginning(source=template, tier="gazelle", jurisdiction="4201")
    draft = session.get_one(RuleDraft, starting.start_draft(session, city, catalogue, wanted, now=NOW))
    assert not any(leaf.is_numeric for leaf in drafts.sound_rule(draft, catalogue).conditions())  # type: ignore[union-attr]


def test_nobody_drafts_above_or_beside_their_place(
    session: Session, catalogue: Catalogue, city: Person, draft_id: int
) -> None:
    with pytest.raises(NotAllowed, match="全国"):
        starting.start_draft(session, city, catalogue, beginning(), now=NOW)
    with pytest.raises(NotFound):
        drafts.get_draft(session, city, catalogue, draft_id)
    own = starting.start_draft(session, city, catalogue, beginning(jurisdiction="4201"), now=NOW)
    assert [draft.id for draft in drafts.drafts_of(session, city, catalogue)] == [own]
    text = session.get_one(RuleDraft, own).text.replace("'4201'", "'42'")
    with pytest.raises(NotAllowed):
        changing.upload_text(session, city, catalogue, own, text, version=1, now=NOW)


def test_conditions_are_changed_added_moved_and_removed(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    def edit(document: documents.Document) -> None:
        documents.node(document, "liability_ratio")["at_most"] = "70%"
        question = {"code": "look", "label": {"zh": "看", "en": "Look"}, "manual": True, "article": "新"}
        documents.add_node(document, "ip_or_waiver", question)
        documents.move_node(document, "look", -5)
        documents.remove_node(document, "srdi_score")
        documents.move_into(document, "main_share", "ip_or_waiver")

    changing.change_draft(session, ministry, catalogue, draft_id, edit, version=1, now=NOW)
    rule_set = drafts.sound_rule(session.get_one(RuleDraft, draft_id), catalogue)
    groups = {node.code: node for node in rule_set.nodes()}
    assert groups["liability_ratio"].threshold == 0.7  # type: ignore[union-attr]
    assert [member.code for member in groups["ip_or_waiver"].members] == [  # type: ignore[union-attr]
        "look",
        "ip_class1",
        "national_award",
        "main_share",
    ]
    assert "srdi_score" not in groups
    entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.id).desc())).first()
    assert entry is not None
    assert (entry.action, set(entry.changes or {})) == ("draft.edit", {"text"})


def test_what_cannot_be_edited_is_said(session: Session, catalogue: Catalogue, ministry: Person, draft_id: int) -> None:
    document = drafts.document_in(session.get_one(RuleDraft, draft_id), catalogue)
    with pytest.raises(NoSuchCondition):
        documents.node(document, "nothing")
    with pytest.raises(CodeTaken):
        documents.add_node(document, documents.TOP, {"code": "revenue"})
    with pytest.raises(NoSuchCondition):
        documents.move_into(document, "ip_or_waiver", "national_award")
    with pytest.raises(NothingToUndo):
        changing.undo_change(session, ministry, catalogue, draft_id, now=NOW)


def test_the_text_goes_out_and_comes_back_the_same(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    draft = session.get_one(RuleDraft, draft_id)
    text, document = draft.text, drafts.sound_rule(draft, catalogue).document
    edited = "# 说明\n" + text.replace("at_most: 75%", "at_most: 65%")
    changing.upload_text(session, ministry, catalogue, draft_id, edited, version=1, now=NOW)
    assert draft.text == edited
    changing.undo_change(session, ministry, catalogue, draft_id, now=NOW)
    assert drafts.sound_rule(draft, catalogue).document == document
    assert rule_text(drafts.document_in(draft, catalogue)) == text


def test_a_faulty_text_is_kept_and_an_unreadable_one_is_not(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    draft = session.get_one(RuleDraft, draft_id)
    faulty = draft.text.replace("value: revenue\n", "value: revenu\n").replace("at_most: 75%", "at_most: 75 万元")
    changing.upload_text(session, ministry, catalogue, draft_id, faulty, version=1, now=NOW)
    assert {fault.code for fault in drafts.checked(draft, catalogue).faults} == {"revenue", "liability_ratio"}
    with pytest.raises(UnreadableDraft, match="第 1 行"):
        changing.upload_text(session, ministry, catalogue, draft_id, "- 清单", version=2, now=NOW)


def test_an_overlay_file_is_taken_as_it_is(session: Session, catalogue: Catalogue, ministry: Person) -> None:
    overlay = next(rules for rules in catalogue.rule_sets if "\nextends:" in f"\n{rules.text}")
    draft_id = starting.start_draft(session, ministry, catalogue, beginning(source="blank"), now=NOW)
    changing.upload_text(session, ministry, catalogue, draft_id, overlay.text, version=1, now=NOW)
    draft = session.get_one(RuleDraft, draft_id)
    assert drafts.sound_rule(draft, catalogue).document == overlay.document
    assert (draft.text, draft.base) == (overlay.text, overlay.extends)


def test_the_second_of_two_people_is_told(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    def remove(document: documents.Document) -> None:
        documents.remove_node(document, "srdi_score")

    changing.change_draft(session, ministry, catalogue, draft_id, remove, version=1, now=NOW)
    with pytest.raises(DraftChanged, match="甲"):
        changing.change_draft(session, colleague, catalogue, draft_id, remove, version=1, now=NOW)
    assert session.get_one(RuleDraft, draft_id).authors == [11]


def test_the_head_names_place_days_and_document(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    head = Head("新名", "42", ["review"], date(2027, 1, 1), date(2028, 1, 1), "示例〔2027〕1号", "办法", "某厅")
    head = Head(
        **(vars(head) | {"issued_on": date(2026, 12, 1), "checked_on": date(2026, 12, 2), "notes": ["一", "二"]})
    )
    save_head(session, ministry, catalogue, draft_id, head, now=NOW)
    draft = session.get_one(RuleDraft, draft_id)
    assert head_of(draft, catalogue) == head
    assert drafts.sound_rule(draft, catalogue).id == "little_giant/42/2027-01-01/review"


def test_a_draft_given_up_is_neither_listed_nor_changed(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    changing.drop_draft(session, ministry, catalogue, draft_id, now=NOW)
    assert drafts.drafts_of(session, ministry, catalogue) == []
    with pytest.raises(DraftNotOpen):
        changing.upload_text(session, ministry, catalogue, draft_id, "tier: hnte", version=1, now=NOW)


@pytest.mark.parametrize("wrong", ["7", "true", ".inf", "词", "{a: 1}", "[[1]]", "null"])
@pytest.mark.parametrize("key", ["cases", "notes", "scores", "requires", "effective", "source"])
def test_whatever_stands_under_a_key_the_draft_opens(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, key: str, wrong: str
) -> None:
    draft = session.get_one(RuleDraft, draft_id)
    document = drafts.document_in(draft, catalogue)
    document.pop(key, None)
    draft.text = f"{rule_text(document)}{key}: {wrong}\n"
    head_of(draft, catalogue).shown()
    document = drafts.document_in(draft, catalogue)
    assert list(score_parts.spots(document)) == []
    assert drafts.checked(draft, catalogue).faults or (key, wrong) in (
        ("cases", "null"),
        ("notes", "null"),
        ("scores", "null"),
    )
