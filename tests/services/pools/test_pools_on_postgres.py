"""Pools on PostgreSQL: entering, leaving, listing, undoing and the funnel say the same as on SQLite."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.services.candidate_query import CandidateQuery
from registry.services.evaluations import run
from registry.services.pools import stages
from registry.services.pools.choices import pool_choices
from registry.services.pools.correcting import reopen
from registry.services.pools.entering import enter, enter_candidates
from registry.services.pools.fields import Entry, Exit
from registry.services.pools.funnel import GROUPINGS, funnel
from registry.services.pools.leaving import leave, let_out_recognised
from registry.services.pools.listing import SORTS, count_stays, pool_page
from registry.services.pools.memberships import in_pool_since, stays_of
from registry.services.pools.query import PoolQuery, states
from registry.services.pools.reports import report_of
from registry.store.database import transaction
from registry.store.schema import upgrade
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_firm, make_person, make_title
from tests.kept_files import taken
from tests.services.pools.conftest import make_account

ENTRY = Entry(date(2026, 3, 1), "示例", 1, 2027)
PERSON = make_person()


def test_pools_work_on_postgresql(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    with transaction(postgres) as session:
        session.add(make_account(1))
        add_ripe_firm(session)
        session.add(make_firm(id=2, credit_code=CODES[1]))
        session.flush()
        run(session, PERSON, catalogue, as_of=TODAY, now=NOW)
        keep(session, catalogue)
        look(session, catalogue)


def keep(session: Session, catalogue: Catalogue) -> None:
    when = {"today": TODAY, "now": NOW}
    query = CandidateQuery("little_giant", ("review",))
    assert enter_candidates(session, PERSON, catalogue, query, ENTRY, **when).done == 1  # type: ignore[arg-type]
    outcome = enter(session, PERSON, catalogue, "little_giant", [1, 2, 9], ENTRY, **when)  # type: ignore[arg-type]
    assert (outcome.done, outcome.refused, outcome.outside) == (1, {"in_pool": (1,)}, 1)
    assert outcome.report is not None
    assert report_of(session, PERSON, outcome.report).total == 2
    exit_ = Exit(date(2026, 5, 1), "other", "示例")
    assert leave(session, PERSON, {2: 1}, exit_, **when).done == 1  # type: ignore[arg-type]
    reopen(session, PERSON, 2, 2, now=NOW)
    session.add(make_title(1, "little_giant", valid_from=date(2026, 4, 1)))
    session.flush()
    assert let_out_recognised(session, PERSON, PoolQuery(), **when).done == 1  # type: ignore[arg-type]


def look(session: Session, catalogue: Catalogue) -> None:
    for sort in SORTS:
        assert pool_page(session, PERSON, PoolQuery(state="all", sort=sort), today=TODAY).total == 2
    assert [count_stays(session, PERSON, PoolQuery(state=state), today=TODAY) for state in states()[:3]] == [1, 0, 1]
    assert count_stays(session, PERSON, PoolQuery(stage=stages.RECOGNISED), today=TODAY) == 1
    for by in GROUPINGS:
        told = funnel(session, PERSON, PoolQuery(), by, today=TODAY).total
        assert (told.of(stages.ENTERED), told.of(stages.RECOGNISED), told.of(stages.SCALE_UNKNOWN)) == (2, 1, 2)
    assert pool_choices(session, PERSON).years == (2026,)
    assert in_pool_since(session, "little_giant", [1, 2]) == {2: date(2026, 3, 1)}
    assert len(stays_of(session, PERSON, 1, today=TODAY)) == 1
    assert len(taken(session, PERSON, catalogue, "pools")) == 1
