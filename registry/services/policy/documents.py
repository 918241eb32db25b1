"""Editing the mapping that a draft's text stands for: finding a condition at any depth, replacing, adding, removing, moving it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.services.policy.refusals import CodeTaken, NoSuchCondition

Document = dict[str, Any]
TOP = "requires"


def nodes(group: Document) -> Iterator[tuple[list[Any], int]]:
    """Every condition and group below a group, as the list it stands in and its place there."""
    for mode in ("all", "any"):
        members = group.get(mode)
        for place, member in enumerate(members if isinstance(members, list) else []):
            if isinstance(member, dict):
                yield members, place  # type: ignore[misc]
                yield from nodes(member)


def node(document: Document, code: str) -> Document:
    """The condition or group with that code. Raises NoSuchCondition."""
    if code == TOP:
        return dict_under(document, TOP)
    members, place = _position(document, code)
    found: Document = members[place]
    return found


def replace_node(document: Document, code: str, changed: Document) -> None:
    """Put another entry in the place of a condition or group; it may have another code."""
    members, place = _position(document, code)
    if changed.get("code") != code:
        _require_free(document, str(changed.get("code")))
    members[place] = changed


def add_node(document: Document, group: str, added: Document) -> None:
    """Append an entry to a group."""
    _require_free(document, str(added.get("code")))
    _members(node(document, group)).append(added)


def remove_node(document: Document, code: str) -> None:
    """Take a condition or group away with all below it."""
    members, place = _position(document, code)
    del members[place]


def move_node(document: Document, code: str, step: int) -> None:
    """One place up (-1) or down (1) within its group; at the end nothing happens."""
    members, place = _position(document, code)
    wanted = min(max(place + step, 0), len(members) - 1)
    members.insert(wanted, members.pop(place))


def move_into(document: Document, code: str, group: str) -> None:
    """To the end of another group, which may not lie within what is moved. Raises NoSuchCondition."""
    moved = node(document, code)
    if group == code or any(members[place].get("code") == group for members, place in nodes(moved)):
        raise NoSuchCondition(code=group)
    target = _members(node(document, group))
    members, place = _position(document, code)
    target.append(members.pop(place))


def groups(document: Document) -> list[Document]:
    """The outermost group and every group below it, in reading order."""
    top = dict_under(document, TOP)
    return [top, *(members[place] for members, place in nodes(top) if {"all", "any"} & set(members[place]))]


def free_code(document: Document, stem: str) -> str:
    """A code that no condition has yet: the stem with the lowest free number."""
    taken = {str(members[place].get("code")) for members, place in nodes(dict_under(document, TOP))}
    return next(f"{stem}_{number}" for number in range(1, len(taken) + 2) if f"{stem}_{number}" not in taken)


def dict_under(document: Document, key: str) -> Document:
    """The mapping under a key; an empty one is put there where there is none."""
    if not isinstance(document.get(key), dict):
        document[key] = {}
    found: Document = document[key]
    return found


def list_under(entry: Mapping[str, Any], key: str) -> list[Any]:
    """The list under a key; an empty one where something else stands there."""
    found = entry.get(key)
    return found if isinstance(found, list) else []


def _members(group: Document) -> list[Any]:
    mode = "any" if "any" in group else "all"
    if not isinstance(group.get(mode), list):
        group[mode] = []
    found: list[Any] = group[mode]
    return found


def _position(document: Document, code: str) -> tuple[list[Any], int]:
    for members, place in nodes(dict_under(document, TOP)):
        if members[place].get("code") == code:
            return members, place
    raise NoSuchCondition(code=code)


def _require_free(document: Document, code: str) -> None:
    if any(members[place].get("code") == code for members, place in nodes(dict_under(document, TOP))):
        raise CodeTaken(field="code", reason=CodeTaken.template, code=code)
