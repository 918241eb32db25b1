"""What a draft or a version rests on, for its page: the base, whether it still counts, and a newer version of it."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.rulesets import RuleSet
from registry.services.policy.bases import base_state, kept_base
from registry.store.policy import RuleDraft
from registry.web.policy.words import version_words
from registry.web.site import site


@dataclass(frozen=True)
class BaseNote:
    """The version that was extended or copied; `newer` is the id of one that follows it, "" where there is none."""

    id: str
    words: str
    is_overlay: bool
    is_gone: bool
    newer: str
    newer_words: str


def base_note(draft: RuleDraft) -> BaseNote | None:
    """What a draft rests on, or was copied from; None for one from a template."""
    return _note(draft.base, kept_base(draft, site().catalogue), is_overlay=bool(draft.base_document))


def version_note(rule_set: RuleSet) -> BaseNote | None:
    """What a version rests on; None for a whole one."""
    return _note(rule_set.extends, None, is_overlay=True)


def _note(base_id: str, kept: RuleSet | None, *, is_overlay: bool) -> BaseNote | None:
    if not base_id:
        return None
    state = base_state(site().catalogue, base_id, kept)
    known = kept or next((each for each in site().catalogue.rule_sets if each.id == base_id), None)
    return BaseNote(
        id=base_id,
        words=version_words(known) if known else base_id,
        is_overlay=is_overlay,
        is_gone=state.is_gone,
        newer=state.newer.id if state.newer else "",
        newer_words=version_words(state.newer) if state.newer else "",
    )
