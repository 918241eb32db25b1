"""Entry, exit, correction and undoing of stays in a pool: always in scope, never twice, always journalled."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.errors import CatalogueError, InvalidInput, NotAllowed, NotFound
from registry.services.candidate_query import CandidateQuery
from registry.services.evaluations import run
from registry.services.occasions import UnknownTier
from registry.services.pools.correcting import correct, get_stay, remove, reopen
from registry.services.pools.entering import count_candidates, enter_candidates
from registry.services.pools.exits import exit_kinds
from registry.services.pools.fields import Entry, Exit
from registry.services.pools.funnel import funnel
from registry.services.pools.leaving import leave, leave_all, let_out_recognised
from registry.services.pools.listing import pool_page
from registry.services.pools.query import PoolQuery
from registry.services.pools.refusals import NotOut, Outcome, StaleStay, StayOverlaps
from registry.store.journal import JournalEntry
from tests.factories import NOW, TODAY, make_person, make_title
from tests.services.pools.conftest import ENTERED, Enter, actions, stays

LEFT = date(2026, 5, 1)
MISFIT = Exit(LEFT, "no_longer_fits", "示例：主营业务已转向")
PERSON = make_person()


def let_out(session: Session, exit_: Exit = MISFIT, version: int = 1, person: Person = PERSON) -> Outcome:
    return leave(session, person, {stays(session)[-1].id or 0: version}, exit_, today=TODAY, now=NOW)


def test_a_firm_enters_and_the_journal_says_so(session: Session, put_in: Enter) -> None:
    outcome = put_in(1, officer_id=7, expected_year=2027)
    stay = stays(session)[0]
    assert (outcome.done, outcome.left_out) == (1, 0)
    assert (stay.tier, stay.entered_on, stay.officer_id, stay.expected_year) == ("little_giant", ENTERED, 7, 2027)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "pool.enter")).one()
    assert (entry.firm_id, entry.note) == (1, "little_giant")
    assert entry.changes is not None
    assert entry.changes["pool_entered_on"] == [None, "2026-03-01"]


def test_a_second_click_enters_nobody_twice(session: Session, put_in: Enter) -> None:
    put_in(1)
    assert put_in(1).refused == {"in_pool": (1,)}
    assert len(stays(session)) == 1


def test_every_row_left_out_has_its_reason(session: Session, put_in: Enter, officer: Person) -> None:
    put_in(1, tier="hnte")
    outcome = put_in(1, 2, 3, 99, tier="hnte", person=officer)
    assert (outcome.done, outcome.refused, outcome.outside) == (0, {"in_pool": (1,), "holds": (2,)}, 2)
    kept = session.get(JournalEntry, outcome.report)
    assert kept is not None
    assert kept.changes == {"in_pool": [None, [1]], "holds": [None, [2]], "outside": [None, 2]}


@pytest.mark.parametrize(
    ("title", "enters"),
    [
        ({"valid_from": date(2024, 1, 1), "valid_to": date(2026, 6, 29)}, False),  # valid on the day of entry
        ({"valid_from": date(2023, 1, 1), "valid_to": date(2026, 2, 28)}, True),  # ended before
        ({"valid_from": date(2026, 7, 1)}, False),  # recognised, not yet begun
        ({"valid_from": date(2024, 1, 1), "revoked_on": date(2026, 6, 30)}, True),  # revoked
        ({}, False),
    ],
)
def test_who_has_the_title_cannot_enter(session: Session, put_in: Enter, title: dict[str, Any], enters: bool) -> None:
    session.add(make_title(1, "little_giant", **title))
    session.flush()
    assert put_in(1).done == int(enters)


def test_an_officer_must_see_the_firm(put_in: Enter) -> None:
    assert put_in(1, 3, officer_id=8).refused == {"unreachable": (1,)}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"on": TODAY + timedelta(1)}, "入库日期"),
        ({"on": None}, "入库日期"),
        ({"basis": "  "}, "入库理由"),
        ({"basis": "长" * 501}, "入库理由"),
        ({"expected_year": 2025}, "预计申报年度"),
        ({"expected_year": 2099}, "预计申报年度"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_at_its_field(put_in: Enter, told: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        put_in(1, **told)
    assert refused.value.facts["field"] == field


def test_an_officer_out_of_reach_cannot_be_named(put_in: Enter, officer: Person) -> None:
    with pytest.raises(InvalidInput):
        put_in(1, person=officer, officer_id=8)
    with pytest.raises(NotFound):
        put_in(1, officer_id=999)


def test_only_who_keeps_pools_may(put_in: Enter) -> None:
    with pytest.raises(NotAllowed):
        put_in(1, person=make_person(Role.ENTERPRISE, firm_id=1))
    with pytest.raises(UnknownTier):
        put_in(1, tier="nothing")


def test_board_and_progress_are_kept_where_the_pool_of_the_tier_has_them(session: Session, put_in: Enter) -> None:
    put_in(1, tier="listing_reserve", board=" 北交所 ", progress="股改前")
    put_in(1, board="主板")
    reserve, other = stays(session)
    assert (reserve.board, reserve.progress, other.board) == ("北交所", "股改前", None)
    with pytest.raises(InvalidInput, match="最多 40 个字"):
        put_in(2, tier="listing_reserve", board="板" * 41)
    entry = Entry(ENTERED, "示例", board="科创板")
    correct(session, PERSON, reserve.id or 0, 1, entry, None, today=TODAY, now=NOW)
    assert (stays(session)[0].board, stays(session)[0].progress) == ("科创板", None)
    found = pool_page(session, PERSON, PoolQuery(board="科创板"), today=TODAY)
    assert [row.tier for row in found.rows] == ["listing_reserve"]
    assert pool_page(session, PERSON, PoolQuery(progress="-"), today=TODAY).total == 2
    told = funnel(session, PERSON, PoolQuery(), "board", today=TODAY)
    assert {key: passage.of("entered") for key, passage in told.groups} == {"科创板": 1, None: 1}


def test_all_candidates_of_a_filter_enter(session: Session, catalogue: Catalogue, firms: None, officer: Person) -> None:
    run(session, PERSON, catalogue, as_of=TODAY, now=NOW)
    query = CandidateQuery("little_giant", classes=("review",))
    assert count_candidates(session, officer, query) == 1
    entry = Entry(ENTERED, "示例：候选名单")
    outcome = enter_candidates(session, officer, catalogue, query, entry, today=TODAY, now=NOW)
    assert (outcome.done, [stay.firm_id for stay in stays(session)]) == (1, [1])
    again = enter_candidates(session, officer, catalogue, query, entry, today=TODAY, now=NOW)
    assert again.refused == {"in_pool": (1,)}


def test_a_firm_leaves_and_comes_back_with_both_stays_kept(session: Session, put_in: Enter) -> None:
    put_in(1)
    assert let_out(session).done == 1
    assert put_in(1, on=date(2026, 4, 1)).refused == {"overlaps": (1,)}
    assert put_in(1, on=LEFT).done == 1
    first, second = stays(session)
    assert (first.exited_on, first.exit_kind, first.exit_reason, first.exited_by) == (
        LEFT,
        "no_longer_fits",
        "示例：主营业务已转向",
        "officer",
    )
    assert second.exited_on is None
    assert actions(session, 1) == ["pool.enter", "pool.leave", "pool.enter"]


@pytest.mark.parametrize(
    ("exit_", "version", "reason"),
    [
        (MISFIT, 9, "changed"),
        (Exit(date(2026, 2, 1), "other", "示例"), 1, "too_early"),
        (Exit(LEFT, "recognised"), 1, "no_title"),
    ],
)
def test_a_stay_that_cannot_end_is_told(
    session: Session, put_in: Enter, exit_: Exit, version: int, reason: str
) -> None:
    put_in(1)
    assert let_out(session, exit_, version).refused == {reason: (1,)}
    assert stays(session)[0].exited_on is None


def test_a_stay_ends_once_and_in_scope_only(session: Session, put_in: Enter) -> None:
    put_in(1)
    elsewhere = make_person(Role.BUREAU, division="4203")
    assert let_out(session, person=elsewhere).outside == 1
    assert let_out(session).done == 1
    assert let_out(session, version=2).refused == {"left": (1,)}


@pytest.mark.parametrize(
    "exit_", [Exit(None, "other", "示例"), Exit(LEFT, "nothing", "示例"), Exit(LEFT, "other", " ")]
)
def test_an_exit_needs_day_kind_and_reason(session: Session, put_in: Enter, exit_: Exit) -> None:
    put_in(1)
    with pytest.raises(InvalidInput):
        let_out(session, exit_)


def test_all_of_a_filter_leave(session: Session, put_in: Enter, officer: Person) -> None:
    put_in(1, 2, 3)
    outcome = leave_all(session, officer, PoolQuery("little_giant"), MISFIT, today=TODAY, now=NOW)
    assert (outcome.done, [stay.exited_on for stay in stays(session)]) == (2, [LEFT, LEFT, None])


def test_recognised_firms_are_let_out_on_the_day_of_recognition(session: Session, put_in: Enter) -> None:
    put_in(1, 2)
    recognised = {"valid_from": date(2026, 1, 1), "recognised_on": date(2026, 5, 20), "batch": "第八批"}
    session.add(make_title(1, "little_giant", **recognised))
    session.flush()
    assert let_out_recognised(session, PERSON, PoolQuery("little_giant"), today=TODAY, now=NOW).done == 1
    out, still_in = stays(session)
    assert (out.exited_on, out.exit_kind, out.exit_reason) == (date(2026, 5, 20), "recognised", "第八批")
    assert still_in.exited_on is None
    assert let_out_recognised(session, PERSON, PoolQuery("little_giant"), today=TODAY, now=NOW).done == 0


def test_a_stay_is_corrected_with_its_exit(session: Session, put_in: Enter) -> None:
    put_in(1)
    let_out(session)
    entry, exit_ = Entry(date(2026, 2, 1), "示例：更正"), Exit(date(2026, 6, 1), "moved_away", "示例：迁往外省")
    correct(session, PERSON, 1, 2, entry, exit_, today=TODAY, now=NOW)
    stay = stays(session)[0]
    assert (stay.entered_on, stay.exited_on, stay.exit_kind, stay.version) == (
        date(2026, 2, 1),
        date(2026, 6, 1),
        "moved_away",
        3,
    )
    correct(session, PERSON, 1, 3, entry, exit_, today=TODAY, now=NOW)
    assert actions(session, 1) == ["pool.enter", "pool.leave", "pool.correct"], "nothing changed, nothing written"


@pytest.mark.parametrize(
    "exit_", [Exit(date(2026, 1, 1), "other", "示例"), Exit(LEFT, "recognised"), Exit(None, "other", "示例")]
)
def test_an_exit_is_not_corrected_into_nonsense(session: Session, put_in: Enter, exit_: Exit) -> None:
    put_in(1)
    let_out(session)
    with pytest.raises(InvalidInput):
        correct(session, PERSON, 1, 2, Entry(ENTERED, "示例"), exit_, today=TODAY, now=NOW)


def test_two_stays_never_overlap(session: Session, put_in: Enter) -> None:
    put_in(1)
    let_out(session)
    put_in(1, on=date(2026, 6, 1))
    with pytest.raises(StayOverlaps):
        correct(session, PERSON, 2, 1, Entry(date(2026, 4, 1), "示例"), None, today=TODAY, now=NOW)
    session.expire_all()
    with pytest.raises(StayOverlaps) as refused:
        reopen(session, PERSON, 1, 2, now=NOW)
    assert "今" in str(refused.value)


def test_an_exit_is_undone(session: Session, put_in: Enter) -> None:
    put_in(1)
    with pytest.raises(NotOut):
        reopen(session, PERSON, 1, 1, now=NOW)
    let_out(session)
    with pytest.raises(StaleStay):
        reopen(session, PERSON, 1, 1, now=NOW)
    reopen(session, PERSON, 1, 2, now=NOW)
    stay = stays(session)[0]
    assert (stay.exited_on, stay.exit_kind, stay.exited_by, stay.version) == (None, None, None, 3)
    assert actions(session, 1)[-1] == "pool.reopen"


def test_an_entry_is_undone_and_stays_in_the_journal(session: Session, put_in: Enter) -> None:
    put_in(1)
    with pytest.raises(StaleStay):
        remove(session, PERSON, 1, 4, now=NOW)
    remove(session, PERSON, 1, 1, now=NOW)
    assert stays(session) == []
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "pool.remove")).one()
    assert entry.changes is not None
    assert entry.changes["pool_basis"] == ["示例：有望三年内达标", None]


def test_a_stay_out_of_scope_does_not_exist(session: Session, put_in: Enter) -> None:
    put_in(1)
    with pytest.raises(NotFound):
        get_stay(session, make_person(Role.BUREAU, division="4203"), 1)
    with pytest.raises(NotAllowed):
        get_stay(session, make_person(Role.ENTERPRISE, firm_id=1), 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kinds:\n  - {code: a, label: {zh: 甲, en: A}}\n", "needs_title"),
        ("kinds:\n  - {code: a, label: {zh: 甲, en: A}, needs_titel: true}\n", "needs_titel"),
        (
            "kinds:\n  - {code: a, label: {zh: 甲, en: A}, needs_title: true}\n  - {code: a, label: {zh: 乙, en: B}}\n",
            "两次",
        ),
    ],
)
def test_the_kinds_of_exit_are_read_strictly(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "exits.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        exit_kinds(file)
    assert told in str(refused.value)
