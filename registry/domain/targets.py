"""Targets: what is counted, as data. A measure says which firms count and, for ratios, among which; the store counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.indicators import Text
from registry.domain.texts import mark


class TargetKind(StrEnum):
    """How a target is measured."""

    STOCK = "stock"  # firms on the day
    FLOW = "flow"  # firms that entered since 1 January
    RATIO = "ratio"  # share of the firms that can be judged
    MULTIPLE = "multiple"  # firms on the day, in multiples of those of the base year
    COVERAGE = "coverage"  # a ratio whose goal is all of them

    @property
    def is_share(self) -> bool:
        """Whether its values are fractions."""
        return self in (TargetKind.RATIO, TargetKind.COVERAGE)

    @property
    def adds_up(self) -> bool:
        """Whether the goals of the parts add up to the goal of the whole."""
        return self in (TargetKind.STOCK, TargetKind.FLOW)


KIND_LABELS: Mapping[TargetKind, str] = {
    TargetKind.STOCK: mark("存量"),
    TargetKind.FLOW: mark("每年新增"),
    TargetKind.RATIO: mark("比率"),
    TargetKind.MULTIPLE: mark("比基年翻几倍"),
    TargetKind.COVERAGE: mark("全覆盖"),
}


class Test(StrEnum):
    """How one indicator of a firm is tested; a blank value answers "unknown", except to the question whether it is known."""

    __test__ = False  # not a test of pytest
    YES = "yes"
    NO = "no"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    KNOWN = "known"


TEST_LABELS: Mapping[Test, str] = {
    Test.YES: mark("为“是”"),
    Test.NO: mark("为“否”"),
    Test.ONE_OF: mark("是其中之一"),
    Test.AT_LEAST: mark("不少于"),
    Test.MORE_THAN: mark("多于"),
    Test.KNOWN: mark("已填写"),
}


@dataclass(frozen=True)
class FirmTest:
    """One test: `words` for one_of, `number` for at_least and more_than, in the indicator's own unit."""

    indicator: str
    test: Test
    words: tuple[str, ...] = ()
    number: float | None = None


@dataclass(frozen=True)
class FirmFilter:
    """Which firms: those that hold all tiers of `holds`, are of one of the industry sections, and pass every test."""

    holds: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    tests: tuple[FirmTest, ...] = ()


@dataclass(frozen=True)
class Measure:
    """What is counted. `among` is the denominator of a share, `enters` the tier whose new holders a flow counts.

    `through` are the tiers whose candidates could close the gap; `is_strict` asks for more than the goal, not as much.
    """

    firms: FirmFilter = FirmFilter()
    among: FirmFilter = FirmFilter()
    enters: str = ""
    through: tuple[str, ...] = ()
    is_strict: bool = False

    def as_data(self) -> dict[str, Any]:
        """The measure as JSON can hold it."""
        return asdict(self)

    @property
    def candidate_tiers(self) -> tuple[str, ...]:
        """The tiers whose candidates could close the gap: those named, else those counted."""
        return self.through or tuple(dict.fromkeys((*self.firms.holds, *([self.enters] if self.enters else []))))


def measure_of(data: Mapping[str, Any]) -> Measure:
    """The measure behind its data.

    >>> measure_of(Measure(FirmFilter(holds=("hnte",))).as_data()).candidate_tiers
    ('hnte',)
    """
    return Measure(
        _filter_of(data.get("firms") or {}),
        _filter_of(data.get("among") or {}),
        str(data.get("enters") or ""),
        tuple(data.get("through") or ()),
        bool(data.get("is_strict")),
    )


def _filter_of(data: Mapping[str, Any]) -> FirmFilter:
    tests = tuple(
        FirmTest(each["indicator"], Test(each["test"]), tuple(each.get("words") or ()), each.get("number"))
        for each in data.get("tests") or ()
    )
    return FirmFilter(tuple(data.get("holds") or ()), tuple(data.get("industries") or ()), tests)


@dataclass(frozen=True)
class KnownPoint:
    """A value that a document or a report states, with where it stands; `on` is the day it is put down for."""

    on: date
    value: float
    source: Text


@dataclass(frozen=True)
class CatalogueTarget:
    """One target of a document, as the catalogue ships it. What the document does not say is empty."""

    code: str
    label: Text
    kind: TargetKind
    measure: Measure
    goal: float
    document: Text
    note: Text
    base_year: int | None = None
    base_value: float | None = None
    starts_on: date | None = None
    due_on: date | None = None
    division: str = ""
    park: str = ""
    owner: str = ""
    responsible: str = ""
    points: tuple[KnownPoint, ...] = ()


@dataclass(frozen=True)
class CatalogueTargets:
    """The shipped targets; within `on_pace_within` of the whole way from the first point to the goal counts as on pace."""

    entries: tuple[CatalogueTarget, ...] = ()
    on_pace_within: float = 0.0

    def find(self, code: str | None) -> CatalogueTarget | None:
        """The target of that code, if there is one."""
        return next((entry for entry in self.entries if entry.code == code), None)
