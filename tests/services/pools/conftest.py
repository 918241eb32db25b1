"""Three firms: one ripe for little_giant, one that holds hnte, one in another city; and a short way to enter them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.services.pools.entering import enter
from registry.services.pools.fields import Entry
from registry.services.pools.refusals import Outcome
from registry.store.accounts import Account
from registry.store.journal import JournalEntry
from registry.store.pools import PoolMember
from tests.databases import template_for
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_firm, make_person, make_title

ENTERED = date(2026, 3, 1)
Enter = Callable[..., Outcome]


def add_firms(session: Session, catalogue: Catalogue) -> None:
    """The firms of these tests, and two officers who may look after them."""
    add_ripe_firm(session)
    session.add(make_firm(id=2, credit_code=CODES[1], name="武汉示例二号有限公司", cluster="光电子"))
    session.add(make_firm(id=3, credit_code=CODES[2], name="十堰示例汽车有限公司", division_code="420302", park=None))
    session.flush()
    session.add(make_title(2, "hnte", valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31)))
    for number, division in ((7, "420111"), (8, "420302")):
        session.add(make_account(number, division))
    session.flush()


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, firms=add_firms)


@pytest.fixture
def firms(database_url: str) -> None:
    """The firms lie in the database from the start."""


@pytest.fixture
def officer() -> Person:
    """Of a bureau that sees everything in Wuhan."""
    return make_person(Role.BUREAU, division="4201", account_id=7)


@pytest.fixture
def put_in(session: Session, catalogue: Catalogue, firms: None) -> Enter:
    return entering(session, catalogue)


def entering(session: Session, catalogue: Catalogue) -> Enter:
    """Enter firms into a pool, by default the first into that of little_giant."""

    def put(
        *firm_ids: int, tier: str = "little_giant", person: Person | None = None, on: date = ENTERED, **told: Any
    ) -> Outcome:
        entry = Entry(on, told.pop("basis", "示例：有望三年内达标"), **told)
        who = person or make_person()
        return enter(session, who, catalogue, tier, firm_ids or (1,), entry, today=TODAY, now=NOW)

    return put


def make_account(number: int, division: str = "") -> Account:
    return Account(
        id=number,
        name=f"officer{number}",
        display_name=f"示例专员{number}",
        role="bureau",
        division=division,
        password_hash="-",
        created_at=NOW,
    )


def stays(session: Session) -> list[PoolMember]:
    session.expire_all()
    return list(session.exec(select(PoolMember).order_by(PoolMember.id)))  # type: ignore[arg-type]


def actions(session: Session, firm_id: int | None) -> list[str]:
    return [
        entry.action
        for entry in session.exec(select(JournalEntry).order_by(JournalEntry.id))  # type: ignore[arg-type]
        if entry.firm_id == firm_id
    ]
