"""A rule set as a value: what a tier asks for, from which document, in which jurisdiction, for which days and cases.

Everything is frozen: a published version never changes. The reader in `registry.catalogue` makes these from YAML, the compiler
turns them into Polars expressions, the explanation reads the very same objects again beside a firm's figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from registry.domain.comparators import Comparator
from registry.domain.effective import Period
from registry.domain.formulas import Formula
from registry.domain.indicators import Text
from registry.domain.outcomes import Case, Missing

Confidence = Literal["verified", "known", "reported"]


@dataclass(frozen=True)
class Source:
    """The document a rule set comes from."""

    number: str
    title: str
    issuer: str
    checked_on: date
    url: str = ""


@dataclass(frozen=True)
class Citation:
    """The article behind one condition, and how sure its number is."""

    article: str
    confidence: Confidence = "verified"
    note: str = ""


@dataclass(frozen=True)
class Band:
    """One step of a threshold that depends on another value: applies up to `up_to` (included), or to all that is left."""

    value: float
    up_to: float | None = None


@dataclass(frozen=True)
class BandedThreshold:
    """A threshold chosen by the value of `by`: the first band whose `up_to` is not exceeded."""

    by: Formula
    bands: tuple[Band, ...]


Threshold: TypeAlias = float | bool | str | tuple[str, ...] | tuple[float, float] | BandedThreshold


@dataclass(frozen=True)
class Condition:
    """One requirement: a formula held against a threshold, or (formula None) a question only a person can answer.

    `each` repeats the test for the data year and the years before it and needs every one. `unmet_means_manual` hands a
    failing test to a person instead of failing the firm. `cases` and `industries` (letter and leading digits) limit the condition;
    elsewhere it is not applicable.
    `unit` is that of value, threshold and gap ("" for pure numbers, "%" for fractions).
    """

    code: str
    label: Text
    citation: Citation
    formula: Formula | None = None
    comparator: Comparator | None = None
    threshold: Threshold | None = None
    unit: str = ""
    missing: Missing = Missing.UNKNOWN
    each: int = 1
    veto: bool = False
    unmet_means_manual: bool = False
    margin: float | None = None
    cases: tuple[Case, ...] = (Case.NEW, Case.REVIEW)
    industries: tuple[str, ...] = ()
    guidance: Text | None = None

    @property
    def is_numeric(self) -> bool:
        """True where the condition has a distance to its threshold."""
        return self.comparator is not None and self.comparator.is_numeric


@dataclass(frozen=True)
class ScoreMark:
    """A pass mark on a score or on one of its parts; `score` is a path such as `total` or `total.innovation`."""

    code: str
    label: Text
    citation: Citation
    score: str
    comparator: Comparator
    threshold: float
    unit: str = "分"
    margin: float | None = None
    veto: bool = False


@dataclass(frozen=True)
class Group:
    """Members of which all, or any one, must be met."""

    code: str
    label: Text
    mode: Literal["all", "any"]
    members: tuple[Node, ...]


Node: TypeAlias = Condition | ScoreMark | Group


@dataclass(frozen=True)
class Points:
    """Points from `low` to `high`; a span is given by a person, a single number by rule."""

    low: float
    high: float


@dataclass(frozen=True)
class Step:
    """One test of a part and what it earns: fixed points, a span, or a further part."""

    formula: Formula
    comparator: Comparator
    threshold: float | bool | tuple[str, ...]
    earns: Points | Part


@dataclass(frozen=True)
class Part:
    """A part of a score. Exactly one of the four ways is used:

    `steps` (the first step that is met earns; else `otherwise`), `best_of` (the better alternative, a missing one adds
    nothing), `parts` (their sum, at most `cap`), or `person` (a person gives points in that span).
    """

    code: str
    label: Text
    steps: tuple[Step, ...] = ()
    otherwise: Points | Part | None = None
    best_of: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    cap: float | None = None
    person: Points | None = None
    citation: Citation | None = None


@dataclass(frozen=True)
class RuleSet:
    """One dated, cited version of a tier's standard for one jurisdiction and one or both case types.

    `text` is its file; `document` is all it says but its last day, an overlay's base included, in the form that `hash` is of;
    `extends` is that base's id, "" where the file is whole.
    """

    id: str
    tier: str
    jurisdiction: str
    cases: tuple[Case, ...]
    effective: Period
    source: Source
    requires: Group
    scores: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    hash: str = ""
    text: str = ""
    document: str = ""
    extends: str = field(default="", compare=False)  # it says the same, however its file is written

    def nodes(self) -> Iterator[Node]:
        """Every group, condition and pass mark in reading order."""
        stack: list[Node] = [self.requires]
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node, Group):
                stack.extend(reversed(node.members))

    def conditions(self) -> tuple[Condition | ScoreMark, ...]:
        """The leaves in reading order."""
        return self._conditions

    @cached_property
    def _conditions(self) -> tuple[Condition | ScoreMark, ...]:
        return tuple(node for node in self.nodes() if not isinstance(node, Group))
