"""An officer decides on a hand-over: accepts all of it or chosen fields, or returns it with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.submissions.comparing import Compared, Comparison, compare
from registry.services.submissions.states import STATE_LABELS, State
from registry.services.submissions.taking import create, take
from registry.store.scope import find_firm, submissions_in_scope
from registry.store.submissions import SubmissionRecord

LONGEST = 500
NEEDED = ("0:name", "0:division_code", "0:park")  # what a new firm is, and whose


class AlreadyDecided(Conflict):
    """Somebody else was faster, or the firm sent a newer one or took it back."""

    template = mark("这份提交现在是“{state}”，不能再处理。请刷新查看最新情况。")


class FirmChanged(Conflict):
    """The firm was changed after its values were shown, so nobody can say what was compared."""

    template = mark("这家企业的数据刚刚有变动，没有接收。请按最新内容重新核对。")


class NothingChosen(InvalidInput):
    """Accepting was asked for without a single value that could be accepted."""

    template = mark("请先勾选要接收的数据；如果都不接收，请填写原因后退回。")


@dataclass(frozen=True)
class Accepted:
    """What came of it: the firm, whether it is new, how many values were written, and how many of those stated were not."""

    firm_id: int
    is_new: bool
    taken: int
    left: int


def get_submission(session: Session, person: Person, submission_id: int) -> SubmissionRecord:
    """The hand-over; raises NotFound where it does not exist or lies outside the person's scope."""
    require(person, Action.REVIEW_SUBMISSIONS)
    statement = select(SubmissionRecord).where(SubmissionRecord.id == submission_id, submissions_in_scope(person))
    found = session.exec(statement).first()
    if found is None:
        raise NotFound(what=mark("这份提交"))
    return found


def accept(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    submission_id: int,
    fields: Collection[str] | None,
    *,
    firm_version: int,
    note: str = "",
    now: datetime,
    today: date | None = None,
) -> Accepted:
    """Write the chosen fields ("2025:revenue", "0:name"), or with None all that nothing stands against.

    A value that is verified or of a higher source, and what the office keeps itself, is replaced only where it was chosen.
    `firm_version` is the firm's as it was compared, 0 for a firm that is to be created.
    """
    record = _open(session, person, submission_id)
    found = compare(session, person, catalogue, record, today or china_day(now))
    if found.firm_version != firm_version:
        raise FirmChanged()
    rows = [row for row in found.rows if _is_wanted(row, found, fields)]
    if not rows:
        raise NothingChosen()
    if found.detail is None:
        require(person, Action.CREATE_FIRMS)
        firm = create(session, person, catalogue, record.credit_code, rows, note=record.number, now=now)
    else:
        firm = found.detail.firm
        take(session, person, catalogue, firm, rows, note=record.number, now=now)
    assert firm.id is not None
    _keep_in_scope(session, person, firm.id)
    _decide(session, person, record, State.ACCEPTED, note, now, firm.id)
    record.taken = [row.offered.field for row in rows]
    changed = [row for row in found.rows if row.can_be_taken or row.offered.fault]
    return Accepted(firm.id, found.detail is None, len(rows), len(changed) - len(rows))


def send_back(session: Session, person: Person, submission_id: int, reason: str, *, now: datetime) -> None:
    """Return it to the firm with the reason; nothing is written. Raises InvalidInput without one."""
    record = _open(session, person, submission_id)
    if not reason.strip():
        raise InvalidInput(field=mark("退回原因"), reason=mark("请写明要企业修改什么。"))
    _decide(session, person, record, State.RETURNED, reason, now, None)


def _is_wanted(row: Compared, found: Comparison, fields: Collection[str] | None) -> bool:
    if fields is None or (found.detail is None and row.offered.field in NEEDED):
        return row.is_unasked
    return row.can_be_taken and row.offered.field in fields


def _open(session: Session, person: Person, submission_id: int) -> SubmissionRecord:
    """The hand-over, kept from others until the transaction ends."""
    session.exec(select(SubmissionRecord.id).where(SubmissionRecord.id == submission_id).with_for_update()).first()
    record = get_submission(session, person, submission_id)
    if record.state != State.OPEN:
        raise AlreadyDecided(state=STATE_LABELS[record.state])
    return record


def _decide(
    session: Session,
    person: Person,
    record: SubmissionRecord,
    state: State,
    answer: str,
    now: datetime,
    firm_id: int | None,
) -> None:
    text = " ".join(answer.split())
    if len(text) > LONGEST:
        raise InvalidInput(field=mark("说明"), reason=mark("最多 500 个字。"))
    record.state, record.answer, record.decided_by, record.decided_at = state.value, text, person.name, now
    record.version += 1
    session.add(record)
    told = f"{record.number} {text}".strip()
    journal.note(session, person, f"submission.{state}", now=now, firm_id=firm_id, text=told)


def _keep_in_scope(session: Session, person: Person, firm_id: int) -> None:
    session.flush()
    if find_firm(session, person, firm_id) is None:
        raise InvalidInput(field=mark("行政区划、所属园区"), reason=mark("超出了您的数据范围。"))
