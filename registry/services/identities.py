"""Accounts and who they are at the office's own sign-in. Nobody is let in who was not linked by the account's owner."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.services import journal
from registry.store.accounts import Account
from registry.store.sign_ins import IdentityRecord


class IdentityTaken(Conflict):
    """The identity belongs to another account, or the account has another identity."""

    template = mark("没有关联：{reason}")


def find_account(session: Session, issuer: str, subject: str) -> Account | None:
    """Whose identity this is; None for a stranger and for a closed account."""
    query = select(Account).join(IdentityRecord, col(IdentityRecord.account_id) == col(Account.id))
    return session.exec(query.where(*_is(issuer, subject), col(Account.active).is_(True))).first()


def link(session: Session, person: Person, issuer: str, subject: str, *, now: datetime) -> None:
    """Link the identity to the person's own account. Raises IdentityTaken; linking the same again changes nothing."""
    held = session.exec(select(IdentityRecord).where(*_is(issuer, subject))).first()
    if held is not None and held.account_id == person.account_id:
        return
    if held is not None:
        raise IdentityTaken(reason=mark("这个统一身份已经关联到另一个账号，请联系管理员。"))
    if of_account(session, person.account_id or 0, issuer) is not None:
        raise IdentityTaken(reason=mark("这个账号已经关联了另一个统一身份，请先解除。"))
    session.add(IdentityRecord(account_id=person.account_id or 0, issuer=issuer, subject=subject, linked_at=now))
    journal.note(session, person, "account.identity", now=now)


def unlink(session: Session, person: Person, account_id: int, issuer: str, *, now: datetime) -> bool:
    """Forget the identity of the person's own account, or of any for administrators; whether there was one."""
    if account_id != person.account_id:
        require(person, Action.MANAGE_ACCOUNTS)
    held = of_account(session, account_id, issuer)
    if held is None:
        return False
    session.delete(held)
    journal.note(session, person, "account.identity_off", now=now, text=session.get_one(Account, account_id).name)
    return True


def of_account(session: Session, account_id: int, issuer: str) -> IdentityRecord | None:
    """The identity that the account has there."""
    mine = select(IdentityRecord).where(IdentityRecord.account_id == account_id, IdentityRecord.issuer == issuer)
    return session.exec(mine).first()


def _is(issuer: str, subject: str) -> tuple[bool, bool]:
    return IdentityRecord.issuer == issuer, IdentityRecord.subject == subject
