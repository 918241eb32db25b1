"""Two officers save one thing in the same moment on PostgreSQL: the second waits for the first and is told, and undoes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import ChangedSince, Conflict
from registry.services import financing, firms, institutions, verifying
from registry.services.groupings import keeping as groupings
from registry.services.plans import actions, service_log
from registry.services.plans.actions import Draft
from registry.services.plans.service_log import Report
from registry.services.restrictions import keeping as restrictions
from registry.services.restrictions.keeping import RestrictionFields
from registry.services.targets import editing as targets
from registry.services.titles import keeping as titles
from registry.services.titles.fields import TitleFields
from registry.store.database import transaction
from registry.store.plans import PlanAction
from tests.factories import NOW, TODAY, add_ripe_firm, make_person
from tests.services.targets.setting import make_fields

pytestmark = pytest.mark.postgres
WHEN: dict[str, Any] = {"now": NOW, "today": TODAY}
Save = Callable[[Session, str], object]
Case = Callable[[Session, Catalogue], Save]


def firm(session: Session, catalogue: Catalogue) -> Save:
    return lambda session, told: firms.save_firm(session, SYSTEM, catalogue, 1, {"main_product": told}, 1, **WHEN)


def figures(session: Session, catalogue: Catalogue) -> Save:
    def save(session: Session, told: str) -> None:
        values = {"staff": 100 + len(told)}
        firms.save_figures(session, SYSTEM, catalogue, 1, 2025, values, version=1, **WHEN)

    return save


def verified(session: Session, catalogue: Catalogue) -> Save:
    how: dict[str, Any] = {"version": 1, "now": NOW}
    return lambda session, told: verifying.verify(session, SYSTEM, catalogue, 1, 2025, ["staff"], note=told, **how)


def title(session: Session, catalogue: Catalogue) -> Save:
    number = titles.add_title(session, SYSTEM, catalogue, 1, TitleFields("hnte"), now=NOW)
    how: dict[str, Any] = {"stamp": titles.stamp_of(titles.get_title(session, SYSTEM, number)), "now": NOW}
    return lambda session, told: titles.save_title(
        session, SYSTEM, catalogue, number, TitleFields("hnte", number=told), **how
    )


def restriction(session: Session, catalogue: Catalogue) -> Save:
    def fields(told: str) -> RestrictionFields:
        return RestrictionFields(told, "示例〔2026〕3号", TODAY, None, ("hnte",))

    number = restrictions.add_restriction(session, SYSTEM, catalogue, 1, fields("一"), now=NOW)
    return lambda session, told: restrictions.save_restriction(
        session, SYSTEM, catalogue, 1, number, fields(told), version=1, now=NOW
    )


def institution(session: Session, catalogue: Catalogue) -> Save:
    def save(session: Session, told: str, **which: int) -> None:
        values = {"name": told, "level": "省级"}
        institutions.save_institution(session, SYSTEM, catalogue, 1, values, **which, **WHEN)

    save(session, "一")
    return lambda session, told: save(session, told, institution_id=1, version=1)


def money(session: Session, catalogue: Catalogue) -> Save:
    def save(session: Session, told: str, **which: int) -> None:
        values = {"stage": "A 轮", "closed_on": "2025-05-01", "currency": "CNY", "investors": told}
        financing.save_round(session, SYSTEM, catalogue, 1, values, **which, **WHEN)

    save(session, "一")
    return lambda session, told: save(session, told, round_id=1, version=1)


def grouping(session: Session, catalogue: Catalogue) -> Save:
    number = groupings.create_grouping(session, SYSTEM, catalogue, "park", {"name": "示例园区"}, now=NOW)
    return lambda session, told: groupings.save_grouping(session, SYSTEM, catalogue, number, {"name": told}, 1, now=NOW)


def target(session: Session, catalogue: Catalogue) -> Save:
    number = targets.create_target(session, make_person(Role.BUREAU), catalogue, make_fields(), **WHEN)
    return lambda session, told: targets.edit_target(
        session, SYSTEM, catalogue, number, make_fields(label=told), version=1, now=NOW
    )


def entry(session: Session, catalogue: Catalogue) -> Save:
    number = service_log.log_entry(session, SYSTEM, 1, Report("visit", TODAY, "一"), now=NOW)
    return lambda session, told: service_log.change_entry(
        session, SYSTEM, number, Report("visit", TODAY, told), 1, now=NOW
    )


def action(session: Session, catalogue: Catalogue) -> Save:
    session.add(PlanAction(firm_id=1, tier="hnte", text="一", created_by="示例", created_at=NOW))
    return lambda session, told: actions.change_action(session, SYSTEM, 1, Draft(told), 1, now=NOW)


CASES: tuple[Case, ...] = (
    firm, figures, verified, title, restriction, institution, money, grouping, target, entry, action,
)  # fmt: skip


def test_the_second_waits_for_the_first_and_is_told(postgres: Engine, catalogue: Catalogue) -> None:
    with transaction(postgres) as session:
        add_ripe_firm(session)
    assert [case.__name__ for case in CASES if not is_told(postgres, catalogue, case)] == []


def is_told(engine: Engine, catalogue: Catalogue, case: Case) -> bool:
    with transaction(engine) as session:
        session.execute(text("UPDATE firm SET version = 1"))
        save = case(session, catalogue)
        session.flush()
        session.execute(text("UPDATE firm SET version = 1"))
    with ThreadPoolExecutor(2) as people:
        written = Event()

        def one() -> None:
            with transaction(engine) as session:
                save(session, "甲的内容")
                session.flush()
                written.set()
                wait_for_somebody_who_waits(engine)

        def other() -> None:
            assert written.wait(10)
            with transaction(engine) as session:
                save(session, "乙的另一内容")

        first, second = people.submit(one), people.submit(other)
        first.result()
        return isinstance(second.exception(), ChangedSince | Conflict)


def wait_for_somebody_who_waits(engine: Engine) -> None:
    """Until the other stands at a row that this transaction has written."""
    ends = time.monotonic() + 10
    with engine.connect() as connection:
        while not connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
            assert time.monotonic() < ends, "nobody waits"
            time.sleep(0.01)
