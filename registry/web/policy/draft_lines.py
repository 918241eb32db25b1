"""Every condition of a draft in words or, where it has a fault, as it is written; of an overlay with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from registry.catalogue.condition_entries import Names, read_node
from registry.catalogue.reader import names_of
from registry.catalogue.rule_checking import CheckedRule, RuleFault
from registry.catalogue.strict import Entry
from registry.domain.errors import CatalogueError
from registry.domain.indicators import Text
from registry.services.policy.inheriting import Origins
from registry.web.languages import in_words
from registry.web.policy.lines import RuleLine, leaf_line
from registry.web.site import site


@dataclass(frozen=True)
class DraftLine:
    """One condition or group: `line` in words, or `raw` where it cannot be read; its faults. In an overlay `origin` is
    inherited, changed or added."""

    code: str
    depth: int
    label: str
    mode: str
    line: RuleLine | None
    raw: str
    faults: list[RuleFault]
    origin: str = ""


def draft_lines(found: CheckedRule, origins: Origins | None = None) -> list[DraftLine]:
    """All conditions and groups below the outermost one, in reading order; of an overlay with where they come from."""
    requires = found.entry.get("requires") if found.entry is not None else None
    if not isinstance(requires, Entry):
        return []
    names = names_of(site().catalogue.indicators, site().catalogue.ladder)
    told = list(_below(requires, 0, found, names))
    return [replace(line, origin=_origin(line.code, origins)) for line in told] if origins else told


def left_out(origins: Origins | None) -> list[tuple[str, str]]:
    """The conditions of the base that an overlay leaves out: code and name."""
    return [(code, entry_label(held, code)) for code, held in origins.removed] if origins else []


def _origin(code: str, origins: Origins) -> str:
    if code in origins.added:
        return "added"
    return "changed" if code in origins.changed else "inherited"


def entry_label(entry: Mapping[str, Any], code: str) -> str:
    """The name of a condition or score as it is written, in the reader's language where it has one."""
    label = entry.get("label")
    if not isinstance(label, Mapping):
        return code
    chinese = str(label.get("zh") or code)
    return in_words(Text(chinese, str(label.get("en") or chinese)))


def _below(group: Entry, depth: int, found: CheckedRule, names: Names) -> Iterator[DraftLine]:
    for mode in ("all", "any"):
        members = group.get(mode)
        for member in members if isinstance(members, list) else []:
            if isinstance(member, Entry):
                yield _line(member, depth, found, names)
                yield from _below(member, depth + 1, found, names)


def _line(entry: Entry, depth: int, found: CheckedRule, names: Names) -> DraftLine:
    code = str(entry.get("code") or "")
    mode = next((mode for mode in ("all", "any") if mode in entry), "")
    words = {"all": gettext("须全部达到"), "any": gettext("达到任一项即可"), "": ""}[mode]
    return DraftLine(
        code=code,
        depth=depth,
        label=entry_label(entry, code),
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
