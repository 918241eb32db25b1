"""Evidence: papers that stand behind values. The row says what a file is about; the file lies in the data directory by its hash."""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field

from registry.store.base import Moment, Record


class EvidenceRecord(Record, table=True):
    """One paper of one firm. `year` 0 is the firm itself; `code` an indicator, `condition` "rule set:condition" or `title_id`
    say what it proves, all empty for the year as a whole. `kind` is what the content is, not what its name says."""

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "firm_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id")
    year: int = 0
    code: str = ""
    condition: str = ""
    title_id: int | None = Field(default=None, foreign_key="title.id")
    name: str
    kind: str
    size: int
    sha256: str = Field(index=True)
    note: str = ""
    uploaded_by: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    by_firm: bool
    uploaded_at: datetime = Field(sa_column=Column(Moment, nullable=False))
