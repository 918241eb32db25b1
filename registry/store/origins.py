"""Where the values of a firm's year come from, packed into one row per firm and year."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from registry.store.base import Record


class ValueOrigin(Record, table=True):
    """`sources` is JSON text {code: source}; "*" stands for all codes not named, a "!" after the source means verified by
    a person. Year 0 is the firm itself. What the journal tells in full stands here in short, so that an import can ask it
    of a hundred thousand rows."""

    __tablename__ = "value_origin"
    __table_args__ = (CheckConstraint("year = 0 OR year BETWEEN 1900 AND 2200", name="year_range"),)

    firm_id: int = Field(foreign_key="firm.id", primary_key=True)
    year: int = Field(primary_key=True)
    sources: str
