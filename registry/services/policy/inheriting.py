"""What an overlay has from its base: inherited, changed, added, left out; and taking a condition from the base again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from registry.catalogue.canonical import entry_of
from registry.catalogue.overlays import below, members_of
from registry.catalogue.reader import Catalogue
from registry.catalogue.rule_checking import CheckedRule
from registry.catalogue.rule_writing import plain
from registry.domain.access import Person
from registry.services.policy.changing import change_draft
from registry.services.policy.documents import TOP, Document, dict_under, node, nodes, remove_node
from registry.services.policy.drafts import open_draft
from registry.services.policy.refusals import NoSuchCondition
from registry.store.policy import RuleDraft


@dataclass(frozen=True)
class Origins:
    """Where the conditions of an overlay come from, by code; what is in neither set is inherited. `removed` are codes and names."""

    changed: frozenset[str]
    added: frozenset[str]
    removed: tuple[tuple[str, Document], ...]


def origins_of(draft: RuleDraft, found: CheckedRule) -> Origins | None:
    """What an overlay changes, adds and leaves out; None for a whole draft."""
    if not draft.base_document or found.overlay is None or found.entry is None:
        return None
    return between(entry_of(draft.base_document), found.entry)


def between(base_document: Mapping[str, Any], document: Mapping[str, Any]) -> Origins:
    """What one rule set has from another, each as a mapping."""
    base, own = _codes(base_document.get("requires")), _codes(document.get("requires"))
    changed = {code for code, held in own.items() if code in base and _apart(held) != _apart(base[code])}
    gone = {code: held for code, held in base.items() if code not in own}
    within = {str(members[place].get("code")) for held in gone.values() for members, place in below(held)}
    removed = tuple((code, held) for code, held in gone.items() if code not in within)
    return Origins(frozenset(changed), frozenset(own) - frozenset(base), removed)


def inherit(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, code: str, *, version: int, now: datetime
) -> None:
    """Take a condition from the base again as it stands there, changed or left out before. Raises NoSuchCondition."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    if not draft.base_document:
        raise NoSuchCondition(code=code)
    base: Document = plain(entry_of(draft.base_document))
    change_draft(
        session, person, catalogue, draft_id, lambda document: _taken(document, base, code), version=version, now=now
    )


def _taken(document: Document, base: Document, code: str) -> None:
    """Put the base's condition where it stands there: after the nearest one before it that is still there."""
    original, own = node(base, code), dict_under(document, TOP)
    held = {str(members[place].get("code")): (members, place) for members, place in nodes(own)}
    if code in held:
        members, place = held[code]
        members[place] = _with_members(original, members[place])
        return
    parent, before = _place(dict_under(base, TOP), code)
    group = own if parent == TOP else node(document, parent)
    siblings = [str(each.get("code")) for each in members_of(group)]
    place = max((siblings.index(each) + 1 for each in before if each in siblings), default=0)
    inner = {str(members[spot].get("code")) for members, spot in nodes(original)}
    for each in inner & set(held):
        remove_node(document, each)
    members_of(group).insert(place, original)


def _with_members(original: Document, held: Document) -> Document:
    """The base's condition; a group of the same kind keeps what stands in it now."""
    return original | {mode: held[mode] for mode in ("all", "any") if mode in original and mode in held}


def _place(group: Document, code: str) -> tuple[str, list[str]]:
    """The group that a condition stands in, and the codes before it there."""
    codes = [str(each.get("code")) for each in members_of(group)]
    if code in codes:
        return str(group.get("code") or TOP), codes[: codes.index(code)]
    for members, place in nodes(group):
        inner = [str(each.get("code")) for each in members_of(members[place])]
        if code in inner:
            return str(members[place]["code"]), inner[: inner.index(code)]
    raise NoSuchCondition(code=code)


def _codes(requires: object) -> dict[str, Document]:
    if not isinstance(requires, dict):
        return {}
    return {str(members[place].get("code")): members[place] for members, place in below(requires)}


def _apart(held: Document) -> Document:
    """What a condition or group says of itself; a group's members are told one by one."""
    return {key: key in ("all", "any") or value for key, value in held.items()}
