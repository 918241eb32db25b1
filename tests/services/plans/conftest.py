"""A near little giant, a firm of another city, and officers of three offices."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from registry.domain.access import Person, Role
from registry.services.accounts import as_person
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from tests.factories import CODES, NOW, add_ripe_firm, make_firm

NEAR = {"revenue": 4918.0, "main_revenue": 4900.0}  # 82 万元 short of the 5,000 of little_giant


def add_account(session: Session, name: str, role: Role, **scope: object) -> Person:
    account = Account(name=name, display_name=f"示例{name}", role=role.value, password_hash="", created_at=NOW, **scope)
    session.add(account)
    session.flush()
    return as_person(account)


@pytest.fixture
def firm(session: Session) -> FirmRecord:
    return add_ripe_firm(session, 1, **NEAR)


@pytest.fixture
def elsewhere(session: Session) -> FirmRecord:
    other = make_firm(id=2, credit_code=CODES[2], name="十堰示例有限公司", division_code="420302", park="车城示例园")
    session.add(other)
    session.flush()
    return other


@pytest.fixture
def park(session: Session) -> Person:
    return add_account(session, "park", Role.PARK_OFFICER, division="420111", park="东湖示例园区")


@pytest.fixture
def colleague(session: Session) -> Person:
    return add_account(session, "colleague", Role.PARK_OFFICER, division="420111", park="东湖示例园区")


@pytest.fixture
def bureau(session: Session) -> Person:
    return add_account(session, "bureau", Role.BUREAU, division="42")
