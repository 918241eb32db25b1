"""Published rule sets: each version once, with the text it was published from and all it says; fixed once it is used."""

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class RuleSetVersion(Record, table=True):
    """One published version. In force from/to is law time; `known_from` is the day this registry learned of it.

    `text` is the file; `canonical` the whole rule set, an overlay's base included, in the form that `hash` is the hash of (None
    where it was published before that was kept).
    """

    __tablename__ = "rule_set_version"

    id: str = Field(primary_key=True)
    tier: str = Field(index=True)
    jurisdiction: str
    cases: str
    effective_from: date
    effective_to: date | None = None
    document: str
    hash: str
    text: str
    canonical: str | None = None
    known_from: date
    published_at: datetime = Field(sa_column=Column(Moment, nullable=False))
