"""The policy desk: drafts, what was published from them and who moved, local tiers, and how fresh each number is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class RuleDraft(Record, table=True):
    """A rule set being written: `text` is the YAML that a file would hold, `previous` the text before the last change, `cases` its
    cases in YAML. Of an overlay `base` is the version that it extends and `base_document` what that said, "" for a whole one.
    `status` is open, submitted, published or dropped; `authors` are the accounts that changed it."""

    __tablename__ = "rule_draft"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    tier: str
    jurisdiction: str = Field(index=True)
    base: str = ""
    base_document: str = ""
    text: str
    previous: str | None = None
    cases: str = ""
    status: str = "open"
    version: int = 1
    authors: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    updated_by: str
    updated_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    issued_on: date | None = None
    filename: str = ""
    file: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    submitted_by: str | None = None
    submitted_id: int | None = None
    submitted_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    remark: str = ""
    rule_set: str | None = None


class DraftRevision(Record, table=True):
    """The text of a draft as it was at one of its versions, and who wrote it; one can go back to any of them."""

    __tablename__ = "rule_draft_revision"
    __table_args__ = (UniqueConstraint("draft_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="rule_draft.id", index=True)
    version: int
    text: str
    written_by: str
    written_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class RuleImpact(Record, table=True):
    """What a draft would do to the firms of a scope on a day: counts, and each moved firm and holder as Parquet."""

    __tablename__ = "rule_impact"

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="rule_draft.id", index=True)
    draft_version: int
    as_of: date
    data_year: int
    division: str = ""
    park: str = ""
    counts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    firms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class RulePublication(Record, table=True):
    """A version published at the desk; its text stands in `rule_set_version`, and the version before it ends the day
    before; a withdrawn one no longer counts. `moved` are the counts of the evaluation that followed."""

    __tablename__ = "rule_publication"

    rule_set: str = Field(primary_key=True, foreign_key="rule_set_version.id")
    draft_id: int = Field(foreign_key="rule_draft.id")
    jurisdiction: str
    issued_on: date
    submitted_by: str
    published_by: str
    published_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    reason: str = ""
    job_id: int | None = None
    moved: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class RuleMove(Record, table=True):
    """A firm whose verdict changed when a version came or went; `cause` is published, withdrawn, begun or ended."""

    __tablename__ = "rule_move"
    __table_args__ = (Index(None, "rule_set", "firm_id"),)

    id: int | None = Field(default=None, primary_key=True)
    rule_set: str
    firm_id: int = Field(foreign_key="firm.id")
    effect: str
    before: str
    after: str
    cause: str | None = None
    noted_at: datetime | None = Field(default=None, sa_column=Column(Moment))


class LocalTier(Record, table=True):
    """A rung that an office added to the ladder."""

    __tablename__ = "local_tier"

    code: str = Field(primary_key=True)
    label: str
    label_en: str
    track: str
    place: int
    feeders: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    authority: str = ""
    jurisdiction: str
    validity: str = "years"
    validity_years: int = 3
    margin: float = 0.2
    retired_on: date | None = None
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class RuleCheck(Record, table=True):
    """Somebody held a version, or one condition of it, against the original text; the newest row counts."""

    __tablename__ = "rule_check"
    __table_args__ = (Index(None, "rule_set", "condition", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    rule_set: str
    condition: str = ""
    checked_on: date
    owner: str
    next_review: date
    note: str = ""
    noted_by: str
    noted_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class ChecklistMark(Record, table=True):
    """One item of a programme's yearly checklist, done."""

    __tablename__ = "checklist_mark"
    __table_args__ = (UniqueConstraint("tier", "year", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    tier: str
    year: int
    item: str
    note: str = ""
    done_by: str
    done_at: datetime = Field(sa_column=Column(Moment, nullable=False))
