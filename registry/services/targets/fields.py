"""What is written about a target, and what of it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Kind
from registry.domain.targets import FirmFilter, FirmTest, Measure, TargetKind, Test
from registry.domain.texts import mark
from registry.services.targets.places import is_within

MOST = 1e8  # more firms than there are
ADVICE: Mapping[str, str] = {
    "label": mark("请填写目标的名称。"),
    "goal": mark("请填写大于 0 的目标值。"),
    "goal_share": mark("请填写 0 到 100 之间的百分比。"),
    "dates": mark("期限要晚于起点。"),
    "start": mark("起点日期和起点数值要一起填写。"),
    "base": mark("比基年的目标要填写基年；基年数要大于 0。"),
    "base_late": mark("基年要早于期限所在的年份。"),
    "enters": mark("每年新增的目标要选择计入哪个称号。"),
    "counted": mark("请选择称号，或至少填写一项条件。"),
    "division": mark("请选择您数据范围内的地区。"),
    "test": mark("这一指标不能这样比较。"),
    "words": mark("请填写这一指标可选的内容，用空格分开。"),
    "number": mark("请填写数字。"),
}


@dataclass(frozen=True)
class TargetFields:
    """One target as it is written; a share's goal is a fraction, empty texts and None are not known."""

    label: str
    kind: TargetKind
    measure: Measure
    goal: float
    base_year: int | None = None
    base_value: float | None = None
    starts_on: date | None = None
    due_on: date | None = None
    division: str = ""
    park: str = ""
    cluster: str = ""
    owner: str = ""
    responsible: str = ""
    document: str = ""

    def as_values(self) -> dict[str, Any]:
        """The fields by column."""
        return asdict(self) | {"kind": self.kind.value, "measure": self.measure.as_data()}


def refuse(field: str, advice: str) -> InvalidInput:
    """The refusal of one field; `field` is the form's name for it."""
    return InvalidInput(field=field, reason=ADVICE[advice])


def check_fields(person: Person, catalogue: Catalogue, fields: TargetFields) -> None:
    """Raise InvalidInput for the first field that cannot be taken."""
    if not fields.label.strip():
        raise refuse("label", "label")
    if not is_within(person, fields.division, fields.park):
        raise refuse("division", "division")
    if fields.division and fields.division.ljust(6, "0") not in catalogue.divisions:
        raise refuse("division", "division")
    check_numbers(fields)
    check_measure(catalogue, fields.kind, fields.measure)


def check_numbers(fields: TargetFields) -> None:
    """Goal, base and days."""
    if fields.kind.is_share and not 0 < fields.goal <= 1:
        raise refuse("goal", "goal_share")
    if not 0 < fields.goal < MOST:
        raise refuse("goal", "goal")
    if fields.kind is TargetKind.MULTIPLE:
        if fields.base_year is None or (fields.base_value is not None and fields.base_value <= 0):
            raise refuse("base_year", "base")
        if fields.due_on is not None and fields.base_year >= fields.due_on.year:
            raise refuse("base_year", "base_late")
    elif (fields.starts_on is None) != (fields.base_value is None):
        raise refuse("starts_on", "start")
    if fields.starts_on is not None and fields.due_on is not None and fields.due_on <= fields.starts_on:
        raise refuse("due_on", "dates")


def check_measure(catalogue: Catalogue, kind: TargetKind, measure: Measure) -> None:
    """What is counted must be said, in words that the catalogue knows."""
    if kind is TargetKind.FLOW:
        if measure.enters not in catalogue.ladder:
            raise refuse("enters", "enters")
    elif not measure.firms.holds and not measure.firms.tests:
        raise refuse("holds", "counted")
    for part in (measure.firms, measure.among):
        _check_filter(catalogue, part)


def _check_filter(catalogue: Catalogue, part: FirmFilter) -> None:
    if not all(tier in catalogue.ladder for tier in part.holds):
        raise refuse("holds", "counted")
    if not all(letter in catalogue.industries.sections for letter in part.industries):
        raise refuse("industries", "words")
    for each in part.tests:
        _check_test(catalogue, each)


def _check_test(catalogue: Catalogue, asked: FirmTest) -> None:
    indicator = catalogue.indicators.get(asked.indicator)
    if indicator is None:
        raise refuse("test", "test")
    match asked.test:
        case Test.YES | Test.NO:
            fits = indicator.kind is Kind.FLAG
        case Test.ONE_OF:
            fits = indicator.kind in (Kind.CHOICE, Kind.TEXT)
        case Test.KNOWN:
            fits = indicator.kind is not Kind.PERSONAL
        case _:
            fits = indicator.kind.is_numeric
    if not fits:
        raise refuse("test", "test")
    if asked.test is Test.ONE_OF and (
        not asked.words or (indicator.choices and not set(asked.words) <= set(indicator.choices))
    ):
        raise refuse("test", "words")
    if asked.test in (Test.AT_LEAST, Test.MORE_THAN) and asked.number is None:
        raise refuse("test", "number")
