"""Evaluating everybody after versions came or went, and writing down whom they moved: computed first, kept in short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.outcomes import Verdict
from registry.services import evaluating
from registry.services.archive import judged_firms
from registry.services.impact import Change
from registry.services.occasions import make_occasion
from registry.services.policy.turning import BEGUN, ENDED, PUBLISHED, WITHDRAWN, Turn, turns_between
from registry.services.standings import STANDING, current_occasion
from registry.store.bulk import insert_frame, read_frame
from registry.store.policy import RuleMove, RulePublication

RIPE = ("eligible", "review")
MOVE = RuleMove.__table__  # type: ignore[attr-defined]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Anew:
    """An evaluation that is not kept yet, the versions that it is for, and the firms that each of them moved."""

    computed: evaluating.Computed
    turns: tuple[Turn, ...]
    moved: pl.DataFrame


def turned(session: Session, catalogue: Catalogue, arguments: Mapping[str, Any], today: date) -> list[Turn]:
    """The version that the job names, or those of a tier that was retired, with those whose day came meanwhile."""
    occasion = current_occasion(session)
    by_day = turns_between(catalogue, occasion.as_of, today) if occasion else []
    if tier := arguments.get("tier"):
        mine = [each for each in catalogue.rule_sets if each.tier == tier]
        return [*by_day, *(Turn(each.id, BEGUN if each.effective.includes(today) else ENDED) for each in mine)]
    named = arguments.get("rule_set")
    if not named:
        return by_day
    publication = session.get(RulePublication, named)
    cause = PUBLISHED if publication is not None else BEGUN
    if publication is not None and publication.withdrawn_at is not None:
        cause = WITHDRAWN
    return [Turn(named, cause), *(turn for turn in by_day if turn.rule_set != named)]


def prepare(
    session: Session,
    catalogue: Catalogue,
    turns: Sequence[Turn],
    *,
    today: date,
    told: Told = lambda done, total: None,
) -> Anew:
    """Evaluate every firm as of today, and find whose verdict changed because another version applies. Writes nothing."""
    known = current_occasion(session)
    before = {tier: _verdicts(session, tier) for tier in dict.fromkeys(turn.tier for turn in turns)}
    occasion = make_occasion(catalogue, today, known.data_year if known else None)
    computed = evaluating.compute(session, catalogue, occasion, told)
    moved = [_moved(old, computed.answers(tier), tier, turns) for tier, old in before.items() if old.height]
    return Anew(computed, tuple(turns), pl.concat(moved) if moved else pl.DataFrame())


def keep(session: Session, person: Person, catalogue: Catalogue, anew: Anew, *, now: datetime) -> None:
    """Keep the evaluation and who moved, in the caller's transaction."""
    evaluating.keep(session, person, catalogue, anew.computed, now=now)
    session.exec(delete(RuleMove).where(col(RuleMove.rule_set).in_([turn.rule_set for turn in anew.turns])))
    causes = {turn.rule_set: turn.cause for turn in anew.turns}
    if anew.moved.height:
        cause = pl.col("rule_set").replace_strict(causes, return_dtype=pl.String)
        insert_frame(session, MOVE, anew.moved.with_columns(cause.alias("cause"), pl.lit(now).alias("noted_at")))
    for turn in anew.turns:
        publication = session.get(RulePublication, turn.rule_set)
        if publication is not None:
            mine = anew.moved.filter(pl.col("rule_set") == turn.rule_set) if anew.moved.height else anew.moved
            effects = dict(mine.group_by("effect").len().rows()) if mine.height else {}
            publication.moved = {"effects": effects, "as_of": str(anew.computed.occasion.as_of)}
            session.add(publication)


def evaluate_anew(
    session: Session, person: Person, catalogue: Catalogue, rule_set_id: str, *, today: date, now: datetime
) -> None:
    """Both in one session, for a version that was published or withdrawn."""
    turns = turned(session, catalogue, {"rule_set": rule_set_id}, today)
    keep(session, person, catalogue, prepare(session, catalogue, turns, today=today), now=now)


def moves_between(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """firm_id, before, after, effect, before_rule, after_rule of every firm whose verdict changed under another version than
    before; a verdict that is none is an empty text."""
    old = before.rename({"verdict": "before", "rule_set": "before_rule"})
    new = after.rename({"verdict": "after", "rule_set": "after_rule"})
    both = old.join(new, on="firm_id", how="full", coalesce=True)
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
    other_rule = pl.col("before_rule").ne_missing(pl.col("after_rule"))
    return told.filter((pl.col("before") != pl.col("after")) & other_rule).with_columns(effect.alias("effect"))


def _moved(before: pl.DataFrame, after: pl.DataFrame, tier: str, turns: Sequence[Turn]) -> pl.DataFrame:
    """The moves of a tier with the version that made each."""
    ids = [turn.rule_set for turn in turns if turn.tier == tier]
    now, was = pl.col("after_rule"), pl.col("before_rule")
    mover = pl.when(now.is_in(ids)).then(now).when(was.is_in(ids)).then(was).otherwise(pl.lit(ids[0]))
    return moves_between(before, after).select("firm_id", "before", "after", "effect", mover.alias("rule_set"))


def _verdicts(session: Session, tier: str) -> pl.DataFrame:
    """firm_id, verdict and rule_set of every firm judged for the tier. One that the last evaluation judged and that has no
    standing is ineligible, and too far away for any list."""
    columns = (STANDING.c.firm_id, STANDING.c.verdict, STANDING.c.rule_set)
    listed = read_frame(session, select_columns(*columns).where(STANDING.c.tier == tier))
    far = judged_firms(session, tier).join(listed, on="firm_id", how="anti")
    told = far.with_columns(verdict=pl.lit(Verdict.INELIGIBLE.value)).select(listed.columns)
    return pl.concat([listed, told])
