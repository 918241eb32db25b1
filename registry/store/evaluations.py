"""Evaluations: the archive of each run as columns, and the current standing of every firm at every tier as rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, SmallInteger
from sqlmodel import Field, col

from registry.store.base import Moment, Record
from registry.store.firms import FirmRecord


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


class Standing(Record, table=True):
    """The current answer for a firm and a tier; `outcomes` is one digit per condition in reading order.

    A firm that neither holds a tier nor is a candidate for it (ineligible, and too far away to be near) has no row: most firms
    are that at most tiers, and no list shows them. The day that the answer is for is the last run's: a row holds nothing that
    every run would change, so that a run writes only what became different.

    There are a million rows for a province: the widest columns come first, so that PostgreSQL fills nothing up between them, and
    the firm is no foreign key, which would be looked up and locked a million times. Who takes a firm away takes its standings.
    """

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_ripest", "tier", "candidate_class", "fixes", "firm_id"),
        {"sqlite_with_rowid": False},
    )

    score_low: float | None = None
    score_high: float | None = None
    firm_id: int = Field(primary_key=True)
    data_year: int = Field(sa_type=SmallInteger)
    fixes: int = Field(sa_type=SmallInteger)
    holds: bool
    tier: str = Field(primary_key=True)
    rule_set: str
    verdict: str
    candidate_class: str | None = None
    outcomes: str


OF_THE_FIRM = col(Standing.firm_id) == FirmRecord.id  # how standings and firms are joined: no foreign key says it
