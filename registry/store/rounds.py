"""Rounds 申报批次: one call, its firms, what was frozen, opinions by level, objections and amendments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class Round(Record, table=True):
    """One call for a tier: draft, open, frozen, noticed (in public notice), closed or cancelled. `levels` are the levels of
    opinion from below to above; the scope is a division prefix and a park, both empty for everything."""

    __tablename__ = "round"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    tier: str = Field(index=True)
    year: int
    rule_set: str
    case: str
    as_of: date
    data_year: int
    division: str = ""
    park: str = ""
    opens_on: date
    closes_on: date
    document: str = ""
    levels: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    status: str = Field(index=True)
    notice_from: date | None = None
    notice_to: date | None = None
    notice_text: str = ""
    frozen_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    frozen_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    created_by: str
    account_id: int | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    version: int = 1


class RoundSnapshot(Record, table=True):
    """What a freeze keeps: the rule set as it was, the figures and the verdicts, as Parquet."""

    __tablename__ = "round_snapshot"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    rule_text: str
    rule_hash: str
    facts: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    results: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RoundFirm(Record, table=True):
    """One firm in a round: at which level it lies, what became of it. `state` is waiting, returned, rejected, withdrawn,
    supported (through all levels), recognised or not_recognised."""

    __tablename__ = "round_firm"
    __table_args__ = (UniqueConstraint("round_id", "firm_id"), Index(None, "round_id", "level", "state"))

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    firm_id: int = Field(foreign_key="firm.id", index=True)
    level: str
    state: str
    drawn_class: str | None = None
    verdict: str | None = None
    candidate_class: str | None = None
    shortfall: str = ""
    drawn_by: str
    drawn_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    title_id: int | None = Field(default=None, foreign_key="title.id")
    version: int = 1


class RoundOpinion(Record, table=True):
    """What a level said of a firm: submit, return, reject or note, with its reason."""

    __tablename__ = "round_opinion"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    round_firm_id: int = Field(foreign_key="round_firm.id", index=True)
    level: str
    kind: str
    text: str = ""
    by: str
    account_id: int | None = None
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class RoundObjection(Record, table=True):
    """Something said against a firm or the whole list during the public notice, and how it ended."""

    __tablename__ = "round_objection"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    round_firm_id: int | None = Field(default=None, foreign_key="round_firm.id", index=True)
    raised_by: str
    raised_on: date
    text: str
    outcome: str | None = None
    outcome_text: str = ""
    recorded_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    closed_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=Column(Moment))


class RoundAmendment(Record, table=True):
    """One change of one frozen value: asked for with a reason, then approved or refused by somebody else."""

    __tablename__ = "round_amendment"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    round_firm_id: int = Field(foreign_key="round_firm.id", index=True)
    code: str
    year: int
    old: str | None = None
    new: str | None = None
    reason: str
    status: str
    asked_by: str
    asker_id: int | None = None
    asked_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    decided_by: str | None = None
    decider_id: int | None = None
    decided_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    decision_note: str = ""


class RoundEvent(Record, table=True):
    """One step of a round on its timeline: who, when, what (`kind`) and its facts; the journal has it too."""

    __tablename__ = "round_event"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    kind: str
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    by: str
    account_id: int | None = None
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class RoundResult(Record, table=True):
    """One line of an uploaded result list that waits to be written into titles. `way` is how its firm was found: code, name,
    chosen (by a person), nobody (no firm is meant) or open; `firm_id` is blank for the last two."""

    __tablename__ = "round_result"
    __table_args__ = (UniqueConstraint("round_id", "sheet", "row"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    sheet: str
    row: int
    name: str
    credit_code: str = ""
    number: str = ""
    way: str
    firm_id: int | None = Field(default=None, foreign_key="firm.id", index=True)
