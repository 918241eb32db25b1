"""Evaluating all firms while others write: computed on a snapshot, then kept in a short transaction.

Only standings that differ are written. Firms that somebody touched between the snapshot and the transaction are evaluated
again within it, so that nobody's change is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Action, Person, require
from registry.services import journal
from registry.services.archive import Packed, RunRecord, pack
from registry.services.dashboards.job_kind import ask_if_large
from registry.services.newly_eligible import ELIGIBLE_CLASSES, note_newly_eligible, tiers_judged
from registry.services.occasions import Occasion, evaluated
from registry.services.portions import facts_in_portions
from registry.services.standings import STANDING, count_firms, refresh, standing_rows
from registry.services.tallies import Tally
from registry.services.targets.points import record_month
from registry.store.bulk import delete_frame, insert_frame, read_frame
from registry.store.evaluations import EvaluationRun
from registry.store.journal import JournalEntry

FIRMS_AT_ONCE = 16_384  # small enough that the progress moves
LATE_COMMITS = (
    2_000  # journal entries of PostgreSQL that may have a lower number and yet be committed after the snapshot
)
KEY = ["firm_id", "tier"]
DATED = ("as_of", "data_year")


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
    held, total = _held(session), count_firms(session, SYSTEM)
    packed, standings, tally, done = [], [], Tally(), 0
    asked = {"as_of": occasion.as_of, "data_year": occasion.data_year, "firms_at_once": FIRMS_AT_ONCE}
    for inputs in facts_in_portions(session, catalogue, **asked):
        results = evaluated(catalogue, inputs, occasion)
        packed.append(pack(inputs, results))
        standings.append(standing_rows(results, occasion))
        tally.take(results)
        done += inputs.height
        told(done, total)
    return Computed(occasion, tuple(packed), tally, pl.concat(standings), held, run_id, seen)


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
    _replace(session, computed, held, touched)
    eligible = pl.col("candidate_class").is_in(ELIGIBLE_CLASSES)
    known = computed.standings.filter(pl.col("tier").is_in(judged) & ~pl.col("firm_id").is_in(touched))
    note_newly_eligible(session, known, held.filter(eligible).select(KEY))
    refresh(session, catalogue, touched)
    journal.note(session, person, "evaluation.run", now=now, text=f"{occasion.as_of} {occasion.data_year} new")
    record_month(session, catalogue, today=occasion.as_of, now=now)
    ask_if_large(session, person, now=now)
    return record.id


def _replace(session: Session, computed: Computed, held: pl.DataFrame, touched: Sequence[int]) -> None:
    """Write the standings that differ from those held, and the day of all others."""
    said = [name for name in held.columns if name not in DATED]
    wanted = computed.standings.select(held.columns).filter(~pl.col("firm_id").is_in(touched))
    fresh = wanted.join(held.select(said), on=said, how="anti", nulls_equal=True)
    gone = held.join(wanted.select(said), on=said, how="anti", nulls_equal=True).filter(
        ~pl.col("firm_id").is_in(touched)
    )
    delete_frame(session, STANDING, gone.select(KEY))
    insert_frame(session, STANDING, fresh)
    days = {"as_of": computed.occasion.as_of, "data_year": computed.occasion.data_year}
    outdated = (STANDING.c.as_of != days["as_of"]) | (STANDING.c.data_year != days["data_year"])
    session.execute(update(STANDING).where(outdated).values(**days))


def _held(session: Session) -> pl.DataFrame:
    return read_frame(session, select(STANDING))


def _touched_since(session: Session, seen: int) -> list[int]:
    """The firms that the journal speaks of since."""
    late = LATE_COMMITS if session.get_bind().dialect.name == "postgresql" else 0
    firm = col(JournalEntry.firm_id)
    found = select(firm).where(col(JournalEntry.id) > seen - late, firm.is_not(None)).distinct()
    return [int(each) for each in session.execute(found).scalars() if each is not None]


def _newest_entry(session: Session) -> int:
    return session.execute(select(func.max(col(JournalEntry.id)))).scalar() or 0


def _newest_run(session: Session) -> int:
    return session.execute(select(func.max(col(EvaluationRun.id)))).scalar() or 0
