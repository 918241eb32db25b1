"""Figures of a file beside the stored ones of the neighbouring year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services.importing.batches import get_batch, readout_of
from registry.services.importing.findings import Issue
from registry.services.importing.planning import make_plan
from registry.store.origins import ValueOrigin
from tests.services.conftest import A, Send

Stage = Callable[..., int]


def year(number: int, revenue: float | None, name: str = "武汉示例甲有限公司") -> dict[str, list[list[Any]]]:
    return {f"{number}年": [["统一社会信用代码", "企业名称", "营业收入(万元)"], [A, name, revenue]]}


def jumps(session: Session, catalogue: Catalogue, batch_id: int, **options: Any) -> list[Issue]:
    readout = readout_of(session, get_batch(session, SYSTEM, batch_id))
    plan = make_plan(session, SYSTEM, catalogue, readout, source="ledger", **options)
    return [issue for issue in plan.issues if issue.code.startswith("jump")]


def test_a_leap_from_the_stored_year_before_is_shown_with_both_readings(
    session: Session, catalogue: Catalogue, stage: Stage, send: Send
) -> None:
    send(year(2024, 6230))
    (found,) = jumps(session, catalogue, stage(year(2025, 65_000_000)))
    assert (found.level, found.sheet, found.row, found.column, found.header) == (
        "warning",
        "2025年",
        2,
        "C",
        "营业收入(万元)",
    )
    assert (found.facts["before"], found.facts["other"]) == ("6,230 万元", "6,500 万元")


def test_a_leap_to_the_stored_year_after_is_shown_too(
    session: Session, catalogue: Catalogue, stage: Stage, send: Send
) -> None:
    send(year(2025, 6230))
    (found,) = jumps(session, catalogue, stage(year(2024, 20)))
    assert found.facts["other_year"] == 2025


def test_a_held_value_is_not_compared(session: Session, catalogue: Catalogue, stage: Stage, send: Send) -> None:
    send(year(2024, 6230) | year(2025, 6300))
    assert len(jumps(session, catalogue, stage(year(2025, 65_000_000)))) == 1
    session.get_one(ValueOrigin, (1, 2025)).sources = '{"*":"audit"}'
    session.flush()
    assert jumps(session, catalogue, stage(year(2025, 65_000_000))) == []
    assert len(jumps(session, catalogue, stage(year(2025, 65_000_000)), override=True)) == 1


def test_neighbouring_years_without_a_leap_say_nothing(
    session: Session, catalogue: Catalogue, stage: Stage, send: Send
) -> None:
    send(year(2024, 6230))
    assert jumps(session, catalogue, stage(year(2025, 6900))) == []
    assert jumps(session, catalogue, stage(year(2022, 65_000_000))) == []
