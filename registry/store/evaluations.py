"""Evaluations: the archive of each run as columns, and the current standing of every firm at every tier as rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, text
from sqlmodel import Field

from registry.store.base import Moment, Record


class EvaluationRun(Record, table=True):
    """One evaluation of all firms: who, when, for which day of law and data year, with which rule sets (id → hash).

    `margins` are the near-miss margins of the tiers on that day (None for runs before they were kept).
    """

    __tablename__ = "evaluation_run"

    id: int | None = Field(default=None, primary_key=True)
    as_of: date
    data_year: int
    case: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    created_by: str
    firms: int
    firms_with_figures: int
    rule_sets: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    counts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    margins: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class EvaluationArchive(Record, table=True):
    """The results and input facts of a run as Parquet, so that it can be explained after both have changed: a part holds the
    firms from one number to another, so that one firm is found without reading all of them."""

    __tablename__ = "evaluation_archive"

    run_id: int = Field(foreign_key="evaluation_run.id", primary_key=True)
    first_firm: int = Field(primary_key=True)
    last_firm: int
    results: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    facts: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


IS_NEAR = text("candidate_class = 'near'")  # as the partial index says it: a bound value would not use the index


class Standing(Record, table=True):
    """The current answer for a firm and a tier; `outcomes` is one digit per condition in reading order.

    A firm that neither holds a tier nor is a candidate for it (ineligible, and too far away to be near) has no row: most firms
    are that at most tiers, and no list shows them. The day that the answer is for is the last run's: a row holds nothing that
    every run would change, so that a run writes only what became different.
    """

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_ripest", "tier", "candidate_class", "fixes", "firm_id"),
        Index("ix_standing_near", "fixes", "tier", "firm_id", sqlite_where=IS_NEAR, postgresql_where=IS_NEAR),
        {"sqlite_with_rowid": False},
    )

    firm_id: int = Field(foreign_key="firm.id", primary_key=True)
    tier: str = Field(primary_key=True)
    rule_set: str
    verdict: str
    candidate_class: str | None = None
    holds: bool
    score_low: float | None = None
    score_high: float | None = None
    fixes: int
    outcomes: str
    data_year: int
