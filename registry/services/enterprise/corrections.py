"""Corrections: a firm asks for one value to be changed, an officer approves or refuses with a reason; both see the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from importers.cells import CellFault
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.indicators import Indicator, Level
from registry.domain.texts import mark
from registry.services import journal
from registry.services.field_values import read_fields
from registry.services.firm_detail import FirmDetail, get_firm
from registry.services.submissions.comparing import Compared, Standing, compared
from registry.services.submissions.packing import NOT_COMPARED, Offered, typed_again
from registry.services.submissions.taking import take
from registry.store.corrections import CorrectionRecord
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope

LONGEST = 500


class State(StrEnum):
    """Open waits for an officer; the others are final."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Mapping[str, str] = {
    State.OPEN: mark("待答复"),
    State.APPROVED: mark("已同意"),
    State.REFUSED: mark("已驳回"),
    State.SUPERSEDED: mark("已被新申请替代"),
    State.WITHDRAWN: mark("企业已撤回"),
}


class AlreadyAnswered(Conflict):
    """Somebody else was faster, or the firm asked anew or took it back."""

    template = mark("这项更正申请现在是“{state}”，不能再处理。请刷新查看最新情况。")


class ValueChanged(Conflict):
    """The value was changed after it was shown, so nobody can say what was approved."""

    template = mark("这个值刚刚有变动，没有处理。请按最新的值重新答复。")


def askable(catalogue: Catalogue, year: int, code: str) -> Indicator:
    """The indicator of which a correction can be asked; raises NotFound for any other."""
    found = catalogue.indicators.get(code)
    if found is None or code in NOT_COMPARED or (found.level is Level.FIRM) != (year == 0):
        raise NotFound(what=mark("这个指标"))
    return found


def ask(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    year: int,
    code: str,
    text: str,
    reason: str,
    *,
    now: datetime,
    today: date,
) -> None:
    """Ask for one value (year 0: of the firm itself). Raises FieldFaults, InvalidInput where nothing would change."""
    require(person, Action.REPORT_FIGURES)
    indicator = askable(catalogue, year, code)
    detail = get_firm(session, person, catalogue, firm_id)
    value = read_fields(catalogue.indicators, [indicator], {code: text}, today)[code]
    if value is None:
        raise InvalidInput(field=indicator.label.zh, reason=mark("请填写正确的值。"))
    row = compared(session, catalogue, detail, [Offered(year, code, value)])[0]
    if row.standing is Standing.SAME:
        raise InvalidInput(field=indicator.label.zh, reason=mark("与园区现有的值相同，不需要更正。"))
    open_requests(session, person, firm_id, [row], reason, now=now)


def open_requests(
    session: Session, person: Person, firm_id: int, rows: Iterable[Compared], reason: str, *, now: datetime
) -> None:
    """A request for each row; an open one for the same value is replaced. Raises InvalidInput without a reason."""
    rows, text = list(rows), checked(reason, mark("更正理由"), needed=bool(rows))
    for row in rows:
        offered = row.offered
        _supersede(session, firm_id, offered.year, offered.code, now)
        record = CorrectionRecord(
            firm_id=firm_id,
            year=offered.year,
            code=offered.code,
            held=journal.plain(row.held),
            wanted=journal.plain(offered.value),
            reason=text,
            state=State.OPEN.value,
            asked_by=person.name,
            account_id=person.account_id,
            asked_at=now,
        )
        session.add(record)
        changes = {offered.code: (row.held, offered.value)}
        facts: dict[str, Any] = {"firm_id": firm_id, "year": offered.year or None, "changes": changes, "text": text}
        journal.note(session, person, "correction.ask", now=now, **facts)
    session.flush()


def get_correction(session: Session, person: Person, correction_id: int) -> CorrectionRecord:
    """The request; raises NotFound where it does not exist or its firm lies outside the person's scope."""
    statement = select(CorrectionRecord).join(FirmRecord, col(FirmRecord.id) == col(CorrectionRecord.firm_id))
    found = session.exec(statement.where(CorrectionRecord.id == correction_id, firms_in_scope(person))).first()
    if found is None:
        raise NotFound(what=mark("这项更正申请"))
    return found


def approve(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    correction_id: int,
    *,
    seen: str,
    answer: str = "",
    now: datetime,
    today: date,
) -> None:
    """Write the wanted value as reported by the firm, whatever held it; `seen` is the held value as the page showed it."""
    record = _opened(session, person, correction_id)
    detail = get_firm(session, person, catalogue, record.firm_id)
    row = beside(session, catalogue, detail, record, today)
    if seen != seen_as(row.held):
        raise ValueChanged()
    if isinstance(row.offered.fault, CellFault):
        raise InvalidInput(field=catalogue.indicators[record.code].label.zh, reason=row.offered.fault.sentence())
    if row.standing is not Standing.SAME:
        take(session, person, catalogue, detail.firm, [row], note=record.reason, now=now)
    _close(session, person, record, State.APPROVED, checked(answer, mark("答复")), now)


def refuse(session: Session, person: Person, correction_id: int, answer: str, *, now: datetime) -> None:
    """Leave the value as it is and say why. Raises InvalidInput without a reason."""
    record = _opened(session, person, correction_id)
    _close(session, person, record, State.REFUSED, checked(answer, mark("驳回理由"), needed=True), now)


def withdraw(session: Session, person: Person, correction_id: int, *, now: datetime) -> None:
    """The firm takes its request back while nobody has answered."""
    require(person, Action.REPORT_FIGURES)
    record = _still_open(session, get_correction(session, person, correction_id))
    _close(session, person, record, State.WITHDRAWN, "", now)


def beside(
    session: Session, catalogue: Catalogue, detail: FirmDetail, record: CorrectionRecord, today: date
) -> Compared:
    """What is wanted beside what is held now."""
    offered = typed_again(record.year, catalogue.indicators[record.code], record.wanted, today)
    return compared(session, catalogue, detail, [offered])[0]


def seen_as(value: Any) -> str:
    """A held value as a form carries it, to notice that it changed meanwhile.

    >>> seen_as(None), seen_as(6230.0), seen_as(date(2012, 5, 1))
    ('', '6230.0', '2012-05-01')
    """
    return "" if value is None else str(journal.plain(value))


def checked(text: str, field: str, *, needed: bool = False) -> str:
    """The text with single spaces. Raises InvalidInput where it is missing or too long."""
    told = " ".join(text.split())
    if needed and not told:
        raise InvalidInput(field=field, reason=mark("请写明，对方会看到。"))
    if len(told) > LONGEST:
        raise InvalidInput(field=field, reason=mark("最多 500 个字。"))
    return told


def _opened(session: Session, person: Person, correction_id: int) -> CorrectionRecord:
    require(person, Action.REVIEW_SUBMISSIONS)
    return _still_open(session, get_correction(session, person, correction_id))


def _still_open(session: Session, record: CorrectionRecord) -> CorrectionRecord:
    """The request, kept from others until the transaction ends."""
    session.refresh(record, with_for_update=True)
    if record.state != State.OPEN:
        raise AlreadyAnswered(state=STATE_LABELS[record.state])
    return record


def _supersede(session: Session, firm_id: int, year: int, code: str, now: datetime) -> None:
    held = select(CorrectionRecord).where(
        CorrectionRecord.firm_id == firm_id, CorrectionRecord.year == year, CorrectionRecord.code == code
    )
    for record in session.exec(held.where(CorrectionRecord.state == State.OPEN).with_for_update()):
        record.state, record.decided_at = State.SUPERSEDED.value, now
    session.flush()


def _close(
    session: Session, person: Person, record: CorrectionRecord, state: State, answer: str, now: datetime
) -> None:
    record.state, record.answer, record.decided_by, record.decided_at = state.value, answer, person.name, now
    session.add(record)
    facts: dict[str, Any] = {"firm_id": record.firm_id, "year": record.year or None, "text": answer or None}
    changes = {record.code: (record.held, record.wanted)} if state is not State.APPROVED else None
    journal.note(session, person, f"correction.{state}", now=now, changes=changes, **facts)
