"""How long a password may be used, where an office sets a limit: after that, signing in asks for a new one first."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from registry.store.accounts import Account
from registry.store.sign_ins import PastPassword


def ask_if_outworn(session: Session, account: Account, days: int, *, now: datetime) -> None:
    """Mark the account's password as due for a change if it is older than so many days; 0 sets no limit."""
    if days and now - _set_at(session, account) > timedelta(days=days):
        account.must_change_password = True


def _set_at(session: Session, account: Account) -> datetime:
    """When the present password replaced the one before; a first one is as old as the account."""
    latest = select(func.max(PastPassword.replaced_at)).where(col(PastPassword.account_id) == account.id)
    return session.exec(latest).one() or account.created_at
