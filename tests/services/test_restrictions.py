"""Restrictions: what is refused, when they hold, for which tiers, and what lifting and taking it back leave behind."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services.restrictions import keeping
from registry.services.restrictions.keeping import RestrictionFaults, RestrictionFields
from registry.services.restrictions.search import RestrictionQuery, search_restrictions
from registry.services.titles.bars import barred_from, bars_on
from registry.store.journal import JournalEntry
from registry.store.restrictions import Restriction
from tests.databases import template_for
from tests.factories import NOW, TODAY, add_ripe_firm, make_person

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
FIELDS = RestrictionFields("成果转化未履约", "示例〔2026〕3号", FIRST, LAST, ("hnte",))


def two_firms(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2).park = "别的园区"


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, session=two_firms)


def add(session: Session, catalogue: Catalogue, fields: RestrictionFields = FIELDS, firm_id: int = 1) -> Restriction:
    number = keeping.add_restriction(session, SYSTEM, catalogue, firm_id, fields, now=NOW)
    return session.get_one(Restriction, number)


def lift(session: Session, row: Restriction, on: date | None = TODAY, reason: str = "已整改") -> None:
    keeping.lift_restriction(session, SYSTEM, 1, row.id or 0, on, reason, version=row.version, now=NOW)


def is_barred(session: Session, tier: str, day: date) -> bool:
    """Asked of both forms of the one question, which have to agree."""
    asked = bool(bars_on(session, [1], day, tier))
    assert (1 in session.execute(barred_from(tier, day)).scalars().all()) == asked
    return asked


WRONG = [
    ({"reason": " "}, {"reason"}),
    ({"document": "", "first_on": None}, {"document", "first_on"}),
    ({"first_on": date(26, 1, 1)}, {"first_on"}),
    ({"last_on": date(2025, 12, 31)}, {"last_on"}),
    ({"tiers": ()}, {"tiers"}),
    ({"is_for_all": True}, {"tiers"}),
    ({"tiers": ("no_such_tier",)}, {"tiers"}),
]


@pytest.mark.parametrize(("wrong", "fields"), WRONG)
def test_what_cannot_be_a_restriction_is_refused_field_by_field(
    session: Session, catalogue: Catalogue, wrong: dict[str, object], fields: set[str]
) -> None:
    with pytest.raises(RestrictionFaults) as caught:
        add(session, catalogue, replace(FIELDS, **wrong))
    assert set(caught.value.faults) == fields
    assert session.exec(select(Restriction)).all() == []


def test_a_restriction_holds_from_its_first_day_to_its_last_for_its_tiers(
    session: Session, catalogue: Catalogue
) -> None:
    add(session, catalogue, replace(FIELDS, tiers=("hnte", "little_giant")))
    days = {FIRST - timedelta(1): False, FIRST: True, LAST: True, LAST + timedelta(1): False}
    assert {day: is_barred(session, "hnte", day) for day in days} == days
    assert is_barred(session, "little_giant", FIRST)
    assert not is_barred(session, "srdi_sme", FIRST)
    assert [(bar.tier, bar.until) for bar in bars_on(session, [1, 2], FIRST)[1]] == [
        ("hnte", LAST),
        ("little_giant", LAST),
    ]


def test_an_open_restriction_of_every_tier_lasts_longest(session: Session, catalogue: Catalogue) -> None:
    add(session, catalogue)
    add(session, catalogue, RestrictionFields("失信", "示例〔2026〕9号", FIRST, is_for_all=True))
    assert is_barred(session, "srdi_sme", date(2099, 1, 1))
    assert [bar.until for bar in bars_on(session, [1], FIRST, "hnte")[1]] == [None, LAST]


def test_a_tier_whose_code_another_one_begins_with_is_another_tier(session: Session, catalogue: Catalogue) -> None:
    add(session, catalogue, replace(FIELDS, tiers=("hnte_reserve",)))
    assert not is_barred(session, "hnte", FIRST)


OVERLAPPING = [
    ({}, True),
    ({"first_on": LAST, "last_on": None}, True),
    ({"tiers": (), "is_for_all": True}, True),
    ({"tiers": ("srdi_sme",)}, False),
    ({"first_on": LAST + timedelta(1), "last_on": None}, False),
    ({"document": "另一文件"}, False),
]


@pytest.mark.parametrize(("changed", "is_refused"), OVERLAPPING)
def test_one_document_restricts_a_firm_once_for_each_tier_and_time(
    session: Session, catalogue: Catalogue, changed: dict[str, object], is_refused: bool
) -> None:
    add(session, catalogue)
    expected = pytest.raises(keeping.RestrictionListed, match="自 2026-01-01 起") if is_refused else nullcontext()
    with expected:
        add(session, catalogue, replace(FIELDS, **changed))
    assert len(session.exec(select(Restriction)).all()) == (1 if is_refused else 2)


def test_a_lifted_restriction_ends_the_day_before_and_can_come_back(session: Session, catalogue: Catalogue) -> None:
    row = add(session, catalogue)
    lift(session, row)
    assert is_barred(session, "hnte", TODAY - timedelta(1))
    assert not is_barred(session, "hnte", TODAY)
    with pytest.raises(keeping.RestrictionLifted):
        lift(session, row)
    when = {"version": row.version, "now": NOW}
    with pytest.raises(keeping.RestrictionLifted):
        keeping.save_restriction(session, SYSTEM, catalogue, 1, row.id or 0, FIELDS, **when)
    keeping.restore_restriction(session, SYSTEM, 1, row.id or 0, now=NOW)
    assert is_barred(session, "hnte", TODAY)
    with pytest.raises(keeping.RestrictionStands):
        keeping.restore_restriction(session, SYSTEM, 1, row.id or 0, now=NOW)
    entries = session.exec(select(JournalEntry).where(JournalEntry.firm_id == 1)).all()
    acts = [entry for entry in entries if entry.action.startswith("restriction.")]
    assert [entry.action.partition(".")[2] for entry in acts] == ["create", "lift", "restore"]
    assert acts[1].changes == {
        "restriction_lifted_on": [None, TODAY.isoformat()],
        "restriction_lift_reason": ["", "已整改"],
    }


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [
        (None, "x", "lifted_on"),
        (TODAY + timedelta(1), "x", "lifted_on"),
        (FIRST - timedelta(1), "x", "lifted_on"),
        (TODAY, "  ", "lift_reason"),
    ],
)
def test_a_lifting_needs_a_sane_day_and_a_reason(
    session: Session, catalogue: Catalogue, on: date | None, reason: str, field: str
) -> None:
    row = add(session, catalogue)
    with pytest.raises(RestrictionFaults) as caught:
        lift(session, row, on, reason)
    assert set(caught.value.faults) == {field}


def test_a_restriction_lifted_before_it_began_never_held(session: Session, catalogue: Catalogue) -> None:
    row = add(session, catalogue, replace(FIELDS, first_on=TODAY + timedelta(9)))
    lift(session, row)
    assert not is_barred(session, "hnte", TODAY + timedelta(9))


def test_an_expired_restriction_is_not_lifted(session: Session, catalogue: Catalogue) -> None:
    row = add(session, catalogue, replace(FIELDS, last_on=date(2026, 2, 1)))
    with pytest.raises(RestrictionFaults, match="到期的限制不用解除"):
        lift(session, row)


def test_a_slower_editor_is_told_and_a_change_takes_effect(session: Session, catalogue: Catalogue) -> None:
    row = add(session, catalogue)
    changed, number = replace(FIELDS, last_on=None, tiers=(), is_for_all=True), row.id or 0
    keeping.save_restriction(session, SYSTEM, catalogue, 1, number, changed, version=1, now=NOW)
    assert is_barred(session, "srdi_sme", date(2090, 1, 1))
    with pytest.raises(keeping.RestrictionChanged):
        keeping.save_restriction(session, SYSTEM, catalogue, 1, number, FIELDS, version=1, now=NOW)


def test_nobody_reads_or_keeps_restrictions_outside_their_scope(session: Session, catalogue: Catalogue) -> None:
    row = add(session, catalogue)
    elsewhere = make_person(Role.BUREAU, division="43")
    assert search_restrictions(session, SYSTEM, RestrictionQuery(TODAY, tier="hnte", state="holds")).total == 1
    assert search_restrictions(session, elsewhere, RestrictionQuery(TODAY)).total == 0
    with pytest.raises(NotFound):
        keeping.restrictions_of(session, elsewhere, 1)
    with pytest.raises(NotFound):
        keeping.add_restriction(session, elsewhere, catalogue, 1, FIELDS, now=NOW)
    with pytest.raises(NotFound):
        keeping.get_restriction(session, SYSTEM, 2, row.id or 0)
    firm = make_person(Role.ENTERPRISE, firm_id=1)
    assert len(keeping.restrictions_of(session, firm, 1)[1]) == 1
    with pytest.raises(NotAllowed):
        keeping.restore_restriction(session, firm, 1, row.id or 0, now=NOW)


@pytest.mark.parametrize(
    ("state", "numbers"), [("holds", [1]), ("later", [2]), ("ended", [3]), ("lifted", [4]), ("", [1, 2, 3, 4])]
)
def test_the_list_asks_for_a_state(session: Session, catalogue: Catalogue, state: str, numbers: list[int]) -> None:
    days = [(FIRST, LAST), (TODAY + timedelta(1), None), (date(2024, 1, 1), date(2025, 1, 1)), (date(2023, 1, 1), None)]
    for number, (first_on, last_on) in enumerate(days):
        add(session, catalogue, replace(FIELDS, document=f"文件{number}", first_on=first_on, last_on=last_on))
    lift(session, session.get_one(Restriction, 4))
    found = search_restrictions(session, SYSTEM, RestrictionQuery(TODAY, state=state))
    assert sorted(row.id for row in found.rows) == numbers
