"""The data scope: what each role reaches."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from registry.domain.access import SYSTEM, Person, Role
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope
from tests.factories import CODES, make_firm, make_person


@pytest.fixture
def firms(session: Session) -> Session:
    session.add_all(
        [
            make_firm(id=1, credit_code=CODES[0], division_code="420111", park="甲园"),
            make_firm(id=2, credit_code=CODES[1], division_code="420111", park="乙园"),
            make_firm(id=3, credit_code=CODES[2], division_code="420300", park="甲园"),
            make_firm(id=4, credit_code=CODES[3], division_code=None, park=None),
        ]
    )
    session.flush()
    return session


@pytest.mark.parametrize(
    ("person", "reached"),
    [
        (SYSTEM, [1, 2, 3, 4]),
        (make_person(Role.BUREAU, division="4201"), [1, 2]),
        (make_person(Role.BUREAU, division="420300"), [3]),
        (make_person(Role.PARK_OFFICER, division="4201", park="甲园"), [1]),
        (make_person(Role.PARK_OFFICER, park="甲园"), [1, 3]),
        (make_person(Role.ENTERPRISE, firm_id=2), [2]),
        (make_person(Role.ENTERPRISE), []),
        (make_person(Role.BUREAU, division="42_1"), []),
    ],
)
def test_a_person_reaches_exactly_the_firms_in_scope(firms: Session, person: Person, reached: list[int]) -> None:
    found = firms.exec(select(FirmRecord.id).where(firms_in_scope(person)).order_by(FirmRecord.id))
    assert list(found) == reached
