"""Who moved when a published version was evaluated for the first time: written down once, counted and listed in scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.outcomes import Verdict
from registry.services import evaluations
from registry.services.archive import judged_firms
from registry.services.impact import Change
from registry.services.standings import current_occasion
from registry.store.bulk import insert_frame, read_frame
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.policy import RuleMove, RulePublication
from registry.store.scope import firms_in_scope

RIPE = ("eligible", "review")
SHOWN_FOR = timedelta(days=30)
PER_PAGE = 50
STANDING = Standing.__table__  # type: ignore[attr-defined]
MOVE = RuleMove.__table__  # type: ignore[attr-defined]


def evaluate_anew(
    session: Session, person: Person, catalogue: Catalogue, rule_set_id: str, *, today: date, now: datetime
) -> None:
    """Evaluate every firm as of today and write down whose verdict at the version's tier changed."""
    tier = rule_set_id.split("/")[0]
    before = _verdicts(session, tier)
    occasion = current_occasion(session)
    evaluations.run(
        session,
        person,
        catalogue,
        as_of=today,
        data_year=occasion.data_year if occasion else None,
        now=now,
    )
    session.flush()
    moved = moves_between(before, _verdicts(session, tier)) if before.height else before.head(0)
    session.exec(delete(RuleMove).where(col(RuleMove.rule_set) == rule_set_id))
    if moved.height:
        insert_frame(session, MOVE, moved.with_columns(pl.lit(rule_set_id).alias("rule_set")))
    publication = session.get_one(RulePublication, rule_set_id)
    effects = dict(moved.group_by("effect").len().rows()) if moved.height else {}
    publication.moved = {"effects": effects, "as_of": str(today)}
    session.add(publication)


def moves_between(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """firm_id, before, after, effect of every firm whose verdict changed; none is an empty text."""
    both = before.rename({"verdict": "before"}).join(
        after.rename({"verdict": "after"}), on="firm_id", how="full", coalesce=True
    )
    was, now = pl.col("before").is_in(RIPE), pl.col("after").is_in(RIPE)
    effect = (
        pl.when(now & ~was)
        .then(pl.lit(Change.GAINED.value))
        .when(pl.col("after") == "undetermined")
        .then(pl.lit(Change.UNKNOWN.value))
        .when(was & ~now)
        .then(pl.lit(Change.LOST.value))
        .otherwise(pl.lit(Change.OTHER.value))
    )
    told = both.with_columns(pl.col("before", "after").fill_null(""))
    return told.filter(pl.col("before") != pl.col("after")).with_columns(effect.alias("effect"))


@dataclass(frozen=True)
class MoveTally:
    """One version with the firms in scope that it moved, by effect."""

    rule_set: str
    published_at: datetime
    is_withdrawn: bool
    effects: dict[str, int]


def recent_moves(session: Session, person: Person, *, now: datetime) -> list[MoveTally]:
    """The versions published or withdrawn within a month that moved firms in scope, the latest first."""
    since = now - SHOWN_FOR
    latest = func.coalesce(RulePublication.withdrawn_at, RulePublication.published_at)
    found = session.exec(select(RulePublication).where(latest >= since).order_by(latest.desc())).all()
    if not found:
        return []
    counts = _counts(session, person, [each.rule_set for each in found])
    tallies = [
        MoveTally(each.rule_set, each.published_at, each.withdrawn_at is not None, counts.get(each.rule_set, {}))
        for each in found
    ]
    return [tally for tally in tallies if tally.effects]


def _counts(session: Session, person: Person, rule_sets: Iterable[str]) -> dict[str, dict[str, int]]:
    statement = (
        select_columns(MOVE.c.rule_set, MOVE.c.effect, func.count())
        .join(FirmRecord, col(FirmRecord.id) == MOVE.c.firm_id)
        .where(MOVE.c.rule_set.in_(list(rule_sets)), firms_in_scope(person))
        .group_by(MOVE.c.rule_set, MOVE.c.effect)
    )
    found: dict[str, dict[str, int]] = {}
    for rule_set, effect, count in session.execute(statement):
        found.setdefault(rule_set, {})[effect] = count
    return found


@dataclass(frozen=True)
class MoveRow:
    """One firm that moved."""

    firm_id: int
    name: str
    division_code: str | None
    park: str | None
    effect: str
    before: str
    after: str


@dataclass(frozen=True)
class MovePage:
    """A page of firms that moved."""

    rows: list[MoveRow]
    total: int
    page: int
    pages: int


def moves_of(session: Session, person: Person, rule_set_id: str, *, effect: str = "", page: int = 1) -> MovePage:
    """The firms in scope that a version moved, by name."""
    require(person, Action.VIEW_CANDIDATES)
    firm = FirmRecord.__table__  # type: ignore[attr-defined]
    wanted = [MOVE.c.rule_set == rule_set_id, firms_in_scope(person)]
    if effect:
        wanted.append(MOVE.c.effect == effect)
    joined = MOVE.join(firm, firm.c.id == MOVE.c.firm_id)
    total = session.execute(select_columns(func.count()).select_from(joined).where(*wanted)).scalar_one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    columns = (
        MOVE.c.firm_id,
        firm.c.name,
        firm.c.division_code,
        firm.c.park,
        MOVE.c.effect,
        MOVE.c.before,
        MOVE.c.after,
    )
    statement = select_columns(*columns).select_from(joined).where(*wanted).order_by(MOVE.c.effect, firm.c.name)
    found = session.execute(statement.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return MovePage([MoveRow(*row) for row in found], total, page, pages)


def _verdicts(session: Session, tier: str) -> pl.DataFrame:
    """firm_id and verdict of every firm judged for the tier. One that the last evaluation judged and that has no standing
    is ineligible, and too far away for any list."""
    standing = select_columns(STANDING.c.firm_id, STANDING.c.verdict).where(STANDING.c.tier == tier)
    listed = read_frame(session, standing)
    far = judged_firms(session, tier).join(listed, on="firm_id", how="anti")
    return pl.concat([listed, far.with_columns(verdict=pl.lit(Verdict.INELIGIBLE.value))])
