"""What changed between two rule sets, condition by condition: first what decides, then how it is handled, then its wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from registry.domain.indicators import Text
from registry.domain.rulesets import Condition, Group, Node, Part, RuleSet, ScoreMark
from registry.domain.scoring import below
from registry.domain.writing import summary, written


class ChangeKind(StrEnum):
    """What happened to a condition, group or part of a score."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One difference; `field` names what was changed of something that stayed, before and after are its values as text.

    A part of a score is named `score:<path>`.
    """

    kind: ChangeKind
    code: str
    label: Text
    field: str = ""
    before: str = ""
    after: str = ""

    @property
    def weight(self) -> int:
        """0 where a firm may be judged otherwise by its figures, 1 for how a condition is handled, 2 for its wording."""
        return 2 if self.field in WORDING else 1 if self.field in HANDLING else 0


HANDLING = ("missing", "veto", "unmet_means_manual", "margin", "cases", "industries")
WORDING = ("label", "citation", "guidance")
_OWN_LINE = ("code", "parts", "best_of")


def differences(before: RuleSet, after: RuleSet) -> list[Change]:
    """All differences, the weightiest first, then in reading order of the later rule set, removals after the rest."""
    old, new = dict(_pieces(before)), dict(_pieces(after))
    found = [change for code, piece in new.items() for change in _compared(code, old.get(code), piece)]
    gone = [
        Change(ChangeKind.REMOVED, code, piece.label, before=summary(piece))
        for code, piece in old.items()
        if code not in new
    ]
    return sorted(found + gone, key=lambda change: change.weight)


def _pieces(rule_set: RuleSet) -> Iterator[tuple[str, Node | Part]]:
    """Conditions, groups and parts of scores by a code that is unique within the rule set; the outermost group is left out."""
    for node in rule_set.nodes():
        if node is not rule_set.requires:
            yield node.code, node
    for part in rule_set.scores:
        yield from _parts(part, part.code)


def _parts(part: Part, path: str) -> Iterator[tuple[str, Part]]:
    yield f"score:{path}", part
    for lower in below(part):
        yield from _parts(lower, f"{path}.{lower.code}")


def _compared(code: str, old: Node | Part | None, new: Node | Part) -> Iterator[Change]:
    if old is None:
        yield Change(ChangeKind.ADDED, code, new.label, after=summary(new))
        return
    if _sort(old) != _sort(new):
        yield Change(ChangeKind.CHANGED, code, new.label, "kind", summary(old), summary(new))
        return
    for item in fields(new):
        if item.name in _OWN_LINE:
            continue
        one, other = _field(old, item.name), _field(new, item.name)
        if one != other:
            yield Change(ChangeKind.CHANGED, code, new.label, item.name, one, other)


def _field(piece: Node | Part, name: str) -> str:
    """A field as text; what lies below it has lines of its own and is only named here."""
    value = getattr(piece, name)
    if isinstance(piece, Group) and name == "members":
        return ", ".join(member.code for member in piece.members)
    return written(value, getattr(piece, "unit", "") if name == "threshold" else "")


def _sort(piece: Node | Part) -> str:
    """Of which sort it is: a question to a person is no test of figures."""
    if isinstance(piece, Condition):
        return "question" if piece.formula is None else "condition"
    return "mark" if isinstance(piece, ScoreMark) else "group" if isinstance(piece, Group) else "part"
