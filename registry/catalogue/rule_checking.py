"""One rule set checked as strictly as a file, but with every fault told, each with its line and the condition it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from registry.catalogue.canonical import entry_of
from registry.catalogue.condition_entries import CONDITION_KEYS, Names, read_citation, read_formula, read_node
from registry.catalogue.overlays import completed, is_overlay
from registry.catalogue.ruleset_files import read_head, read_whole
from registry.catalogue.score_entries import read_part
from registry.catalogue.strict import Entry, read_yaml
from registry.domain.errors import CatalogueError
from registry.domain.rulesets import RuleSet

PLACE = "YAML"


@dataclass(frozen=True)
class RuleFault:
    """One fault: the line in the text, the code of the condition or part ("" for the head), and what to do."""

    line: int
    code: str
    reason: str


@dataclass(frozen=True)
class CheckedRule:
    """The rule set where the text has no fault, else all that is wrong; `entry` is what the text says, if it is a mapping, an
    overlay completed; `overlay` is what one says by itself."""

    rule_set: RuleSet | None
    faults: tuple[RuleFault, ...]
    entry: Entry | None
    overlay: Entry | None = None

    @property
    def extends(self) -> str:
        """The id of the version that an overlay rests on, "" for a whole text."""
        return str(self.overlay["extends"]) if self.overlay is not None else ""


def documents_of(rule_sets: Iterable[RuleSet]) -> dict[str, str]:
    """What rule sets say, by id: the bases that a text may extend."""
    return {each.id: each.document for each in rule_sets}


def check_rule(text: str, names: Names, bases: Mapping[str, str] = MappingProxyType({})) -> CheckedRule:
    """Read a text as a file is read. A text that `extends` one of the bases is completed first."""
    overlay = None
    try:
        entry = read_yaml(text, PLACE, takes_anchors=False)
        if is_overlay(entry):
            overlay, wanted = entry, str(entry["extends"])
            entry = completed(overlay, {wanted: entry_of(bases[wanted])} if wanted in bases else {})
    except CatalogueError as fault:
        return CheckedRule(None, (_fault(fault),), None, overlay)
    faults = list(dict.fromkeys(_faults(entry, names)))
    if not faults:
        try:
            extends = str(overlay["extends"]) if overlay is not None else ""
            return CheckedRule(read_whole(entry, text, names, extends), (), entry, overlay)
        except CatalogueError as fault:
            faults = [_fault(fault)]
    return CheckedRule(None, tuple(sorted(faults, key=lambda fault: fault.line)), entry, overlay)


def _faults(entry: Entry, names: Names) -> Iterator[RuleFault]:
    for error in read_head(entry, names):
        yield _fault(error)
    with suppress(CatalogueError):
        requires = entry.entry("requires")
        requires.setdefault("code", "requires")
        yield from _node_faults(requires, names)
    try:
        parts = entry.entries("scores")
    except CatalogueError as fault:
        yield _fault(fault)
        return
    for part in parts:
        yield from _tried(part, lambda part=part: read_part(part, names))


def _node_faults(entry: Entry, names: Names) -> Iterator[RuleFault]:
    """A group by its members one by one, a condition by its pieces, so that one fault does not hide the next."""
    for mode in ("all", "any"):
        members = entry.get(mode)
        if isinstance(members, list) and members and all(isinstance(member, Entry) for member in members):
            for member in members:
                yield from _node_faults(member, names)
    if "all" in entry or "any" in entry:
        if not any(isinstance(entry.get(mode), list) and entry[mode] for mode in ("all", "any")):
            yield from _tried(entry, lambda: read_node(entry, names))
        return
    found = [fault for piece in _pieces(entry, names) for fault in _tried(entry, piece)]
    yield from found or _tried(entry, lambda: read_node(entry, names))


def _pieces(entry: Entry, names: Names) -> list[Callable[[], object]]:
    pieces: list[Callable[[], object]] = [
        entry.code,
        lambda: entry.text("label"),
        lambda: read_citation(entry),
    ]
    if "score" not in entry:
        pieces.append(lambda: entry.only(CONDITION_KEYS))
        if not entry.get("manual"):
            pieces.append(lambda: read_formula(entry, "value", names))
    return pieces


def _tried(entry: Mapping[str, object], read: Callable[[], object]) -> Iterator[RuleFault]:
    try:
        read()
    except CatalogueError as fault:
        yield _fault(fault, str(entry.get("code") or ""))


def _fault(error: CatalogueError, code: str = "") -> RuleFault:
    return RuleFault(int(str(error.facts["line"])), code, str(error.facts["reason"]))
