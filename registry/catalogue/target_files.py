"""Reads targets.yaml: the targets of policy documents that firm records can answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.catalogue.strict import Entry
from registry.domain.indicators import Indicators, Kind
from registry.domain.industries import Industries
from registry.domain.targets import (
    CatalogueTarget,
    CatalogueTargets,
    FirmFilter,
    FirmTest,
    KnownPoint,
    Measure,
    TargetKind,
    Test,
)
from registry.domain.tiers import Ladder

TARGET_KEYS = (
    "code",
    "label",
    "kind",
    "goal",
    "more_than",
    "firms",
    "among",
    "enters",
    "through",
    "document",
    "note",
    "base_year",
    "base_value",
    "starts_on",
    "due_on",
    "division",
    "park",
    "owner",
    "responsible",
    "points",
)
FILTER_KEYS = ("holds", "industries", "where")
TEST_KEYS = ("indicator", "is", "one_of", "at_least", "more_than", "known")


def read_targets(document: Entry, indicators: Indicators, ladder: Ladder, industries: Industries) -> CatalogueTargets:
    """All targets in file order; every tier, indicator and industry named must exist, and no code may occur twice."""
    document.only(("on_pace_within", "targets"))
    reader = _Reader(indicators, ladder, industries)
    targets = tuple(reader.target(entry.only(TARGET_KEYS)) for entry in document.entries("targets"))
    codes = [target.code for target in targets]
    if repeated := {code for code in codes if codes.count(code) > 1}:
        raise document.fault(f"目标代码写了两次：{'、'.join(sorted(repeated))}", "targets")
    return CatalogueTargets(targets, _number(document, "on_pace_within"))


class _Reader:
    """Knows what the entries may name."""

    def __init__(self, indicators: Indicators, ladder: Ladder, industries: Industries) -> None:
        self._indicators, self._ladder, self._industries = indicators, ladder, industries

    def target(self, entry: Entry) -> CatalogueTarget:
        kind = TargetKind(entry.word("kind", [each.value for each in TargetKind]))
        if kind.is_share != ("among" in entry):
            raise entry.fault("比率和全覆盖要写「among」，其他目标不写", "among")
        if (kind is TargetKind.FLOW) != ("enters" in entry):
            raise entry.fault("每年新增要写「enters」，其他目标不写", "enters")
        return CatalogueTarget(
            code=entry.code(),
            label=entry.text("label"),
            kind=kind,
            measure=self._measure(entry),
            goal=_number(entry, "goal"),
            document=entry.text("document"),
            note=entry.text("note"),
            base_year=int(entry["base_year"]) if "base_year" in entry else None,
            base_value=_number(entry, "base_value") if "base_value" in entry else None,
            starts_on=_day(entry, "starts_on") if "starts_on" in entry else None,
            due_on=_day(entry, "due_on") if "due_on" in entry else None,
            division=str(entry.get("division", "")),
            park=str(entry.get("park", "")),
            owner=str(entry.get("owner", "")),
            responsible=str(entry.get("responsible", "")),
            points=tuple(_point(each.only(("day", "value", "source"))) for each in entry.entries("points")),
        )

    def _measure(self, entry: Entry) -> Measure:
        enters = str(entry.get("enters", ""))
        return Measure(
            firms=self._filter(entry.entry("firms")) if "firms" in entry else FirmFilter(),
            among=self._filter(entry.entry("among")) if "among" in entry else FirmFilter(),
            enters=self._tiers(entry, "enters", (enters,))[0] if enters else "",
            through=self._tiers(entry, "through", entry.texts("through")),
            is_strict=entry.flag("more_than"),
        )

    def _filter(self, entry: Entry) -> FirmFilter:
        entry.only(FILTER_KEYS)
        for letter in entry.texts("industries"):
            if letter not in self._industries.sections:
                raise entry.fault(f"没有行业门类「{letter}」", "industries")
        tests = tuple(self._test(each.only(TEST_KEYS)) for each in entry.entries("where"))
        return FirmFilter(self._tiers(entry, "holds", entry.texts("holds")), entry.texts("industries"), tests)

    def _tiers(self, entry: Entry, key: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code not in self._ladder:
                raise entry.fault(f"梯度中没有层级「{code}」", key)
        return codes

    def _test(self, entry: Entry) -> FirmTest:
        code, asked = str(entry.need("indicator")), [key for key in entry if key != "indicator"]
        if code not in self._indicators:
            raise entry.fault(f"没有名为「{code}」的指标", "indicator")
        if len(asked) != 1:
            raise entry.fault(f"每项只写一种要求：{'、'.join(TEST_KEYS[1:])}", "indicator")
        kind, key = self._indicators[code].kind, asked[0]
        if key == "is":
            if kind is not Kind.FLAG:
                raise entry.fault(f"「{code}」不是“是否”指标", key)
            return FirmTest(code, Test.YES if entry.flag(key) else Test.NO)
        if key == "known":
            if not entry.flag(key):
                raise entry.fault("「known」只能写 true", key)
            return FirmTest(code, Test.KNOWN)
        if key == "one_of":
            words, choices = entry.texts(key), self._indicators[code].choices
            if not words or (choices and not set(words) <= set(choices)):
                raise entry.fault(f"「{code}」可选的有：{'、'.join(choices)}", key)
            return FirmTest(code, Test.ONE_OF, words=words)
        if not kind.is_numeric:
            raise entry.fault(f"「{code}」不是数值指标", key)
        return FirmTest(code, Test(key), number=_number(entry, key))


def _point(entry: Entry) -> KnownPoint:
    return KnownPoint(_day(entry, "day"), _number(entry, "value"), entry.text("source"))


def _number(entry: Entry, key: str) -> float:
    value: Any = entry.need(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise entry.fault(f"「{key}」应是数字；比率写小数，例如 0.5", key)
    return float(value)


def _day(entry: Entry, key: str) -> date:
    value = entry.need(key)
    if not isinstance(value, date):
        raise entry.fault(f"「{key}」应是日期，例如 2027-12-31", key)
    return value
