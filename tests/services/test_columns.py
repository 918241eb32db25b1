"""The memory of columns: recalled by source and signature for one's office, learned by head, forgotten on request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.domain.indicators import Kind, Level
from registry.services import columns
from registry.services.columns import ConfirmedColumn, ConfirmedTable
from registry.services.columns.forgetting import OfAnotherOffice
from registry.services.local_indicators import NewIndicator, add_indicator, current_catalogue, stored_indicators
from registry.store.database import transaction
from registry.store.journal import JournalEntry
from registry.store.memory import LearnedHead, RememberedTable
from registry.store.schema import upgrade
from tests.factories import NOW, make_person

CITY = make_person(Role.BUREAU, division="4201", name="city")
COUNTY = make_person(Role.BUREAU, division="420111", name="county")
PARK = make_person(Role.PARK_OFFICER, division="420111", park="甲园", name="park")
OTHER_PARK = make_person(Role.PARK_OFFICER, division="420111", park="乙园", name="other")
OTHER_CITY = make_person(Role.BUREAU, division="4203", name="elsewhere")
ANYBODY = make_person(name="admin")
TURNOVER = ConfirmedColumn("本年产值", "本年产值", "revenue", "元")
NOTE = ConfirmedColumn("备忘", "备忘", None)

Confirm = Callable[..., None]


@pytest.fixture
def confirm(session: Session, catalogue: Catalogue) -> Confirm:
    def confirmed(person: Person, *kept: ConfirmedColumn, source: str = "ledger", signature: str = "s1") -> None:
        table = ConfirmedTable(source, signature, "台账.xlsx", kept or (TURNOVER, NOTE))
        columns.confirm(session, person, catalogue, table, now=NOW)

    return confirmed


def recalled(session: Session, person: Person, source: str = "ledger", signature: str = "s1") -> dict[str, str | None]:
    return dict(columns.recall(session, person, source=source, signature=signature).columns)


def test_a_confirmed_table_is_recalled_with_its_units(session: Session, confirm: Confirm) -> None:
    confirm(PARK)
    found = columns.recall(session, PARK, source="ledger", signature="s1")
    assert found.columns == {"本年产值": "revenue", "备忘": None}
    assert found.units == {"本年产值": "元"}


def test_another_source_or_table_recalls_nothing(session: Session, confirm: Confirm) -> None:
    confirm(PARK)
    assert recalled(session, PARK, source="tax") == recalled(session, PARK, signature="s2") == {}


@pytest.mark.parametrize(
    ("person", "served"),
    [(CITY, True), (COUNTY, True), (PARK, True), (OTHER_CITY, False), (ANYBODY, False)],
)
def test_an_office_serves_everybody_within_it(session: Session, confirm: Confirm, person: Person, served: bool) -> None:
    confirm(CITY)
    assert bool(recalled(session, person)) is served
    assert bool(columns.learned(session, person)) is served


def test_a_park_serves_neither_its_county_nor_another_park(session: Session, confirm: Confirm) -> None:
    confirm(PARK)
    assert recalled(session, COUNTY) == recalled(session, OTHER_PARK) == {}


def test_the_nearest_office_counts(session: Session, confirm: Confirm) -> None:
    confirm(PARK, ConfirmedColumn("本年产值", "本年产值", "main_revenue"))
    confirm(CITY)
    confirm(COUNTY, ConfirmedColumn("本年产值", "本年产值", "total_assets"))
    found = {person.name: recalled(session, person)["本年产值"] for person in (PARK, OTHER_PARK, COUNTY, CITY)}
    assert found == {"park": "main_revenue", "other": "total_assets", "county": "total_assets", "city": "revenue"}
    assert columns.learned(session, PARK) == {"本年产值": "main_revenue"}


def test_confirming_again_replaces_and_journals_what_changed(session: Session, confirm: Confirm) -> None:
    confirm(PARK)
    confirm(PARK)
    confirm(PARK, TURNOVER, ConfirmedColumn("备忘", "备忘", "park"))
    assert len(session.exec(select(RememberedTable)).all()) == 1
    entries = session.exec(select(JournalEntry).where(JournalEntry.action == "columns.confirm")).all()
    assert [entry.changes for entry in entries] == [
        {"本年产值": [None, "revenue 元"], "备忘": [None, ""]},
        {"备忘": ["", "park"]},
    ]


def test_a_table_without_a_signature_is_not_kept(session: Session, confirm: Confirm) -> None:
    confirm(PARK, signature="")
    assert not session.exec(select(RememberedTable)).all()


@pytest.mark.parametrize(
    ("column", "taught"),
    [
        (TURNOVER, True),
        (NOTE, False),
        (ConfirmedColumn("年度", "年度", "year"), False),
        (ConfirmedColumn("营业收入", "2025年营业收入（万元）", "revenue"), False),
        (ConfirmedColumn("营业收入金额", "营业收入金额", "revenue"), False),
        (ConfirmedColumn("营业收入金额", "营业收入金额", "main_revenue"), True),
        (ConfirmedColumn("产值#2", "产值", "revenue"), False),
        (ConfirmedColumn("", "", "revenue"), False),
    ],
)
def test_only_heads_that_the_catalogue_does_not_know_are_learned(
    session: Session, confirm: Confirm, column: ConfirmedColumn, taught: bool
) -> None:
    confirm(PARK, column)
    assert bool(session.exec(select(LearnedHead)).all()) is taught


def test_what_was_chosen_for_a_file_comes_before_memory_and_overrides_its_units(
    session: Session, confirm: Confirm
) -> None:
    confirm(PARK)
    choices = {
        "s1": {"备忘": {"header": "备忘", "meaning": "park", "unit": None}},
        "s2": {TURNOVER.key: TURNOVER.packed()},
    }
    hints = columns.reading_hints(session, PARK, "ledger").choosing(choices)
    assert hints.remembered("s1") == {"本年产值": "revenue", "备忘": "park"}
    assert (hints.units("s1"), hints.usual_units("s1")) == ({}, {"本年产值": "元"})
    assert (hints.units("s2"), hints.usual_units("s2")) == ({"本年产值": "元"}, {})
    assert hints.remembered("s3") == {}
    assert hints.learned == {"本年产值": "revenue"}
    assert list(hints.as_arguments()) == ["remembered", "learned", "units", "usual_units"]


def test_where_nothing_is_known_the_reader_is_told_nothing(session: Session) -> None:
    assert columns.reading_hints(session, PARK, "ledger").as_arguments() == {}


def test_an_enterprise_neither_confirms_nor_looks(session: Session, confirm: Confirm) -> None:
    firm = make_person(Role.ENTERPRISE, firm_id=1)
    with pytest.raises(NotAllowed):
        confirm(firm)
    with pytest.raises(NotAllowed):
        columns.confirmed_tables(session, firm)


def test_one_sees_what_serves_one_and_what_lies_within(session: Session, confirm: Confirm) -> None:
    for person in (CITY, COUNTY, PARK, OTHER_PARK, OTHER_CITY):
        confirm(person)
    seen = {
        who.name: {table.confirmed_by for table in columns.confirmed_tables(session, who)} for who in (COUNTY, PARK)
    }
    assert seen == {"county": {"city", "county", "park", "other"}, "park": {"city", "county", "park"}}
    assert len(columns.confirmed_heads(session, ANYBODY)) == 5


def test_the_newest_stands_first(session: Session, catalogue: Catalogue, confirm: Confirm) -> None:
    confirm(PARK)
    later = ConfirmedTable("tax", "s2", "税务.xlsx", (TURNOVER,))
    columns.confirm(session, PARK, catalogue, later, now=NOW + timedelta(days=1))
    assert [table.filename for table in columns.confirmed_tables(session, PARK)] == ["税务.xlsx", "台账.xlsx"]


def test_forgetting_is_journalled_and_leaves_the_other_memory(session: Session, confirm: Confirm) -> None:
    confirm(PARK)
    table, head = columns.confirmed_tables(session, PARK)[0], columns.confirmed_heads(session, PARK)[0]
    columns.forget_table(session, PARK, table.id or 0, now=NOW)
    assert recalled(session, PARK) == {}
    assert columns.learned(session, PARK) == {"本年产值": "revenue"}
    columns.forget_head(session, PARK, head.id or 0, now=NOW)
    assert columns.learned(session, PARK) == {}
    noted = session.exec(select(JournalEntry.action).order_by(JournalEntry.id)).all()
    assert noted == ["columns.confirm", "columns.forget", "heads.forget"]


def test_what_an_office_above_confirmed_is_not_ones_own_to_forget(session: Session, confirm: Confirm) -> None:
    confirm(CITY)
    table, head = columns.confirmed_tables(session, PARK)[0], columns.confirmed_heads(session, PARK)[0]
    with pytest.raises(OfAnotherOffice, match="上级单位"):
        columns.forget_table(session, PARK, table.id or 0, now=NOW)
    with pytest.raises(OfAnotherOffice):
        columns.forget_head(session, COUNTY, head.id or 0, now=NOW)


def test_what_is_out_of_reach_is_not_found(session: Session, confirm: Confirm) -> None:
    confirm(OTHER_CITY)
    table = columns.confirmed_tables(session, OTHER_CITY)[0]
    for table_id in (table.id or 0, 99):
        with pytest.raises(NotFound, match="列名对照"):
            columns.forget_table(session, PARK, table_id, now=NOW)


@pytest.mark.postgres
def test_on_postgresql_memory_and_local_indicators_work_alike(
    postgres: Engine, catalogue: Catalogue, tmp_path: Path
) -> None:
    assert stored_indicators(postgres) == ()
    upgrade(postgres)
    wanted = NewIndicator("年用水量", Level.ANNUAL, Kind.NUMBER, "吨")
    with transaction(postgres) as session:
        code = add_indicator(session, PARK, catalogue, wanted, now=NOW).code
    known = current_catalogue(postgres, tmp_path)
    assert code in known.indicators
    table = ConfirmedTable("ledger", "s1", "台账.xlsx", (TURNOVER, ConfirmedColumn("用水", "用水", code)))
    for _ in range(2):
        with transaction(postgres) as session:
            columns.confirm(session, PARK, known, table, now=NOW)
    with transaction(postgres) as session:
        hints = columns.reading_hints(session, PARK, "ledger")
        assert hints.remembered("s1") == {"本年产值": "revenue", "用水": code}
        assert hints.learned == {"本年产值": "revenue", "用水": code}
        assert len(columns.confirmed_tables(session, CITY)) == 1
        columns.forget_table(session, CITY, columns.confirmed_tables(session, CITY)[0].id or 0, now=NOW)
        assert not columns.confirmed_tables(session, PARK)
