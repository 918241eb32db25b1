"""Claims: a firm without an invitation asks for an account by its credit code; an officer of its park approves or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.names import name_key
from registry.domain.texts import mark
from registry.services import journal
from registry.services.enterprise.invitations import add_invitation
from registry.services.submissions.keys import fresh_key, hash_of
from registry.services.submissions.receiving import DOOR, STRANGER
from registry.store.database import rows_of
from registry.store.firms import FirmRecord, FormerName
from registry.store.joining import AccountClaim
from registry.store.scope import firms_in_scope

LONGEST, KEPT = 500, 500
A_DAY, PER_ADDRESS = timedelta(days=1), 20
FIELDS: Mapping[str, str] = {
    "credit_code": mark("统一社会信用代码"),
    "firm_name": mark("企业名称"),
    "contact_name": mark("联系人"),
    "contact_phone": mark("联系电话"),
    "proof": mark("身份说明"),
}


class State(StrEnum):
    """Open waits for an officer; the others are final."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


STATE_LABELS: Mapping[str, str] = {
    State.OPEN: mark("待审核"),
    State.APPROVED: mark("已同意"),
    State.REFUSED: mark("已驳回"),
    State.SUPERSEDED: mark("已被新申请替代"),
}


class ClaimDecided(Conflict):
    """Somebody else was faster, or the firm asked anew."""

    template = mark("这项账号申请现在是“{state}”，不能再处理。请刷新查看最新情况。")


class TooManyClaims(Conflict):
    """Very many claims from one network address within a day."""

    template = mark("今天从这个网络提交的申请过多，请明天再试，或直接联系园区专员。")


@dataclass(frozen=True)
class ClaimRow:
    """A claim with the firm as it is registered."""

    record: AccountClaim
    firm: FirmRecord


def claim(session: Session, values: Mapping[str, str], *, address: str, now: datetime) -> tuple[int, str]:
    """Ask for an account; returns the claim's id and the key of the link by which the firm follows it.

    Code and name must be those of a registered firm (a former name will do), so that the claim has an officer.
    """
    told = {code: _text(values, code) for code in FIELDS}
    _refuse_flood(session, address, now)
    firm = _firm(session, told["credit_code"], told["firm_name"])
    assert firm.id is not None
    for old in session.exec(_open_of(firm.id).with_for_update()):
        old.state, old.decided_at = State.SUPERSEDED.value, now
    session.flush()
    key = fresh_key()
    facts = {code: told[code] for code in ("firm_name", "contact_name", "contact_phone", "proof")}
    record = AccountClaim(
        firm_id=firm.id, key_hash=hash_of(key), sent_from=address, state=State.OPEN.value, received_at=now, **facts
    )
    session.add(record)
    session.flush()
    journal.note(session, STRANGER, "claim.make", now=now, firm_id=firm.id, door=DOOR)
    assert record.id is not None
    return record.id, key


def by_key(session: Session, key: str) -> ClaimRow:
    """The claim whose link carries the key; raises NotFound."""
    statement = select(AccountClaim, FirmRecord).join(FirmRecord, col(FirmRecord.id) == col(AccountClaim.firm_id))
    found = session.exec(statement.where(AccountClaim.key_hash == hash_of(key))).first()
    if found is None:
        raise NotFound(what=mark("这项账号申请"))
    return ClaimRow(*found)


def claims(session: Session, person: Person, *, state: str = State.OPEN, limit: int = 100) -> list[ClaimRow]:
    """Those of firms in scope, the newest first; "" means every state."""
    require(person, Action.INVITE_FIRMS)
    statement = select(AccountClaim, FirmRecord).join(FirmRecord, col(FirmRecord.id) == col(AccountClaim.firm_id))
    statement = statement.where(firms_in_scope(person)).order_by(col(AccountClaim.id).desc()).limit(limit)
    rows = session.exec(statement.where(AccountClaim.state == state) if state else statement)
    return [ClaimRow(*row) for row in rows]


def count_open(session: Session, person: Person) -> int:
    """How many wait for this officer."""
    return int(rows_of(session, _open(person)).scalar_one())


@lru_cache(KEPT)
def _open(person: Person) -> Select[Any]:
    joined = select_columns(func.count()).select_from(AccountClaim).join(FirmRecord)
    return joined.where(firms_in_scope(person), col(AccountClaim.state) == State.OPEN)


def approve(session: Session, person: Person, claim_id: int, *, now: datetime) -> None:
    """The link by which the firm follows its claim becomes an invitation."""
    record = _opened(session, person, claim_id)
    add_invitation(session, person, record.firm_id, record.key_hash, now=now)
    _close(session, person, record, State.APPROVED, "", now)


def refuse(session: Session, person: Person, claim_id: int, reason: str, *, now: datetime) -> None:
    """Refuse with a reason, which the firm sees."""
    record = _opened(session, person, claim_id)
    text = " ".join(reason.split())
    if not text or len(text) > LONGEST:
        raise InvalidInput(field=mark("驳回理由"), reason=mark("请写明，最多 500 个字，企业会看到。"))
    _close(session, person, record, State.REFUSED, text, now)


def _opened(session: Session, person: Person, claim_id: int) -> AccountClaim:
    require(person, Action.INVITE_FIRMS)
    statement = select(AccountClaim).join(FirmRecord, col(FirmRecord.id) == col(AccountClaim.firm_id))
    found = session.exec(statement.where(AccountClaim.id == claim_id, firms_in_scope(person))).first()
    if found is None:
        raise NotFound(what=mark("这项账号申请"))
    session.refresh(found, with_for_update=True)
    if found.state != State.OPEN:
        raise ClaimDecided(state=STATE_LABELS[found.state])
    return found


def _close(session: Session, person: Person, record: AccountClaim, state: State, answer: str, now: datetime) -> None:
    record.state, record.answer, record.decided_by, record.decided_at = state.value, answer, person.name, now
    session.add(record)
    journal.note(session, person, f"claim.{state}", now=now, firm_id=record.firm_id, text=answer or None)


def _open_of(firm_id: int):  # type: ignore[no-untyped-def]
    return select(AccountClaim).where(AccountClaim.firm_id == firm_id, AccountClaim.state == State.OPEN)


def _text(values: Mapping[str, str], code: str) -> str:
    text = " ".join((values.get(code) or "").split())
    if not text:
        raise InvalidInput(field=FIELDS[code], reason=mark("必须填写。"))
    if len(text) > LONGEST:
        raise InvalidInput(field=FIELDS[code], reason=mark("最多 500 个字。"))
    return text


def _firm(session: Session, code: str, name: str) -> FirmRecord:
    statement = select(FirmRecord).where(FirmRecord.credit_code == "".join(code.split()).upper())
    firm = session.exec(statement).first()
    former = select(FormerName.name_key).where(FormerName.firm_id == (firm.id if firm else 0))
    if firm is None or name_key(name) not in {firm.name_key, *session.exec(former)}:
        reason = mark(
            "登记中没有代码和名称都相同的企业。请核对营业执照；尚未登记的，请先自评并交给园区，或联系园区专员。"
        )
        raise InvalidInput(field=FIELDS["credit_code"], reason=reason)
    return firm


def _refuse_flood(session: Session, address: str, now: datetime) -> None:
    since = select(func.count()).where(AccountClaim.sent_from == address, col(AccountClaim.received_at) > now - A_DAY)
    if address and session.exec(since).one() >= PER_ADDRESS:
        raise TooManyClaims()
