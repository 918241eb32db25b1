"""A whole rule set written as an overlay of another: the fewest entries that make the one of the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from registry.catalogue.overlays import MODES, completed, members_of
from registry.catalogue.strict import Entry
from registry.domain.errors import CatalogueError

Document = dict[str, Any]
ALWAYS = ("tier", "jurisdiction", "effective", "source")
OFTEN = ("cases", "notes", "scores")  # written where they differ from the base


class NotAnOverlay(Exception):
    """The one cannot be told as changes to the other."""


def overlay_of(extends: str, base: Mapping[str, Any], document: Mapping[str, Any]) -> Document:
    """The overlay of `base` that completes to `document`. Raises NotAnOverlay."""
    head: Document = {"extends": extends} | {key: document[key] for key in ALWAYS if key in document}
    head |= {key: _often(document, key) for key in OFTEN if _often(document, key) != _often(base, key)}
    changes: dict[str, list[Any]] = {"remove": [], "replace": [], "add": []}
    old, new = base.get("requires"), document.get("requires")
    if not isinstance(old, Mapping) or not isinstance(new, Mapping) or _own(old) != _own(new):
        raise NotAnOverlay
    _compare(old, new, changes, "")
    overlay = head | {key: entries for key, entries in changes.items() if entries}
    if _meaning(_completed(extends, base, overlay)) != _meaning(document):
        raise NotAnOverlay
    return overlay


def _compare(old: Mapping[str, Any], new: Mapping[str, Any], changes: dict[str, list[Any]], group: str) -> None:
    """Note what makes one group's members of the other's; `group` is its code, "" for the outermost."""
    before, after = ({_code(each): each for each in members_of(side)} for side in (old, new))
    blocks = SequenceMatcher(None, list(before), list(after), autojunk=False).get_matching_blocks()
    kept = {code for block in blocks for code in list(after)[block.b : block.b + block.size]}
    changes["remove"] += [code for code in before if code not in kept]
    order = list(after)
    for place, code in enumerate(order):
        if code not in kept:
            changes["add"].append(_placed(after[code], order, place, kept, group))
        elif before[code] != after[code]:
            if _own(before[code]) == _own(after[code]) and _mode(after[code]):
                _compare(before[code], after[code], changes, code)
            else:
                changes["replace"].append(after[code])


def _placed(node: Mapping[str, Any], order: list[str], place: int, kept: set[str], group: str) -> Document:
    """The entry with the words that say where it goes, in as few as will do."""
    later = [code for code in order[place + 1 :] if code in kept]
    if not later:
        return {"into": group, **node} if group else dict(node)
    return {"after": order[place - 1], **node} if place else {"before": later[0], **node}


def _own(node: Mapping[str, Any]) -> Document:
    """What a group says of itself, without its members."""
    own = {key: value for key, value in node.items() if key not in MODES and (key, value) != ("code", "requires")}
    return own | {"mode": _mode(node)}


def _mode(node: Mapping[str, Any]) -> str:
    return next((mode for mode in MODES if mode in node), "")


def _code(node: Any) -> str:
    if not isinstance(node, Mapping) or not isinstance(node.get("code"), str):
        raise NotAnOverlay
    return str(node["code"])


def _completed(extends: str, base: Mapping[str, Any], overlay: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return completed(_entry(overlay), {extends: _entry(base)})
    except CatalogueError:
        raise NotAnOverlay from None


def _entry(value: Any) -> Any:
    """A plain value as the reader has it."""
    if isinstance(value, Mapping):
        entry = Entry("", 1)
        entry.update({key: _entry(each) for key, each in value.items()})
        entry.lines = dict.fromkeys(entry, 1)
        return entry
    return [_entry(each) for each in value] if isinstance(value, list) else value


def _meaning(document: Mapping[str, Any]) -> str:
    """What a document says, for holding two against each other: no list is an empty one, no cases are both."""
    told = {**document, "requires": {"code": "requires", **document["requires"]}}
    return json.dumps(told | {key: _often(document, key) for key in OFTEN}, sort_keys=True, default=str)


def _often(document: Mapping[str, Any], key: str) -> Any:
    return document.get(key) or (["new", "review"] if key == "cases" else [])
