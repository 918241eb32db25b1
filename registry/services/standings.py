"""The current standing of each firm at each tier: replaced as a whole by an evaluation, firm by firm after a change."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.outcomes import Case, Verdict
from registry.domain.tier_rows import FEW
from registry.services.facts import facts
from registry.services.firm_facts import facts_of_few
from registry.services.newly_eligible import ELIGIBLE_CLASSES, eligible_now, note_newly_eligible, tiers_judged
from registry.services.occasions import Occasion, evaluated, evaluated_few
from registry.services.remembering import remembered_by_readers
from registry.store.bulk import delete_frame, delete_where, insert_frame
from registry.store.database import on_postgresql, rows_of
from registry.store.evaluations import EvaluationRun, Standing
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, reach_of, sees_less_than_all

STANDING, RUN = Standing.__table__, EvaluationRun.__table__  # type: ignore[attr-defined]
LATEST = select(RUN.c.as_of, RUN.c.data_year).where(RUN.c.case == Case.NEW.value).order_by(RUN.c.id.desc()).limit(1)
KEY = ["firm_id", "tier"]
RIPEST = ["tier", "candidate_class", "fixes", "firm_id"]
REFRESHED_AT_ONCE = 20_000
ROWS_AT_ONCE = 600_000


def current_occasion(session: Session) -> Occasion | None:
    """Day and data year of the current standings; None before the first evaluation."""
    return remembered_by_readers(session, "current occasion", lambda: _latest(session))


def _latest(session: Session) -> Occasion | None:
    latest = rows_of(session, LATEST).first()
    return Occasion(latest.as_of, latest.data_year) if latest is not None else None


def refresh(session: Session, catalogue: Catalogue, firm_ids: Sequence[int]) -> None:
    """Evaluate some firms again, for the day and data year of the current standings; nothing where there are none.

    A great many are evaluated in portions: the facts of all of them at once would take more memory than an import may.
    """
    occasion = current_occasion(session)
    if occasion is None or not firm_ids:
        return
    session.flush()
    for start in range(0, len(firm_ids), REFRESHED_AT_ONCE):
        some = firm_ids[start : start + REFRESHED_AT_ONCE]
        before, results = eligible_now(session, some), _judged_again(session, catalogue, some, occasion)
        delete_where(session, STANDING, STANDING.c.firm_id, some)
        insert_standings(session, results, occasion)
        note_newly_eligible(session, results, before)


def _judged_again(session: Session, catalogue: Catalogue, firm_ids: Sequence[int], occasion: Occasion) -> pl.DataFrame:
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    if len(firm_ids) <= FEW:
        return evaluated_few(catalogue, facts_of_few(session, catalogue, firm_ids, **when), occasion)
    return evaluated(catalogue, facts(session, catalogue, firm_ids=firm_ids, **when), occasion)


class Replacing:
    """Puts results in the place of the current standings of the tiers that are evaluated, one portion of firms after another.

    PostgreSQL gets many portions at once, in the order of the index that lists use: its pages are then full instead of half
    full, and the rows of a list lie together. SQLite keeps the table itself in the order in which portions come.
    """

    def __init__(self, session: Session, occasion: Occasion) -> None:
        self._session, self._occasion = session, occasion
        self._judged = tiers_judged(session)
        self._eligible, self._before = [_NOBODY], [_NOBODY]
        self._waiting: list[pl.DataFrame] = []
        self._at_once = ROWS_AT_ONCE if on_postgresql(session) else 0

    def take(self, results: pl.DataFrame, held: pl.DataFrame) -> None:
        """Store the standings of some firms, who hold others until now."""
        wanted = standing_rows(results, self._occasion)
        self._waiting.append(_without_those_gone(self._session, held, wanted))
        if sum(fresh.height for fresh in self._waiting) >= self._at_once:
            self._write()
        known = pl.col("candidate_class").is_in(ELIGIBLE_CLASSES) & pl.col("tier").is_in(self._judged)
        self._eligible.append(wanted.select(_NOBODY.columns).filter(known))
        self._before.append(held.select(_NOBODY.columns).filter(known))

    def finish(self) -> None:
        """Write what is left, and down who is newly eligible."""
        self._write()
        there = ~pl.col("firm_id").is_in(_forget_firms_gone(self._session))
        note_newly_eligible(self._session, pl.concat(self._eligible).filter(there), pl.concat(self._before).select(KEY))

    def _write(self) -> None:
        if self._waiting:
            _insert(self._session, pl.concat(self._waiting))
            self._waiting = []


_NOBODY = pl.DataFrame(schema={"firm_id": pl.Int64, "tier": pl.String, "candidate_class": pl.String})


def replace_standings(session: Session, held: pl.DataFrame, wanted: pl.DataFrame) -> None:
    """Write what differs between the standings that some firms hold and those they shall have."""
    _insert(session, _without_those_gone(session, held, wanted))


def _without_those_gone(session: Session, held: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The standings wanted that nobody holds yet, once those that nobody shall have are gone."""
    rows = wanted.select(held.columns)
    gone = held.join(rows, on=held.columns, how="anti", nulls_equal=True)
    delete_frame(session, STANDING, gone.select(KEY))
    return rows.join(held, on=held.columns, how="anti", nulls_equal=True, maintain_order="left")


def _insert(session: Session, fresh: pl.DataFrame) -> None:
    insert_frame(session, STANDING, fresh.sort(RIPEST) if on_postgresql(session) else fresh)


def _forget_firms_gone(session: Session) -> list[int]:
    """Firms that somebody else took away while they were judged: on PostgreSQL others write meanwhile."""
    if not on_postgresql(session):
        return []
    there = select(col(FirmRecord.id)).where(col(FirmRecord.id) == STANDING.c.firm_id).exists()
    return list(session.execute(STANDING.delete().where(~there).returning(STANDING.c.firm_id)).scalars())


def insert_standings(session: Session, results: pl.DataFrame, occasion: Occasion) -> None:
    """Store the results as standings; firms too far away from a tier get none."""
    insert_frame(session, STANDING, standing_rows(results, occasion))


def standing_rows(results: pl.DataFrame, occasion: Occasion) -> pl.DataFrame:
    """The results as rows of standings; firms too far away from a tier have none."""
    far_away = (pl.col("verdict") == Verdict.INELIGIBLE.value) & pl.col("candidate_class").is_null() & ~pl.col("holds")
    rows = results.filter(~far_away).sort("firm_id", maintain_order=True)
    return rows.with_columns(
        pl.col("verdict", "candidate_class").cast(pl.String),
        pl.lit(occasion.data_year).alias("data_year"),
    )


def count_firms(session: Session, person: Person) -> int:
    """How many firms the person may see."""
    counted = select(func.count()).select_from(FirmRecord).where(firms_in_scope(person))
    question = ("count_firms", *reach_of(person))
    return remembered_by_readers(session, question, lambda: int(session.execute(counted).scalar_one()))


def count_firms_with_figures(
    session: Session, person: Person, year: int, among: ColumnElement[bool] | None = None
) -> int:
    """How many firms in scope, or among those of them that a list asks for, have any figure for the year."""
    counted = select(func.count()).select_from(YearlyFigures).where(col(YearlyFigures.year) == year)
    if among is not None:
        return int(session.execute(counted.join(FirmRecord).where(among)).scalar_one())
    if sees_less_than_all(person):
        counted = counted.join(FirmRecord).where(firms_in_scope(person))
    question = ("count_figures", *reach_of(person), year)
    return remembered_by_readers(session, question, lambda: int(session.execute(counted).scalar_one()))
