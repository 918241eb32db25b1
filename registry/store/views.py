"""Lists saved under a name: the page and its whole address, for oneself or for one's office."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class SavedView(Record, table=True):
    """One saved list; shared ones are offered to everybody whose scope lies within the office's."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "page", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    page: str
    name: str
    query: str
    is_shared: bool = False
    division: str = ""
    park: str = ""
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
