"""The day on which a version begins or ends: noticed once, evaluated anew while others write, told on the morning page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Person
from registry.services import evaluations
from registry.services.catalogue import publish_catalogue
from registry.services.evaluating import compute, keep
from registry.services.firms import save_figures
from registry.services.occasions import make_occasion
from registry.services.policy import moves, publishing, reevaluating, starting
from registry.services.policy.published import with_published
from registry.services.policy.turning import BEGUN, ENDED, WAITS, Turn, ask_if_due, is_due, turns_between
from registry.services.standings import current_occasion
from registry.store.database import reading, transaction
from registry.store.evaluations import EvaluationRun, Standing
from registry.store.jobs import Job
from registry.worker.turning import Turning
from tests.factories import NOW, TODAY, add_ripe_firm
from tests.services.policy.conftest import CURRENT, beginning
from tests.services.policy.test_publishing import fill_head, hand_in, raise_revenue

COMING = TODAY + timedelta(days=3)
LATER = "little_giant/CN/" + COMING.isoformat()


def publish_for_later(session: Session, catalogue: Catalogue, author: Person, second: Person) -> Catalogue:
    publish_catalogue(session, catalogue, now=NOW)
    add_ripe_firm(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    draft_id = starting.start_draft(session, author, catalogue, beginning(effective_from=COMING), now=NOW)
    raise_revenue(session, catalogue, author, draft_id)
    fill_head(session, catalogue, author, draft_id)
    hand_in(session, catalogue, author, draft_id)
    assert publishing.publish(session, second, catalogue, draft_id, now=NOW) == LATER
    assert session.exec(select(Job)).all() == []  # nothing to do before its day
    return with_published(session, catalogue)


def test_the_day_is_noticed_once_and_says_who_moved(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person
) -> None:
    found = publish_for_later(session, catalogue, ministry, colleague)
    assert not is_due(session, COMING - timedelta(days=1))
    job_id = ask_if_due(session, today=COMING, now=NOW)
    assert session.get_one(Job, job_id).arguments == {"day": str(COMING)}
    assert ask_if_due(session, today=COMING, now=NOW) is None
    turns = reevaluating.turned(session, found, {"day": str(COMING)}, COMING)
    assert turns == [Turn(LATER, BEGUN)]
    reevaluating.keep(session, SYSTEM, found, reevaluating.prepare(session, found, turns, today=COMING), now=NOW)
    assert not is_due(session, COMING)
    (tally,) = moves.recent_moves(session, ministry, now=NOW)
    assert (tally.rule_set, tally.cause, tally.effects) == (LATER, "begun", {"lost": 1})
    assert current_occasion(session).as_of == COMING


def test_a_worker_asks_when_the_day_has_come(
    engine: Engine, catalogue: Catalogue, ministry: Person, colleague: Person, settings: Settings
) -> None:
    with transaction(engine) as session:
        publish_for_later(session, catalogue, ministry, colleague)
    assert Turning(engine, replace(settings, today=TODAY)).look() is None
    worker = Turning(engine, replace(settings, today=COMING))
    assert worker.look() is not None
    assert worker.look() is None


def test_a_failed_evaluation_of_the_day_is_asked_for_again_but_not_for_ever(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person
) -> None:
    publish_for_later(session, catalogue, ministry, colleague)
    failed_at = NOW
    for wait in WAITS:
        job_id = ask_if_due(session, today=COMING, now=failed_at)
        session.get_one(Job, job_id).sqlmodel_update({"status": "failed", "finished_at": failed_at})
        assert ask_if_due(session, today=COMING, now=failed_at + wait - timedelta(seconds=1)) is None
        failed_at += wait
    last = session.get_one(Job, ask_if_due(session, today=COMING, now=failed_at))
    last.sqlmodel_update({"status": "failed", "finished_at": failed_at})
    assert ask_if_due(session, today=COMING, now=failed_at + timedelta(hours=12)) is None
    last.status = "cancelled"
    assert ask_if_due(session, today=COMING, now=failed_at + timedelta(hours=12)) is None


@pytest.mark.parametrize(
    ("since", "today", "wanted"),
    [
        (date(2026, 3, 31), date(2026, 4, 1), Turn(CURRENT, BEGUN)),
        (date(2026, 12, 31), date(2027, 1, 1), Turn("little_giant/CN/2027-01-01/review", BEGUN)),
        (date(2025, 12, 31), date(2026, 1, 1), Turn("little_giant/CN/2026-01-01", BEGUN)),
    ],
)
def test_what_turns_on_a_day(catalogue: Catalogue, since: date, today: date, wanted: Turn) -> None:
    found = turns_between(catalogue, since, today)
    assert wanted in found
    assert not [turn for turn in found if turn.cause == ENDED and turn.tier == wanted.tier]
    assert turns_between(catalogue, today, today) == []


def test_a_change_during_the_evaluation_is_not_lost(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        add_ripe_firm(session)
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    with reading(engine) as session:
        computed = compute(session, catalogue, make_occasion(catalogue, TODAY))
    with transaction(engine) as session:
        save_figures(session, SYSTEM, catalogue, 1, 2025, {"revenue": "100"}, now=NOW, today=TODAY)
    with transaction(engine) as session:
        assert session.get(Standing, (1, "little_giant")) is None
        run_id = keep(session, SYSTEM, catalogue, computed, now=NOW)
        assert session.get(Standing, (1, "little_giant")) is None  # as after the change, not as in the snapshot
        assert session.get_one(EvaluationRun, run_id).firms == 1
