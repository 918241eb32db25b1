"""Invitations: an officer makes a link for a firm in scope; whoever holds it makes the firm's account, once, until it expires."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from registry.domain.access import SYSTEM, Action, Person, Role, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.accounts import NewAccount, add_account
from registry.services.submissions.keys import fresh_key, hash_of
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.joining import Invitation
from registry.store.scope import get_firm_in_scope

VALID_FOR = timedelta(days=14)


class InvitationExpired(Conflict):
    """The link is too old."""

    template = mark("邀请链接已过期。请联系园区专员重新生成。")


class InvitationUsed(Conflict):
    """Somebody has made an account with the link."""

    template = mark("邀请链接已经用过，账号已经建立。请直接登录；如不是您本人建立的，请联系园区专员。")


class InvitationRevoked(Conflict):
    """The officer took it back, or made a newer one."""

    template = mark("邀请链接已作废。请向园区专员索取最新的链接。")


def invite(session: Session, person: Person, firm_id: int, *, now: datetime) -> str:
    """Make a link for the firm and return its key, which is kept nowhere; unused links made before are void."""
    require(person, Action.INVITE_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    key = fresh_key()
    add_invitation(session, person, firm_id, hash_of(key), now=now)
    return key


def add_invitation(session: Session, person: Person, firm_id: int, key_hash: str, *, now: datetime) -> None:
    """An invitation with that key in the place of all unused ones of the firm."""
    for old in open_invitations(session, firm_id, now):
        old.revoked_at = now
    session.add(
        Invitation(
            firm_id=firm_id, key_hash=key_hash, created_by=person.name, created_at=now, expires_at=now + VALID_FOR
        )
    )
    session.flush()
    journal.note(session, person, "invitation.make", now=now, firm_id=firm_id)


def revoke(session: Session, person: Person, firm_id: int, *, now: datetime) -> None:
    """Make the unused links of the firm void."""
    require(person, Action.INVITE_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    found = open_invitations(session, firm_id, now)
    for invitation in found:
        invitation.revoked_at = now
    if found:
        journal.note(session, person, "invitation.revoke", now=now, firm_id=firm_id)


def open_invitations(session: Session, firm_id: int, now: datetime) -> list[Invitation]:
    """Those that could still be used."""
    statement = select(Invitation).where(
        Invitation.firm_id == firm_id,
        col(Invitation.used_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > now,
    )
    return list(session.exec(statement))


def usable(session: Session, key: str, *, now: datetime, to_use: bool = False) -> tuple[Invitation, FirmRecord]:
    """The invitation of the key and its firm, to use it kept from others until the transaction ends.

    Raises NotFound, InvitationUsed, InvitationRevoked, InvitationExpired.
    """
    statement = select(Invitation).where(Invitation.key_hash == hash_of(key))
    found = session.exec(statement.with_for_update() if to_use else statement).first()
    if found is None:
        raise NotFound(what=mark("这个邀请链接"))
    if found.used_at is not None:
        raise InvitationUsed()
    if found.revoked_at is not None:
        raise InvitationRevoked()
    if found.expires_at <= now:
        raise InvitationExpired()
    return found, session.get_one(FirmRecord, found.firm_id)


def join(session: Session, key: str, name: str, password: str, *, now: datetime) -> None:
    """Make the firm's account with the link. Raises like `usable`, and InvalidInput and Conflict for name and password."""
    invitation, firm = usable(session, key, now=now, to_use=True)
    if not password:
        raise InvalidInput(field=mark("密码"), reason=mark("必须填写。"))
    new = NewAccount(name, Role.ENTERPRISE, firm_id=firm.id, display_name=firm.name, password=password)
    add_account(session, SYSTEM, new, now=now)
    account = session.exec(select(Account).where(Account.name == name)).one()
    invitation.used_at, invitation.account_id = now, account.id
    account.must_change_password = False
    who = Person(account.id, account.display_name, Role.ENTERPRISE, firm_id=firm.id)
    journal.note(session, who, "invitation.use", now=now, firm_id=firm.id, text=name)


def accounts_of_firm(session: Session, person: Person, firm_id: int) -> list[Account]:
    """The accounts of a firm in scope."""
    require(person, Action.INVITE_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    return list(session.exec(select(Account).where(Account.firm_id == firm_id).order_by(col(Account.id))))


def set_active(
    session: Session, person: Person, firm_id: int, account_id: int, is_active: bool, *, now: datetime
) -> None:
    """Close an account of the firm, or open it again; its sessions end at once."""
    found = next((one for one in accounts_of_firm(session, person, firm_id) if one.id == account_id), None)
    if found is None or found.role != Role.ENTERPRISE:
        raise NotFound(what=mark("这个账号"))
    if found.active != is_active:
        found.active = is_active
        action = "account.open" if is_active else "account.close"
        journal.note(session, person, action, now=now, firm_id=firm_id, text=found.name)
