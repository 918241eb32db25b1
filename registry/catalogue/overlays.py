"""A rule set that `extends` another one: only what differs is written, the rest is inherited.

    extends: srdi_sme/CN/2022-08-01
    remove: [a code, …]              conditions and groups of the base, at any depth
    replace: [a condition, …]        in the place of the one of the same code
    add: [a condition, …]            at the end; or `after` or `before` another one, or `into` a group
    scores: […]                      in the place of all scores of the base

Head keys take the place of the base's. What is read is whole; nothing remembers that it was an overlay but `RuleSet.extends`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from registry.catalogue.strict import Entry

HEAD_KEYS = ("tier", "jurisdiction", "cases", "effective", "source", "notes")
CHANGE_KEYS = (*HEAD_KEYS, "extends", "scores", "remove", "replace", "add")
PLACE_KEYS = ("after", "before", "into")
MODES = ("all", "any")


def is_overlay(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is written as changes to another rule set."""
    return "extends" in entry


def completed(entry: Entry, bases: Mapping[str, Entry]) -> Entry:
    """The base with the overlay's head, less `remove`, with `replace` in place and `add` where it says. Raises CatalogueError."""
    entry.only(CHANGE_KEYS)
    base = bases.get(str(entry["extends"]))
    if base is None:
        raise entry.fault(f"没有可以沿用的认定标准「{entry['extends']}」", "extends")
    merged = copy.deepcopy(base)
    for key in (*HEAD_KEYS, "scores"):
        if key in entry:
            merged[key], merged.lines[key] = entry[key], entry.lines[key]
    merged.file, merged.line = entry.file, entry.line
    requires = merged.entry("requires")
    for code in entry.texts("remove"):
        members, place = _position(requires, code, entry, "remove")
        del members[place]
    for change in entry.entries("replace"):
        members, place = _position(requires, str(change.need("code")), entry, "replace")
        members[place] = change
    for addition in entry.entries("add"):
        _add(requires, addition, entry)
    return merged


def _add(requires: Entry, addition: Entry, entry: Entry) -> None:
    """Put a condition where it says; without a word at the end of the outermost group."""
    given = [key for key in PLACE_KEYS if key in addition]
    if len(given) > 1:
        raise addition.fault("「after」「before」「into」只写一个", given[1])
    added = copy.copy(addition)
    places = {key: str(added.pop(key)) for key in given}
    if "into" in places:
        members, place = _position(requires, places["into"], entry, "add")
        group = members[place]
        if not any(isinstance(group.get(mode), list) for mode in MODES):
            raise addition.fault(f"「{places['into']}」不是条件组", "into")
        members_of(group).append(added)
        return
    for key, offset in (("after", 1), ("before", 0)):
        if key in places:
            members, place = _position(requires, places[key], entry, "add")
            members.insert(place + offset, added)
            return
    members_of(requires).append(added)


def members_of(group: Mapping[str, Any]) -> list[Any]:
    """The list of what a group asks; an empty one of its own where there is none."""
    return next((group[mode] for mode in MODES if isinstance(group.get(mode), list)), [])


def below(group: Mapping[str, Any]) -> Iterator[tuple[list[Any], int]]:
    """Every condition and group below a group, as the list it stands in and its place there."""
    members = members_of(group)
    for place, member in enumerate(members):
        if isinstance(member, dict):
            yield members, place
            yield from below(member)


def _position(requires: Entry, code: str, entry: Entry, key: str) -> tuple[list[Any], int]:
    """Where a condition of that code stands, at any depth."""
    for members, place in below(requires):
        if members[place].get("code") == code:
            return members, place
    raise entry.fault(f"被修改的认定标准中没有条件「{code}」", key)
