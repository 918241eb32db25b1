"""A few firms whose answers are known, and targets with unremarkable defaults."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session

from registry.domain.targets import FirmFilter, FirmTest, Measure, TargetKind, Test
from registry.services.targets.fields import TargetFields
from registry.store.targets import Target
from tests.factories import NOW, make_figures, make_firm, make_title

HOLDERS = Measure(FirmFilter(holds=("hnte",)))
ABOVE_SCALE = FirmTest("is_above_scale", Test.YES)
INSTITUTION = FirmTest("rd_institution_level", Test.ONE_OF, words=("自建", "省级"))
COVERAGE = Measure(FirmFilter(tests=(INSTITUTION,)), FirmFilter(industries=("C",), tests=(ABOVE_SCALE,)))


def make_target(**overrides: Any) -> Target:
    values: dict[str, Any] = {
        "label": "高企 10 家",
        "kind": "stock",
        "measure": HOLDERS.as_data(),
        "goal": 10.0,
        "status": "open",
        "created_by": "officer",
        "created_at": NOW,
    }
    return Target(**(values | overrides))


def add_target(session: Session, **overrides: Any) -> Target:
    target = make_target(**overrides)
    session.add(target)
    session.flush()
    return target


def make_fields(**overrides: Any) -> TargetFields:
    values: dict[str, Any] = {
        "label": "高企 10 家",
        "kind": TargetKind.STOCK,
        "measure": HOLDERS,
        "goal": 10.0,
        "due_on": date(2027, 12, 31),
        "division": "4201",
    }
    return TargetFields(**(values | overrides))


def add_firm(session: Session, number: int, *titles: Any, year: dict[str, Any] | None = None, **facts: Any) -> int:
    """A firm of 武汉 in manufacturing with figures of 2025, if any are given."""
    values = {"id": number, "credit_code": f"91420100MA4KT{number:05d}", "name": f"示例{number}号公司"}
    session.add(make_firm(**(values | {"industry_code": "C3973", "division_code": "420111"} | facts)))
    session.flush()
    session.add_all(
        make_title(number, **title) if isinstance(title, dict) else make_title(number, title) for title in titles
    )
    if year is not None:
        session.add(make_figures(number, **year))
    session.flush()
    return number
