"""An account has one role and one scope; whoever it is, an action reaches what that role and that scope give, and no more."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from registry.domain.access import PERMISSIONS, Action, Person, Role, may
from registry.domain.permission_table import Reach
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.scope import find_firm, firms_in_scope
from tests.factories import CODES, make_firm

PLACES = [("420111", "甲园"), ("420111", "乙园"), ("420300", "甲园"), (None, None)]
DIVISIONS, PARKS = st.sampled_from(["", "42", "4201", "420111", "420300", "5"]), st.sampled_from(["", "甲园", "乙园"])
PEOPLE = st.builds(
    Person,
    account_id=st.just(1),
    name=st.just("谁"),
    role=st.sampled_from(Role),
    division=DIVISIONS,
    park=PARKS,
    firm_id=st.sampled_from([None, 1, 2]),
)


@pytest.fixture
def firms(session: Session) -> Session:
    for number, (division, park) in enumerate(PLACES, start=1):
        session.add(make_firm(id=number, credit_code=CODES[number - 1], division_code=division, park=park))
    session.flush()
    return session


def test_an_account_carries_one_role_and_one_scope() -> None:
    columns = set(Account.__table__.columns.keys())  # type: ignore[attr-defined]
    assert {"role", "division", "park", "firm_id"} <= columns
    told = {column for column in columns if "role" in column or "scope" in column or "member" in column}
    assert told == {"role"}  # roles in several places would have to be joined here, and never widen each other


@given(person=PEOPLE, other=PEOPLE, action=st.sampled_from(Action))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_two_people_may_is_never_more_than_what_each_may(
    firms: Session, person: Person, other: Person, action: Action
) -> None:
    """A role of one place gives nothing in the place of another role, whoever else there is."""
    for who in (person, other):
        reached = set(firms.exec(select(FirmRecord.id).where(firms_in_scope(who))))
        assert reached == {number for number, place in enumerate(PLACES, start=1) if _within(who, number, place)}
        for number in range(1, len(PLACES) + 1):
            assert (find_firm(firms, who, number) is not None) == (number in reached)
        if not may(who.role, action):
            assert who.role not in PERMISSIONS[action].roles
        elif PERMISSIONS[action].roles[who.role] is Reach.OWN and who.role is Role.ENTERPRISE:
            assert reached <= {who.firm_id}


def _within(who: Person, number: int, place: tuple[str | None, str | None]) -> bool:
    if who.role is Role.ENTERPRISE:
        return who.firm_id == number
    division, park = place
    return (not who.division or (division or "").startswith(who.division)) and who.park in ("", park)
