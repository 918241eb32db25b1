"""Self-assessments that a firm asked to keep for a while: what it typed, under a key of which only the hash is known."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class AssessmentDraft(Record, table=True):
    """The texts of the form by field. After `expires_at` it is as if it were not there, and soon it is not."""

    __tablename__ = "assessment_draft"
    __table_args__ = (UniqueConstraint("key_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    key_hash: str
    texts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    saved_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
