"""Evaluating all firms and keeping it, one firm with every reason, and every verdict for a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation
from registry.domain.outcomes import CandidateClass, Case, Verdict
from registry.services import journal
from registry.services.archive import record_run
from registry.services.bottlenecks import Bottleneck, bottlenecks
from registry.services.days import china_day
from registry.services.facts import facts
from registry.services.occasions import Occasion, evaluated, make_occasion
from registry.services.standings import count_firms_with_figures, refresh, replace_standings
from registry.services.targets.points import record_month
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, get_firm_in_scope

__all__ = ["RunSummary", "TierCounts", "explain", "facts", "refresh", "run", "verdicts"]

Tiers = tuple[str, ...] | None


@dataclass(frozen=True)
class TierCounts:
    """How many firms have which verdict at a tier, hold it, are candidates of which class, and fail one condition only."""

    verdicts: dict[str, int]
    holds: int
    candidates: dict[str, int]
    bottlenecks: tuple[Bottleneck, ...] = ()


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
    inputs = facts(session, catalogue, as_of=as_of, data_year=occasion.data_year)
    results = evaluated(catalogue, inputs, occasion)
    counts = {tier: asdict(each) for tier, each in counted(catalogue, results, occasion).items()}
    record = record_run(session, person, catalogue, occasion, inputs, results, counts, now=now)
    if occasion.case is Case.NEW:
        replace_standings(session, results, occasion)
    journal.note(session, person, "evaluation.run", now=now, text=f"{as_of} {occasion.data_year} {occasion.case}")
    if as_of == china_day(now):
        record_month(session, catalogue, today=as_of, now=now)
    seen = _codes_in_scope(session, person)
    return RunSummary(
        run_id=record,
        as_of=as_of,
        data_year=occasion.data_year,
        case=occasion.case,
        firms=seen.height,
        firms_with_figures=count_firms_with_figures(session, person, occasion.data_year),
        tiers=counted(catalogue, results.join(seen, on="firm_id", how="semi"), occasion),
    )


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
    inputs = facts(session, catalogue, as_of=as_of, data_year=occasion.data_year, firm_ids=[firm_id])
    return explain_ladder(
        catalogue, inputs, as_of=as_of, data_year=occasion.data_year, case=occasion.case, tiers=occasion.tiers
    )


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


def counted(catalogue: Catalogue, results: pl.DataFrame, occasion: Occasion) -> dict[str, TierCounts]:
    """Counts for every tier that has a rule set in force, in ladder order, zeros included."""
    groups = results.group_by("tier", "verdict", "candidate_class", "holds").len().rows(named=True)
    tight = bottlenecks(catalogue.rule_sets, results)
    counts = {}
    for tier in occasion.rated(catalogue):
        mine = [group for group in groups if group["tier"] == tier]
        counts[tier] = TierCounts(
            {each.value: _sum(mine, "verdict", each.value) for each in Verdict},
            _sum(mine, "holds", True),
            {each.value: _sum(mine, "candidate_class", each.value) for each in CandidateClass},
            tuple(each for each in tight if each.tier == tier),
        )
    return counts


def _codes_in_scope(session: Session, person: Person) -> pl.DataFrame:
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    return read_frame(session, select(table.c.id.label("firm_id"), table.c.credit_code).where(firms_in_scope(person)))


def _sum(groups: list[dict[str, Any]], name: str, value: object) -> int:
    return sum(group["len"] for group in groups if group[name] == value)
