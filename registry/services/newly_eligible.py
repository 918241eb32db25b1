"""Writing down which firms have just become eligible, whenever standings are replaced. A growing number says since when."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from registry.domain.outcomes import CandidateClass, Case
from registry.store.bulk import delete_frame, insert_frame, read_frame, read_frame_where
from registry.store.evaluations import EvaluationRun, Standing
from registry.store.firms import FirmRecord
from registry.store.morning import NewlyEligible

STANDING = Standing.__table__  # type: ignore[attr-defined]
NEWLY = NewlyEligible.__table__  # type: ignore[attr-defined]
ELIGIBLE_CLASSES = (CandidateClass.ELIGIBLE.value, CandidateClass.REVIEW.value)


def eligible_now(session: Session, firm_ids: Sequence[int] | None = None) -> pl.DataFrame:
    """Firm and tier of every standing without a failing condition; of some firms, or of all of them."""
    statement: Select[tuple[int, str]] = select(STANDING.c.firm_id, STANDING.c.tier)
    wanted = statement.where(STANDING.c.candidate_class.in_(ELIGIBLE_CLASSES))
    if firm_ids is None:
        return read_frame(session, wanted)
    return read_frame_where(session, wanted, STANDING.c.firm_id, firm_ids)


def tiers_judged(session: Session) -> list[str]:
    """The tiers that were evaluated before. Of any other the first evaluation makes nobody new: there was nothing before."""
    runs = session.execute(select(col(EvaluationRun.counts)).where(col(EvaluationRun.case) == Case.NEW.value))
    return sorted({tier for counts in runs.scalars() for tier in counts})


def note_newly_eligible(session: Session, results: pl.DataFrame, before: pl.DataFrame) -> None:
    """Write down the firms and tiers of the results that are eligible and were not before."""
    eligible = results.filter(pl.col("candidate_class").cast(pl.String).is_in(ELIGIBLE_CLASSES))
    keys = eligible.select(pl.col("firm_id").cast(pl.Int64), pl.col("tier").cast(pl.String))
    fresh = keys.join(before, on=["firm_id", "tier"], how="anti")
    delete_frame(session, NEWLY, fresh)
    insert_frame(session, NEWLY, fresh)


def newest_place(session: Session) -> int:
    """The number up to which everything has been written down."""
    return session.execute(select(func.max(col(NewlyEligible.id)))).scalar() or 0


def became_eligible_after(place: int, tier: str) -> ColumnElement[bool]:
    """On `firm`: written down as newly eligible for the tier after that place."""
    return col(FirmRecord.id).in_(select(NEWLY.c.firm_id).where(NEWLY.c.id > place, NEWLY.c.tier == tier))
