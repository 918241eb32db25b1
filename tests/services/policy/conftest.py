"""A draft of the current little_giant standard, and who works on it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.services.policy.starting import Beginning, start_draft
from tests.factories import NOW, make_person

CURRENT = "little_giant/CN/2026-04-01"
START = date(2026, 6, 1)


@pytest.fixture
def ministry() -> Person:
    """An account that is responsible everywhere."""
    return make_person(Role.BUREAU, account_id=11, name="甲")


@pytest.fixture
def colleague() -> Person:
    return make_person(Role.BUREAU, account_id=12, name="乙")


@pytest.fixture
def city() -> Person:
    return make_person(Role.BUREAU, account_id=13, name="武汉", division="4201")


def beginning(**changes: object) -> Beginning:
    values: dict[str, object] = {
        "name": "2026 年小巨人",
        "source": CURRENT,
        "tier": "little_giant",
        "jurisdiction": "CN",
        "effective_from": START,
    }
    return Beginning(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def draft_id(session: Session, catalogue: Catalogue, ministry: Person) -> int:
    return start_draft(session, ministry, catalogue, beginning(), now=NOW)
