"""What a draft or a version rests on, for its page: the base, whether it still counts, and a newer version of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registry.catalogue.canonical import entry_of
from registry.domain.rulesets import RuleSet
from registry.services.policy.bases import base_state, kept_base
from registry.services.policy.inheriting import Origins, between
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
    """What a version rests on; None for a whole one. A newer base matters to another place's standard: within one place the
    versions follow each other anyhow."""
    note = _note(rule_set.extends, None, is_overlay=True)
    own = note is not None and rule_set.extends.split("/")[1] == rule_set.jurisdiction
    return replace(note, newer="") if note is not None and own else note


def version_origins(rule_set: RuleSet) -> Origins | None:
    """Where the conditions of a version come from; None for a whole one, and where its base is gone."""
    base = next((each for each in site().catalogue.rule_sets if each.id == rule_set.extends), None)
    return between(entry_of(base.document), entry_of(rule_set.document)) if base else None


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
