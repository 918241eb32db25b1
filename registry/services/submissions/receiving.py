"""Receiving what a firm hands over. It stays beside the registry until an officer accepts it; nothing is overwritten here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from importers.cells import CellFault
from importers.codes import read_code
from registry.catalogue.divisions import read_divisions
from registry.domain.access import Person, Role
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.submissions.keys import fresh_key, hash_of
from registry.services.submissions.packing import packed
from registry.services.submissions.states import State
from registry.store.firms import FirmRecord
from registry.store.submissions import SubmissionRecord

STRANGER = Person(None, mark("企业（未登录）"), Role.ENTERPRISE)
DOOR = "firm"
LONGEST = 200
A_DAY = timedelta(days=1)
PER_ADDRESS = 50  # an office park behind one address has many firms, a script has more
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # read out over the telephone: no 0, 1, I, O


class TooManySubmissions(Conflict):
    """Very many hand-overs from one network address within a day."""

    template = mark("今天从这个网络提交的次数过多，请明天再试，或直接联系园区专员。")


@dataclass(frozen=True)
class Submission:
    """What the firm gets: `number` to quote, `key` for its link (kept nowhere else), and the office that will look at it
    (`division` and `park`, both "" where nobody is named). `replaced` is the number of the open hand-over this one took the
    place of, "" for none; `is_repeat` says that the very same figures were waiting already and nothing new was stored."""

    id: int
    number: str
    key: str
    division: str
    park: str
    replaced: str = ""
    is_repeat: bool = False


def receive(
    session: Session,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    address: str,
    contact: Mapping[str, str] | None = None,
    person: Person = STRANGER,
) -> Submission:
    """Keep what a firm hands over for the officer of its park, and give back its receipt.

    `facts` is {"firm": {code: value}, "years": {"2025": {code: value}}, "local": {"0" or year: {code: value}}} in stored
    units: 万元, fractions, ISO days. The firm must state `credit_code` and `name`; where the registry does not know it, its
    `division_code` (or `division_name`) and `park` say whose it will be. `address` is the network address it came from,
    `contact` its name and phone. Raises InvalidInput with the field that is wrong, and TooManySubmissions.
    """
    told = packed(facts)
    own = told.get("0", {})
    code, name = _code(own.pop("credit_code", None)), _text(own.get("name"), mark("企业名称"), needed=True)
    if not any(values for year, values in told.items() if year != "0") and len(own) < 2:
        raise InvalidInput(field=mark("提交内容"), reason=mark("还没有可以提交的数据，请至少填写一项。"))
    _refuse_flood(session, address, now)
    key, held = fresh_key(), _open_of(session, code)
    if held is not None and held.facts == told:
        held.key_hash = hash_of(key)
        return _receipt(session, held, key, is_repeat=True)
    record = SubmissionRecord(
        number=_number(),
        key_hash=hash_of(key),
        credit_code=code,
        name=name,
        division_code=_division(own),
        park=own.get("park"),
        facts=told,
        contact_name=_text((contact or {}).get("name"), mark("联系人")),
        contact_phone=_text((contact or {}).get("phone"), mark("联系电话")),
        sent_from=address,
        account_id=person.account_id,
        state=State.OPEN,
        received_at=now,
    )
    replaced = _supersede(session, held, record.number, now)
    _insert(session, record)
    note = record.number + (f" ← {replaced}" if replaced else "")
    firm_id = _firm_id(session, code)
    journal.note(session, person, "submission.receive", now=now, firm_id=firm_id, text=note, door=DOOR)
    return _receipt(session, record, key, replaced)


def _insert(session: Session, record: SubmissionRecord) -> None:
    """Two that arrive at the very same moment: the database lets one of them in."""
    try:
        with session.begin_nested():
            session.add(record)
    except IntegrityError:
        raise Conflict(what=mark("这家企业刚刚提交过，请稍后再试")) from None


def _receipt(
    session: Session, record: SubmissionRecord, key: str, replaced: str = "", *, is_repeat: bool = False
) -> Submission:
    place = select(col(FirmRecord.division_code), col(FirmRecord.park)).where(
        col(FirmRecord.credit_code) == record.credit_code
    )
    known = session.execute(place).first()
    division, park = known if known is not None else (record.division_code, record.park)
    assert record.id is not None
    return Submission(record.id, record.number, key, division or "", park or "", replaced, is_repeat)


def _open_of(session: Session, code: str) -> SubmissionRecord | None:
    statement = select(SubmissionRecord).where(
        col(SubmissionRecord.credit_code) == code, col(SubmissionRecord.state) == State.OPEN
    )
    return session.execute(statement.with_for_update()).scalars().first()


def _supersede(session: Session, held: SubmissionRecord | None, by: str, now: datetime) -> str:
    """Close the open hand-over of the same firm, and say to its sender which one took its place."""
    if held is None:
        return ""
    held.state, held.decided_at, held.answer = State.SUPERSEDED.value, now, by
    held.version += 1
    session.flush()
    return held.number


def _refuse_flood(session: Session, address: str, now: datetime) -> None:
    if not address:
        return
    since = select(func.count()).where(
        col(SubmissionRecord.sent_from) == address, col(SubmissionRecord.received_at) > now - A_DAY
    )
    if session.execute(since).scalar_one() >= PER_ADDRESS:
        raise TooManySubmissions()


def _code(value: Any) -> str:
    read = read_code(str(value or "").strip())
    if isinstance(read, CellFault) or not read.code:
        raise InvalidInput(field=mark("统一社会信用代码"), reason=mark("请填写营业执照上的 18 位代码。"))
    return read.code


def _text(value: Any, field: str, *, needed: bool = False) -> str:
    text = " ".join(str(value or "").split())
    if needed and not text:
        raise InvalidInput(field=field, reason=mark("必须填写。"))
    if len(text) > LONGEST:
        raise InvalidInput(field=field, reason=mark("最多 200 个字。"))
    return text


def _division(own: Mapping[str, Any]) -> str | None:
    """The code of the place that the firm states; None where it states none or one that may mean several."""
    found = read_divisions().find(str(own.get("division_code") or own.get("division_name") or ""))
    return found[0].code if len(found) == 1 else None


def _firm_id(session: Session, code: str) -> int | None:
    return session.execute(select(col(FirmRecord.id)).where(col(FirmRecord.credit_code) == code)).scalar()


def _number() -> str:
    """A number that nobody can guess from another one: K7MP-3QXD."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"
