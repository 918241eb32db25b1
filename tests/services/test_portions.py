"""All firms in portions, read beside the session or over its own connection: always the same facts, standings and explanations."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, event, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services import decisions, evaluations, firms, portions
from registry.services.decisions import Question
from registry.services.facts import facts
from registry.services.judged import judged_in_portions
from registry.services.occasions import make_occasion
from registry.services.portions import facts_in_portions
from registry.services.recorded import explain_recorded
from registry.services.standings import Replacing
from registry.store.apart import may_read_apart, reading_apart
from registry.store.bulk import read_frame
from registry.store.database import make_engine, reading, transaction
from registry.store.evaluations import EvaluationArchive, Standing
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.morning import NewlyEligible
from registry.store.schema import upgrade
from registry.store.titles import TitleRecord
from tests.factories import NOW, TODAY, add_ripe_firm, make_figures

RULES = "little_giant/CN/2026-04-01"
WHEN = {"as_of": TODAY, "data_year": 2025}


def fill(session: Session) -> None:
    """Four firms: titles, flags, days, texts, a gap between their numbers, a year of which nothing is known."""
    add_ripe_firm(session, 1).is_listed = False
    add_ripe_firm(session, 2, market_share=None, is_above_scale=True).park = None
    add_ripe_firm(session, 3, srdi_score=55.0, financing_round="B轮").founded_on = None
    session.add(make_figures(3, 2022))
    add_ripe_firm(session, 4, revenue=100.0)


def put_together(session: Session, catalogue: Catalogue, size: int) -> pl.DataFrame:
    return pl.concat(list(facts_in_portions(session, catalogue, **WHEN, firms_at_once=size)), how="diagonal")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_portions_make_the_whole(session: Session, catalogue: Catalogue, size: int) -> None:
    fill(session)
    whole = facts(session, catalogue, **WHEN)
    assert_frame_equal(put_together(session, catalogue, size), whole, check_column_order=False)


def test_no_firms_are_one_empty_portion(session: Session, catalogue: Catalogue) -> None:
    (portion,) = facts_in_portions(session, catalogue, **WHEN)
    assert (portion.height, "revenue@0" in portion.columns) == (0, True)


def test_beside_the_session_the_same_is_read(engine: Engine, catalogue: Catalogue) -> None:
    hold_alike(engine, catalogue)


@pytest.mark.postgres
def test_beside_the_session_the_same_is_read_on_postgresql(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    hold_alike(postgres, catalogue)


def hold_alike(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        assert may_read_apart(session)
        fill(session)
        assert not may_read_apart(session)
    with reading(engine) as session:
        assert may_read_apart(session)
        for table in (FirmRecord, YearlyFigures, LocalFigure, Standing):
            columns = [column for column in table.__table__.c if column.name not in ("created_at", "updated_at")]  # type: ignore[attr-defined]
            statement = select(*columns).order_by(*table.__table__.primary_key)  # type: ignore[attr-defined]
            with reading_apart(session) as apart:
                assert_frame_equal(apart.frame(statement), read_frame(session, statement))
        assert_frame_equal(
            put_together(session, catalogue, 2), facts(session, catalogue, **WHEN), check_column_order=False
        )


def test_whoever_stops_half_way_leaves_no_thread(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        fill(session)
    before = set(threading.enumerate())
    with reading(engine) as session:
        judged = judged_in_portions(session, catalogue, make_occasion(catalogue, TODAY), 1)
        assert next(judged).packed.firms == 1
        assert set(threading.enumerate()) - before
        judged.close()  # type: ignore[attr-defined]
        assert not set(threading.enumerate()) - before


def test_what_is_not_committed_is_read_over_the_session(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        fill(session)
        assert put_together(session, catalogue, 2).height == 4


def test_a_database_in_memory_cannot_be_opened_twice() -> None:
    with Session(make_engine("sqlite://")) as session:
        assert not may_read_apart(session)


def rows(session: Session) -> list[tuple[object, ...]]:
    table = Standing.__table__  # type: ignore[attr-defined]
    key = (table.c.firm_id, table.c.tier)
    rest = [column for column in table.c if not column.primary_key]
    return [tuple(row) for row in session.execute(select(*key, *rest).order_by(*key))]


def test_a_run_in_portions_is_a_run_of_the_whole(
    engine: Engine, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        fill(session)
    with transaction(engine) as session:
        whole = evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        expected = rows(session)
    monkeypatch.setattr(portions, "FIRMS_AT_ONCE", 1)
    with transaction(engine) as session:
        parts = evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        assert rows(session) == expected
        assert (parts.tiers, parts.firms) == (whole.tiers, whole.firms)
        archives = select(EvaluationArchive.first_firm).where(EvaluationArchive.run_id == parts.run_id)  # type: ignore[call-overload]
        assert session.execute(archives).scalars().all() == [1, 2, 3, 4]
        for firm_id in (1, 3, 4):
            kept = explain_recorded(session, SYSTEM, catalogue, parts.run_id, firm_id).explanations
            assert kept == explain_recorded(session, SYSTEM, catalogue, whole.run_id, firm_id).explanations


def test_firm_by_firm_ends_where_a_run_of_all_ends(session: Session, catalogue: Catalogue) -> None:
    fill(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    firms.save_figures(session, SYSTEM, catalogue, 2, 2025, {"market_share": "15%", "revenue": "9000"}, now=NOW)
    firms.save_figures(session, SYSTEM, catalogue, 1, 2024, {"rd_expense": "10"}, now=NOW)
    question = Question(3, RULES, "product_field", 2025)
    decisions.decide(session, SYSTEM, catalogue, question, met=True, note="属于", now=NOW)
    one_by_one = rows(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    assert rows(session) == one_by_one


def test_a_run_writes_only_the_standings_that_differ(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        fill(session)
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        expected = rows(session)
        session.add(Standing(**{**session.get_one(Standing, (1, "little_giant")).model_dump(), "tier": "gone"}))
        session.get_one(Standing, (1, "little_giant")).outcomes = "altered"
        session.delete(session.get_one(Standing, (3, "little_giant")))
    written: list[tuple[str, int]] = []
    event.listen(engine, "before_cursor_execute", lambda *told: written.extend(standings_in(*told[2:4])))
    for day, differing in ((date(2026, 7, 1), {("DELETE", 2), ("INSERT", 2)}), (date(2026, 7, 2), set())):
        written.clear()
        with transaction(engine) as session:
            evaluations.run(session, SYSTEM, catalogue, as_of=day, now=NOW)
            assert rows(session) == expected
        assert engine.dialect.name != "sqlite" or set(written) == differing


def test_standings_of_a_firm_that_is_gone_go_with_the_next_run(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        fill(session)
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        expected = rows(session)
        left = session.get_one(Standing, (1, "little_giant")).model_dump()
        session.add_all([Standing(**{**left, "firm_id": firm_id}) for firm_id in (77, 78_000_000)])
    with transaction(engine) as session:
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        assert rows(session) == expected


@pytest.mark.postgres
def test_a_firm_taken_away_during_a_run_keeps_no_standing(
    postgres: Engine, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(postgres) as session:
        fill(session)
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        expected = rows(session)
    take = Replacing.take

    def while_others_write(self: Replacing, results: pl.DataFrame, held: pl.DataFrame) -> None:
        take(self, results, held)
        with transaction(postgres) as other:
            for model in (Standing, NewlyEligible, TitleRecord, LocalFigure, YearlyFigures):
                other.execute(model.__table__.delete().where(model.__table__.c.firm_id == 1))  # type: ignore[attr-defined]
            other.execute(FirmRecord.__table__.delete().where(FirmRecord.__table__.c.id == 1))  # type: ignore[attr-defined]

    with transaction(postgres) as session:
        session.execute(Standing.__table__.delete())  # type: ignore[attr-defined]
    monkeypatch.setattr(Replacing, "take", while_others_write)
    with transaction(postgres) as session:
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    with reading(postgres) as session:
        assert rows(session) == [row for row in expected if row[0] != 1]


def standings_in(statement: str, parameters: object) -> Iterator[tuple[str, int]]:
    """What a statement does to standings, and to how many."""
    if re.match(r"(INSERT INTO|DELETE FROM) .?standing", statement):
        rows = max(1, statement.partition("VALUES")[2].count("("))
        yield statement.split()[0], rows * (len(parameters) if isinstance(parameters, list) else 1)


def test_a_run_of_one_tier_leaves_the_others(session: Session, catalogue: Catalogue) -> None:
    fill(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    expected = rows(session)
    for (standing,) in session.execute(select(Standing).where(Standing.firm_id == 1)):  # type: ignore[arg-type]
        standing.fixes = 7
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW, tiers=("little_giant",))
    left = {row[1] for row in set(rows(session)) ^ set(expected)}
    assert left == {row[1] for row in expected if row[0] == 1} - {"little_giant"} != set()


def test_only_the_firms_asked_for_are_worked_again(session: Session, catalogue: Catalogue) -> None:
    fill(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    before = rows(session)
    session.get_one(YearlyFigures, (1, 2025)).revenue = 1.0
    session.get_one(YearlyFigures, (2, 2025)).market_share = 0.5
    evaluations.refresh(session, catalogue, [2])
    changed = {row[0] for row in set(before) ^ set(rows(session))}
    assert changed == {2}


def test_a_firm_far_from_a_tier_has_no_standing(session: Session, catalogue: Catalogue) -> None:
    fill(session)
    summary = evaluations.run(session, SYSTEM, catalogue, as_of=date(2026, 6, 30), now=NOW)
    kept = {(row[0], row[1]) for row in rows(session)}
    assert summary.tiers["little_giant"].verdicts["ineligible"] == 2
    assert ((3, "little_giant") in kept, (4, "little_giant") in kept) == (True, False)  # near, and far
