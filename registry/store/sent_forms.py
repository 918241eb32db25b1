"""Forms that have acted: each filled-in page once, whoever sends it again and on whichever host it arrives."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from registry.store.base import Moment, Record


class SentForm(Record, table=True):
    """A form by the hash of all it sent and of the page it stood on; `outcome` is the address it led to, once known."""

    __tablename__ = "sent_form"

    key: str = Field(primary_key=True)
    sent_at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    outcome: str | None = None
