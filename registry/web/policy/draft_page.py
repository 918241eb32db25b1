"""A draft for its pages: its head, its faults, and every condition in words or, where it has a fault, as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from registry.catalogue.condition_entries import Names, read_node
from registry.catalogue.reader import names_of
from registry.catalogue.rule_checking import CheckedRule, RuleFault
from registry.catalogue.strict import Entry
from registry.domain.errors import CatalogueError
from registry.services.policy.drafts import checked
from registry.services.policy.score_parts import spots
from registry.store.policy import RuleDraft
from registry.web.names import tier_label
from registry.web.policy.lines import RuleLine, leaf_line
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
        ("policy.draft", gettext("条件")),
        ("policy.draft_head", gettext("文件和日期")),
        ("policy.draft_text", gettext("文本")),
        ("policy.draft_history", gettext("历史")),
        ("policy.draft_try", gettext("试算")),
        ("policy.draft_impact", gettext("影响")),
        ("policy.draft_curve", gettext("门槛敏感度")),
        ("policy.draft_publish", gettext("发布")),
    ]


@dataclass(frozen=True)
class DraftLine:
    """One condition or group: `line` in words, or `raw` where it cannot be read; its faults; whether it can move."""

    code: str
    depth: int
    label: str
    mode: str
    line: RuleLine | None
    raw: str
    faults: list[RuleFault]


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


def draft_lines(found: CheckedRule) -> list[DraftLine]:
    """All conditions and groups below the outermost one, in reading order."""
    requires = found.entry.get("requires") if found.entry is not None else None
    if not isinstance(requires, Entry):
        return []
    names = names_of(site().catalogue.indicators, site().catalogue.ladder)
    return list(_below(requires, 0, found, names))


def _below(group: Entry, depth: int, found: CheckedRule, names: Names) -> Iterator[DraftLine]:
    for mode in ("all", "any"):
        members = group.get(mode)
        for member in members if isinstance(members, list) else []:
            if isinstance(member, Entry):
                yield _line(member, depth, found, names)
                yield from _below(member, depth + 1, found, names)


def _line(entry: Entry, depth: int, found: CheckedRule, names: Names) -> DraftLine:
    code, label = str(entry.get("code") or ""), entry.get("label")
    mode = next((mode for mode in ("all", "any") if mode in entry), "")
    words = {"all": gettext("须全部达到"), "any": gettext("达到任一项即可"), "": ""}[mode]
    return DraftLine(
        code=code,
        depth=depth,
        label=str(label.get("zh") or code) if isinstance(label, Entry) else code,
        mode=words,
        line=None if mode else _told(entry, depth, names),
        raw="；".join(f"{key}: {value}" for key, value in entry.items() if key not in ("code", "label", *_GROUPS)),
        faults=[fault for fault in found.faults if fault.code == code],
    )


_GROUPS = ("all", "any")


def _told(entry: Entry, depth: int, names: Names) -> RuleLine | None:
    try:
        return leaf_line(read_node(entry, names), depth)
    except CatalogueError:
        return None
