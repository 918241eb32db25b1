"""Evaluating all firms and keeping it, one firm with every reason, and every verdict for a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.explaining import explain_firm
from registry.domain.explanation import Explanation
from registry.domain.outcomes import Case
from registry.services import journal
from registry.services.archive import RunRecord
from registry.services.dashboards.job_kind import ask_if_large
from registry.services.days import china_day
from registry.services.facts import facts
from registry.services.firm_facts import firm_facts
from registry.services.judged import judged_in_portions
from registry.services.occasions import Occasion, evaluated, make_occasion
from registry.services.standings import Replacing, count_firms, count_firms_with_figures, refresh
from registry.services.tallies import Tally, TierCounts
from registry.services.targets.points import record_month
from registry.store.apart import read_committed
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, get_firm_in_scope, sees_less_than_all

__all__ = ["RunSummary", "TierCounts", "explain", "facts", "refresh", "run", "verdicts"]

Tiers = tuple[str, ...] | None


@dataclass(frozen=True)
class RunSummary:
    """What an evaluation found within the asker's scope; `firms_with_figures` have any figure for the data year."""

    run_id: int
    as_of: date
    data_year: int
    case: Case
    firms: int
    firms_with_figures: int
    tiers: dict[str, TierCounts]


def run(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    *,
    as_of: date,
    now: datetime,
    data_year: int | None = None,
    case: Case = Case.NEW,
    tiers: Tiers = None,
) -> RunSummary:
    """Evaluate every firm, archive inputs and results, and replace the current standings (a run for new cases).

    All firms are evaluated whoever asks; the summary counts those in the asker's scope. A run for the present day also measures
    every open target that has no point of this month yet.
    """
    require(person, Action.RUN_EVALUATIONS)
    occasion = make_occasion(catalogue, as_of, data_year, case, tiers)
    seen = _codes_in_scope(session, person) if sees_less_than_all(person) else None
    run_id, visible = _worked(session, person, catalogue, occasion, seen, now)
    journal.note(session, person, "evaluation.run", now=now, text=f"{as_of} {occasion.data_year} {occasion.case}")
    if as_of == china_day(now):
        record_month(session, catalogue, today=as_of, now=now)
        ask_if_large(session, person, now=now)
    return RunSummary(
        run_id=run_id,
        as_of=as_of,
        data_year=occasion.data_year,
        case=occasion.case,
        firms=seen.height if seen is not None else count_firms(session, person),
        firms_with_figures=count_firms_with_figures(session, person, occasion.data_year),
        tiers=visible.counts(catalogue, occasion),
    )


def _worked(
    session: Session, person: Person, catalogue: Catalogue, occasion: Occasion, seen: pl.DataFrame | None, now: datetime
) -> tuple[int, Tally]:
    """Evaluate and keep one portion of firms after another; the number of the run, and the count of the firms seen, None
    meaning all.

    The first portion is read before anything is written: till then the database may be read beside the session.
    """
    portions = judged_in_portions(session, catalogue, occasion)
    first = next(portions)
    record = RunRecord(session, person, catalogue, occasion, now=now)
    standings = Replacing(session, occasion) if occasion.case is Case.NEW else None
    everybody = Tally()
    visible = everybody if seen is None else Tally()
    for judged in chain([first], portions):
        results = judged.results
        record.store(judged.packed)
        if standings is not None:
            standings.take(results, judged.held)
        everybody.take(results)
        if seen is not None:
            visible.take(results.join(seen, on="firm_id", how="semi"))
    if standings is not None:
        standings.finish()
    record.close({tier: asdict(each) for tier, each in everybody.counts(catalogue, occasion).items()})
    return record.id, visible


def explain(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    *,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
    tiers: Tiers = None,
) -> list[Explanation]:
    """Every tier's rule set beside one firm in scope, condition by condition, from the figures as they are now."""
    require(person, Action.VIEW_FIRMS)
    occasion = make_occasion(catalogue, as_of, data_year, case, tiers)
    get_firm_in_scope(session, person, firm_id)
    inputs = firm_facts(session, catalogue, firm_id, as_of=as_of, data_year=occasion.data_year)
    return explain_firm(catalogue, inputs, occasion, occasion.tiers)


def verdicts(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    *,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
) -> pl.DataFrame:
    """Every firm in scope × tier, evaluated now: credit_code, tier, rule_set, verdict, score_low, score_high."""
    require(person, Action.VIEW_CANDIDATES)
    occasion = make_occasion(catalogue, as_of, data_year, case)
    inputs = facts(session, catalogue, as_of=as_of, data_year=occasion.data_year)
    results = evaluated(catalogue, inputs, occasion).join(_codes_in_scope(session, person), on="firm_id")
    order = {tier: position for position, tier in enumerate(catalogue.ladder)}
    rung = pl.col("tier").replace_strict(order, return_dtype=pl.Int64)
    shown = ("credit_code", "tier", "rule_set", pl.col("verdict").cast(pl.String), "score_low", "score_high")
    return results.sort("credit_code", rung).select(*shown)


def _codes_in_scope(session: Session, person: Person) -> pl.DataFrame:
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    return read_committed(
        session, select(table.c.id.label("firm_id"), table.c.credit_code).where(firms_in_scope(person))
    )
