"""Evaluating all firms while others write: computed on a snapshot, then kept in a short transaction.

Only standings that differ are written. Firms that somebody touched between the snapshot and the transaction are evaluated
again within it, so that nobody's change is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Action, Person, require
from registry.services import journal
from registry.services.archive import Packed, RunRecord
from registry.services.dashboards.job_kind import ask_if_large
from registry.services.judged import judged_in_portions
from registry.services.newly_eligible import ELIGIBLE_CLASSES, note_newly_eligible, tiers_judged
from registry.services.occasions import Occasion
from registry.services.standings import (
    KEY,
    STANDING,
    count_firms,
    refresh,
    replace_standings,
    standing_rows,
)
from registry.services.tallies import Tally
from registry.services.targets.points import record_month
from registry.store.bulk import read_frame
from registry.store.database import on_postgresql
from registry.store.evaluations import EvaluationRun
from registry.store.journal import JournalEntry

FIRMS_AT_ONCE = 16_384  # small enough that the progress moves
LATE_COMMITS = (
    2_000  # journal entries of PostgreSQL that may have a lower number and yet be committed after the snapshot
)


@dataclass(frozen=True)
class Computed:
    """An evaluation of all firms that is not kept yet: what it found, and the state of the database that it was made of."""

    occasion: Occasion
    packed: tuple[Packed, ...]
    tally: Tally
    standings: pl.DataFrame
    held: pl.DataFrame
    run_id: int
    seen: int

    def answers(self, tier: str) -> pl.DataFrame:
        """firm_id, verdict and rule_set of every firm judged for a tier."""
        texts = pl.col("verdict", "rule_set").cast(pl.String)
        frames = [part.answers().filter(pl.col("tier").cast(pl.String) == tier) for part in self.packed]
        return pl.concat([frame.select("firm_id", texts) for frame in frames])


def compute(
    session: Session,
    catalogue: Catalogue,
    occasion: Occasion,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Computed:
    """Evaluate every firm for new cases on the data as it is now; `told` hears how many firms of how many are done."""
    seen, run_id = _newest_entry(session), _newest_run(session)
    total = count_firms(session, SYSTEM)
    packed, standings, held, tally, done = [], [], [], Tally(), 0
    for judged in judged_in_portions(session, catalogue, occasion, FIRMS_AT_ONCE):
        packed.append(judged.packed)
        standings.append(standing_rows(judged.results, occasion))
        held.append(judged.held)
        tally.take(judged.results)
        done += judged.packed.firms
        told(done, total)
    return Computed(occasion, tuple(packed), tally, pl.concat(standings), pl.concat(held), run_id, seen)


def keep(session: Session, person: Person, catalogue: Catalogue, computed: Computed, *, now: datetime) -> int:
    """Archive the run and put its standings in the place of those held; the number of the run."""
    require(person, Action.RUN_EVALUATIONS)
    occasion = computed.occasion
    touched = _touched_since(session, computed.seen)
    held = computed.held if _newest_run(session) == computed.run_id else _held(session)
    judged = tiers_judged(session)
    record = RunRecord(session, person, catalogue, occasion, now=now)
    for part in computed.packed:
        record.store(part)
    record.close({tier: asdict(each) for tier, each in computed.tally.counts(catalogue, occasion).items()})
    untouched = ~pl.col("firm_id").is_in(touched)
    replace_standings(session, held.filter(untouched), computed.standings.filter(untouched))
    eligible = pl.col("candidate_class").is_in(ELIGIBLE_CLASSES)
    known = computed.standings.filter(pl.col("tier").is_in(judged) & untouched)
    note_newly_eligible(session, known, held.filter(eligible).select(KEY))
    refresh(session, catalogue, touched)
    journal.note(session, person, "evaluation.run", now=now, text=f"{occasion.as_of} {occasion.data_year} new")
    record_month(session, catalogue, today=occasion.as_of, now=now)
    ask_if_large(session, person, now=now)
    return record.id


def _held(session: Session) -> pl.DataFrame:
    return read_frame(session, select(STANDING))


def _touched_since(session: Session, seen: int) -> list[int]:
    """The firms that the journal speaks of since."""
    late = LATE_COMMITS if on_postgresql(session) else 0
    firm = col(JournalEntry.firm_id)
    found = select(firm).where(col(JournalEntry.id) > seen - late, firm.is_not(None)).distinct()
    return [int(each) for each in session.execute(found).scalars() if each is not None]


def _newest_entry(session: Session) -> int:
    return session.execute(select(func.max(col(JournalEntry.id)))).scalar() or 0


def _newest_run(session: Session) -> int:
    return session.execute(select(func.max(col(EvaluationRun.id)))).scalar() or 0
