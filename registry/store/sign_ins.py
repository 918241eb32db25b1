"""Who is signed in where, and the passwords that an account had before."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from registry.store.base import Moment, Record


class SignInRecord(Record, table=True):
    """One sign-in from one browser. Its token is known to that browser alone; here stands only its hash."""

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    method: str
    address: str = ""
    browser: str = ""
    started_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    ending: str = ""


class PastPassword(Record, table=True):
    """The hash of a password that was replaced."""

    __tablename__ = "past_password"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    password_hash: str
    replaced_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class IdentityRecord(Record, table=True):
    """An account's identity at the office's own sign-in: the issuer and the subject that it names, never a name or an address."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("account_id", "issuer"))

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    issuer: str
    subject: str
    linked_at: datetime = Field(sa_column=Column(Moment, nullable=False))
