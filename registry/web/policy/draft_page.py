"""What the pages of a draft show on top: its head, its faults, what it rests on, and the tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext, pgettext

from registry.catalogue.rule_checking import CheckedRule, RuleFault
from registry.services.policy.drafts import checked
from registry.services.policy.score_spots import spots
from registry.store.policy import RuleDraft
from registry.web.names import tier_label
from registry.web.policy.base_notes import BaseNote, base_note
from registry.web.policy.words import place_words
from registry.web.site import site

STATUS_WORDS = {
    "open": lazy_gettext("起草中"),
    "submitted": lazy_gettext("待发布"),
    "published": lazy_gettext("已发布"),
    "dropped": lazy_gettext("已放弃"),
}
STATUS_CLASS = {"open": "near", "submitted": "review", "published": "eligible", "dropped": "incomplete"}


def draft_tabs() -> list[tuple[str, str]]:
    """The pages of a draft, in the order of the work."""
    return [
        ("policy.draft", pgettext("several", "条件")),
        ("policy.draft_head", gettext("文件和日期")),
        ("policy.draft_text", gettext("文本")),
        ("policy.draft_history", gettext("历史")),
        ("policy.draft_try", gettext("试算")),
        ("policy.draft_impact", gettext("影响")),
        ("policy.draft_curve", gettext("门槛敏感度")),
        ("policy.draft_publish", gettext("发布")),
    ]


@dataclass(frozen=True)
class FaultLine:
    """One fault of the draft: where its form is, what that is called, and the reader's words."""

    url: str
    label: str
    line: int
    reason: str


@dataclass(frozen=True)
class DraftPage:
    """Everything that the pages of a draft show on top."""

    id: int
    name: str
    version: int
    status: str
    status_word: str
    status_class: str
    tier: str
    place: str
    base: str
    rests_on: BaseNote | None
    is_open: bool
    can_undo: bool
    faults: list[FaultLine]
    updated_by: str
    updated_at: Any
    remark: str
    rule_set: str | None


def draft_page(draft: RuleDraft, found: CheckedRule | None = None) -> DraftPage:
    """The draft's head."""
    found = found or checked(draft, site().catalogue)
    return DraftPage(
        id=draft.id or 0,
        name=draft.name,
        version=draft.version,
        status=draft.status,
        status_word=str(STATUS_WORDS[draft.status]),
        status_class=STATUS_CLASS[draft.status],
        tier=tier_label(draft.tier),
        place=place_words(draft.jurisdiction),
        base=draft.base,
        rests_on=base_note(draft),
        is_open=draft.status == "open",
        can_undo=draft.status == "open" and draft.previous is not None,
        faults=[_fault_line(draft.id or 0, fault, found) for fault in found.faults],
        updated_by=draft.updated_by,
        updated_at=draft.updated_at,
        remark=draft.remark,
        rule_set=draft.rule_set,
    )


def _fault_line(draft_id: int, fault: RuleFault, found: CheckedRule) -> FaultLine:
    """A fault leads to the form of its condition or score, where there is one, else to the head or the text."""
    document = found.entry or {}
    if not fault.code:
        endpoint = "policy.draft_head" if found.entry is not None else "policy.draft_text"
        url, label = url_for(endpoint, draft_id=draft_id), gettext("文件和日期")
    elif any(each.path == fault.code for each in spots(document)):
        url, label = url_for("policy.edit_part", draft_id=draft_id, path=fault.code), fault.code
    else:
        url, label = url_for("policy.edit_node", draft_id=draft_id, code=fault.code), fault.code
    return FaultLine(url, label, fault.line, fault.reason)
