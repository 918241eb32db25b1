"""Titles by hand: recorded, corrected, revoked, always within scope."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotFound
from registry.services import titles
from registry.services.titles import TitleFields
from registry.store.journal import JournalEntry
from registry.store.titles import TitleRecord
from tests.factories import NOW, make_firm, make_person

FIELDS = TitleFields("hnte", number="GR2024", valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31))


@pytest.fixture
def title_id(session: Session, catalogue: Catalogue) -> int:
    session.add(make_firm(id=1))
    session.flush()
    return titles.add_title(session, SYSTEM, catalogue.ladder, 1, FIELDS, now=NOW)


def valid(session: Session, day: date) -> bool:
    return session.exec(select(TitleRecord.id).where(titles.valid_on(day))).first() is not None


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_both_ends_of_the_validity_are_included(session: Session, title_id: int, day: date, held: bool) -> None:
    assert valid(session, day) is held


def test_a_blank_end_is_open(session: Session, catalogue: Catalogue, title_id: int) -> None:
    titles.save_title(session, SYSTEM, catalogue.ladder, title_id, TitleFields("hnte"), now=NOW)
    assert valid(session, date(1999, 1, 1))
    assert valid(session, date(2099, 1, 1))


def test_a_revoked_title_is_valid_until_the_day_before(session: Session, title_id: int) -> None:
    titles.revoke_title(session, SYSTEM, title_id, on=date(2025, 5, 1), reason="示例原因", now=NOW)
    assert valid(session, date(2025, 4, 30))
    assert not valid(session, date(2025, 5, 1))
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "title.revoke")).one()
    assert entry.changes["revoked_on"] == [None, "2025-05-01"]


def test_revoking_needs_a_reason(session: Session, title_id: int) -> None:
    with pytest.raises(InvalidInput, match="撤销原因"):
        titles.revoke_title(session, SYSTEM, title_id, on=date(2025, 5, 1), reason=" ", now=NOW)


def test_saving_the_same_title_changes_nothing(session: Session, catalogue: Catalogue, title_id: int) -> None:
    assert not titles.save_title(session, SYSTEM, catalogue.ladder, title_id, FIELDS, now=NOW)


def test_an_unknown_tier_is_not_found(session: Session, catalogue: Catalogue, title_id: int) -> None:
    with pytest.raises(NotFound):
        titles.add_title(session, SYSTEM, catalogue.ladder, 1, TitleFields("no_such_tier"), now=NOW)


def test_an_end_before_the_start_is_refused(session: Session, catalogue: Catalogue, title_id: int) -> None:
    backwards = TitleFields("hnte", valid_from=date(2025, 1, 1), valid_to=date(2024, 1, 1))
    with pytest.raises(InvalidInput, match="有效期止"):
        titles.add_title(session, SYSTEM, catalogue.ladder, 1, backwards, now=NOW)


def test_a_title_outside_the_scope_is_not_found(session: Session, catalogue: Catalogue, title_id: int) -> None:
    stranger = make_person(Role.PARK_OFFICER, division="4203")
    with pytest.raises(NotFound):
        titles.save_title(session, stranger, catalogue.ladder, title_id, FIELDS, now=NOW)
    with pytest.raises(NotFound):
        titles.add_title(session, stranger, catalogue.ladder, 1, FIELDS, now=NOW)
    with pytest.raises(NotFound):
        titles.get_title(session, SYSTEM, 404)
