"""Titles by hand: recorded, corrected, revoked, always within scope."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services import titles
from registry.services.evaluations import run
from registry.services.titles import keeping, revoking
from registry.services.titles.bars import bars_on
from registry.services.titles.fields import TitleFaults, TitleFields, renewal_of, with_proposed_term
from registry.services.titles.keeping import AlreadyRecorded, StaleTitle, TitleInUse
from registry.services.titles.revoking import AlreadyRevoked, NotRevoked, Revocation
from registry.store.evaluations import Standing
from registry.store.journal import JournalEntry
from registry.store.titles import TitleRecord
from tests.factories import NOW, TODAY, make_firm, make_person

FIELDS = TitleFields("hnte", number="GR2024", valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31))


@pytest.fixture
def title_id(session: Session, catalogue: Catalogue) -> int:
    session.add(make_firm(id=1))
    session.flush()
    return keeping.add_title(session, SYSTEM, catalogue, 1, FIELDS, now=NOW)


def revoke(session: Session, catalogue: Catalogue, title_id: int, **told: Any) -> None:
    said: dict[str, Any] = {"on": date(2025, 5, 1), "reason": "示例原因", "is_free": True}
    revoking.revoke_title(session, SYSTEM, catalogue, title_id, Revocation(**(said | told)), now=NOW)


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
    keeping.save_title(session, SYSTEM, catalogue, title_id, TitleFields("hnte"), now=NOW)
    assert valid(session, date(1999, 1, 1))
    assert valid(session, date(2099, 1, 1))


def test_a_revoked_title_is_valid_until_the_day_before(session: Session, catalogue: Catalogue, title_id: int) -> None:
    revoke(session, catalogue, title_id)
    assert valid(session, date(2025, 4, 30))
    assert not valid(session, date(2025, 5, 1))
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "title.revoke")).one()
    assert entry.changes["revoked_on"] == [None, "2025-05-01"]


def test_revoking_needs_a_reason(session: Session, catalogue: Catalogue, title_id: int) -> None:
    with pytest.raises(InvalidInput, match="撤销原因"):
        revoke(session, catalogue, title_id, reason=" ")


def test_saving_the_same_title_changes_nothing(session: Session, catalogue: Catalogue, title_id: int) -> None:
    assert not keeping.save_title(session, SYSTEM, catalogue, title_id, FIELDS, now=NOW)


def test_an_unknown_tier_is_not_found(session: Session, catalogue: Catalogue, title_id: int) -> None:
    with pytest.raises(NotFound):
        keeping.add_title(session, SYSTEM, catalogue, 1, TitleFields("no_such_tier"), now=NOW)


def test_an_end_before_the_start_is_refused(session: Session, catalogue: Catalogue, title_id: int) -> None:
    backwards = TitleFields("hnte", valid_from=date(2025, 1, 1), valid_to=date(2024, 1, 1))
    with pytest.raises(InvalidInput, match="有效期止"):
        keeping.add_title(session, SYSTEM, catalogue, 1, backwards, now=NOW)


def test_a_title_outside_the_scope_is_not_found(session: Session, catalogue: Catalogue, title_id: int) -> None:
    stranger = make_person(Role.PARK_OFFICER, division="4203")
    with pytest.raises(NotFound):
        keeping.save_title(session, stranger, catalogue, title_id, FIELDS, now=NOW)
    with pytest.raises(NotFound):
        keeping.add_title(session, stranger, catalogue, 1, FIELDS, now=NOW)
    with pytest.raises(NotFound):
        keeping.get_title(session, SYSTEM, 404)


def test_the_form_of_another_is_not_overwritten(session: Session, catalogue: Catalogue, title_id: int) -> None:
    opened = keeping.stamp_of(keeping.get_title(session, SYSTEM, title_id))
    keeping.save_title(session, SYSTEM, catalogue, title_id, TitleFields("hnte", number="GR1"), stamp=opened, now=NOW)
    with pytest.raises(StaleTitle, match="他人修改"):
        keeping.save_title(session, SYSTEM, catalogue, title_id, FIELDS, stamp=opened, now=NOW)


@pytest.mark.parametrize(
    "again", [FIELDS, TitleFields("hnte", number="GR2024"), TitleFields("hnte", valid_from=date(2024, 1, 1))]
)
def test_the_same_title_is_recorded_once(
    session: Session, catalogue: Catalogue, title_id: int, again: TitleFields
) -> None:
    with pytest.raises(AlreadyRecorded, match="没有重复登记"):
        keeping.add_title(session, SYSTEM, catalogue, 1, again, now=NOW)


def test_the_journal_says_which_tier_and_which_title(session: Session, title_id: int) -> None:
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "title.create")).one()
    assert (entry.note, entry.firm_id, entry.changes["number"]) == ("hnte", 1, [None, "GR2024"])


def test_every_fault_is_told_at_its_field(session: Session, catalogue: Catalogue, title_id: int) -> None:
    wrong = TitleFields(
        "srdi_sme", recognised_on=date(2026, 7, 2), valid_from=date(2025, 1, 1), valid_to=date(2024, 1, 1)
    )
    with pytest.raises(TitleFaults) as refused:
        keeping.add_title(session, SYSTEM, catalogue, 1, wrong, now=NOW)
    assert list(refused.value.faults) == ["recognised_on", "valid_to"]


# tier; what is written; the term that comes of it
TERMS = [
    ("hnte", {"recognised_on": date(2024, 11, 28)}, (date(2024, 11, 28), date(2027, 11, 27))),
    ("tech_sme", {"valid_from": date(2026, 4, 1)}, (date(2026, 4, 1), date(2026, 12, 31))),
    ("gazelle", {"valid_from": date(2026, 4, 1)}, (date(2026, 4, 1), None)),
    ("hnte", {"valid_from": date(2024, 1, 1), "valid_to": date(2024, 6, 30)}, (date(2024, 1, 1), date(2024, 6, 30))),
    ("hnte", {}, (None, None)),
]


@pytest.mark.parametrize(("tier", "written", "term"), TERMS)
def test_the_tier_proposes_the_term(
    catalogue: Catalogue, tier: str, written: dict[str, date], term: tuple[date | None, date | None]
) -> None:
    proposed = with_proposed_term(catalogue.ladder[tier], TitleFields(tier, **written))
    assert (proposed.valid_from, proposed.valid_to) == term


def test_a_title_without_an_end_is_not_given_one(catalogue: Catalogue) -> None:
    fields = TitleFields("hnte", valid_from=date(2024, 1, 1))
    assert with_proposed_term(catalogue.ladder["hnte"], fields, is_open=True).valid_to is None


def test_a_renewal_follows_on_the_title_it_renews(session: Session, catalogue: Catalogue, title_id: int) -> None:
    renewal = renewal_of(catalogue.ladder["hnte"], keeping.get_title(session, SYSTEM, title_id))
    assert (renewal.valid_from, renewal.valid_to, renewal.renews) == (date(2027, 1, 1), date(2029, 12, 31), title_id)
    renewed = keeping.add_title(session, SYSTEM, catalogue, 1, renewal, now=NOW)
    assert keeping.get_title(session, SYSTEM, renewed).renews == title_id
    assert session.exec(select(JournalEntry).where(JournalEntry.action == "title.renew")).one().note == "hnte"
    with pytest.raises(TitleInUse):
        keeping.remove_title(session, SYSTEM, catalogue, title_id, now=NOW)


@pytest.mark.parametrize(
    ("renewal", "field"),
    [
        (TitleFields("srdi_sme", renews=1), "renews"),
        (TitleFields("hnte", renews=404), "renews"),
        (TitleFields("hnte", valid_from=date(2023, 1, 1), renews=1), "valid_from"),
    ],
)
def test_a_renewal_of_something_else_is_refused(
    session: Session, catalogue: Catalogue, title_id: int, renewal: TitleFields, field: str
) -> None:
    with pytest.raises(TitleFaults) as refused:
        keeping.add_title(session, SYSTEM, catalogue, 1, renewal, now=NOW)
    assert list(refused.value.faults) == [field]


@pytest.mark.parametrize(
    ("tier", "day", "field"),
    [
        ("hnte", date(2025, 12, 31), "recognised_on"),
        ("hnte", date(2026, 1, 1), None),
        ("srdi_sme", date(2025, 6, 1), None),
    ],
)
def test_a_revoked_title_is_not_renewed_and_no_new_one_begins_within_its_bar(
    session: Session, catalogue: Catalogue, title_id: int, tier: str, day: date, field: str | None
) -> None:
    revoke(session, catalogue, title_id, ground=0, is_free=False)
    renewal = renewal_of(catalogue.ladder["hnte"], keeping.get_title(session, SYSTEM, title_id))
    with pytest.raises(TitleFaults, match="已被撤销，不能续期"):
        keeping.add_title(session, SYSTEM, catalogue, 1, renewal, now=NOW)
    new = TitleFields(tier, recognised_on=day, valid_from=day)
    if field is None:
        assert keeping.add_title(session, SYSTEM, catalogue, 1, new, now=NOW)
        return
    with pytest.raises(TitleFaults, match="不得再次申报的期限之内") as refused:
        keeping.add_title(session, SYSTEM, catalogue, 1, new, now=NOW)
    assert list(refused.value.faults) == [field]


@pytest.mark.parametrize("field", ["recognised_on", "valid_from", "valid_to"])
def test_a_slip_in_the_year_is_told(session: Session, catalogue: Catalogue, title_id: int, field: str) -> None:
    slip = date(9999, 12, 31) if field == "valid_to" else date(26, 1, 1)
    with pytest.raises(TitleFaults, match="年份不合理"):
        keeping.add_title(session, SYSTEM, catalogue, 1, TitleFields("srdi_sme", **{field: slip}), now=NOW)


def test_a_removed_title_stays_in_the_journal(session: Session, catalogue: Catalogue, title_id: int) -> None:
    keeping.remove_title(session, SYSTEM, catalogue, title_id, now=NOW)
    assert session.exec(select(TitleRecord)).all() == []
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "title.remove")).one()
    assert entry.changes["valid_to"] == ["2026-12-31", None]


def test_the_ground_tells_how_long_the_firm_is_barred(session: Session, catalogue: Catalogue, title_id: int) -> None:
    revoke(session, catalogue, title_id, ground=0, is_free=False)
    assert keeping.get_title(session, SYSTEM, title_id).barred_until == date(2025, 12, 31)
    assert [(bar.tier, bar.until) for bar in bars_on(session, [1], date(2025, 12, 31))[1]] == [
        ("hnte", date(2025, 12, 31))
    ]
    assert bars_on(session, [1], date(2026, 1, 1)) == {}
    assert bars_on(session, [1], date(2025, 4, 30)) == {}


# what is said of the revocation; the field that is wrong
WRONG = [
    ({"on": None}, "revoked_on"),
    ({"on": date(2026, 7, 2)}, "revoked_on"),
    ({"on": date(2023, 5, 1)}, "revoked_on"),
    ({"is_free": False}, "barred_until"),
    ({"is_free": False, "ground": 9}, "barred_until"),
    ({"barred_until": date(2028, 1, 1)}, "barred_until"),
    ({"is_free": False, "barred_until": date(2025, 1, 1)}, "barred_until"),
]


@pytest.mark.parametrize(("told", "field"), WRONG)
def test_a_revocation_that_cannot_be_is_told_at_its_field(
    session: Session, catalogue: Catalogue, title_id: int, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(TitleFaults) as refused:
        revoke(session, catalogue, title_id, **told)
    assert list(refused.value.faults) == [field]


def test_a_revocation_acts_once_and_can_be_taken_back(session: Session, catalogue: Catalogue, title_id: int) -> None:
    with pytest.raises(NotRevoked):
        revoking.restore_title(session, SYSTEM, catalogue, title_id, now=NOW)
    revoke(session, catalogue, title_id)
    with pytest.raises(AlreadyRevoked):
        revoke(session, catalogue, title_id)
    revoking.restore_title(session, SYSTEM, catalogue, title_id, now=NOW)
    assert valid(session, date(2025, 5, 1))
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "title.restore")).one()
    assert entry.changes["revoked_on"] == ["2025-05-01", None]


def test_the_standing_follows_the_title_at_once(session: Session, catalogue: Catalogue, title_id: int) -> None:
    run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    holds = select(Standing.holds).where(Standing.firm_id == 1, Standing.tier == "hnte")
    assert session.exec(holds).one()
    revoke(session, catalogue, title_id)
    assert not session.exec(holds).one()
    revoking.restore_title(session, SYSTEM, catalogue, title_id, now=NOW)
    assert session.exec(holds).one()


@pytest.mark.parametrize("verb", ["add", "save", "remove", "revoke", "restore"])
def test_an_enterprise_keeps_no_titles(session: Session, catalogue: Catalogue, title_id: int, verb: str) -> None:
    firm = make_person(Role.ENTERPRISE, firm_id=1)
    acts = {
        "add": lambda: keeping.add_title(session, firm, catalogue, 1, FIELDS, now=NOW),
        "save": lambda: keeping.save_title(session, firm, catalogue, title_id, FIELDS, now=NOW),
        "remove": lambda: keeping.remove_title(session, firm, catalogue, title_id, now=NOW),
        "revoke": lambda: revoking.revoke_title(session, firm, catalogue, title_id, Revocation(None, ""), now=NOW),
        "restore": lambda: revoking.restore_title(session, firm, catalogue, title_id, now=NOW),
    }
    with pytest.raises(NotAllowed):
        acts[verb]()
