"""How firms come to accounts: invitations that officers hand out, and claims that firms make."""

from datetime import datetime

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field

from registry.store.base import Moment, Record

OPEN = text("state = 'open'")


class Invitation(Record, table=True):
    """A link that makes one account for one firm, once and until it expires. Only the hash of its key is kept."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("key_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    key_hash: str
    created_by: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    used_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    account_id: int | None = Field(default=None, foreign_key="account.id")


class AccountClaim(Record, table=True):
    """A firm asks for an account by its credit code: open, approved, refused or superseded. Approving makes an invitation with
    the very key of the claim's own link. `sent_from` is the network address."""

    __tablename__ = "account_claim"
    __table_args__ = (
        UniqueConstraint("key_hash"),
        Index("uq_account_claim_open", "firm_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "sent_from", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    firm_id: int = Field(foreign_key="firm.id", index=True)
    key_hash: str
    firm_name: str
    contact_name: str
    contact_phone: str
    proof: str
    sent_from: str = ""
    state: str
    received_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    decided_by: str = ""
    answer: str = ""
