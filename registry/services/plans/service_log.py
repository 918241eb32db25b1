"""The service log of a firm: visits, requests with their answer, vouchers, rewards and what else kinds.yaml names.

What is written stays; changes stand in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.plans.kinds import EntryKind, get_entry_kind
from registry.services.plans.officers import current_officer
from registry.services.plans.states import EntryStatus, StaleEntry
from registry.store.locking import kept_from_others
from registry.store.plans import ServiceEntry
from registry.store.scope import get_firm_in_scope

LONGEST_TEXT, LONGEST_NAME = 2000, 100
FIELDS = ("on", "with_whom", "amount", "text", "answer", "closed_on")
OWN_ACTIONS = ("visit", "request")  # in the journal; the other kinds share one


@dataclass(frozen=True)
class Report:
    """An entry as it is to be; one that waits may be answered at once. `amount` is in 万元."""

    kind: str
    on: date | None
    text: str
    with_whom: str = ""
    answer: str = ""
    closed_on: date | None = None
    amount: float | None = None


def log_entry(session: Session, person: Person, firm_id: int, report: Report, *, now: datetime) -> int:
    """Write an entry down and return its id; the same one sent twice is written once.

    What an officer has to answer waits for the officer of the firm, else for whoever wrote it down.
    """
    require(person, Action.KEEP_PLANS)
    get_firm_in_scope(session, person, firm_id)
    kind = get_entry_kind(report.kind)
    entry = ServiceEntry(
        firm_id=firm_id,
        kind=kind.code,
        on=_checked_day(report.on, now),
        status="",
        text="",
        by=person.name,
        account_id=_handler(session, person, firm_id, kind),
        created_at=now,
    )
    _fill(entry, report, now)
    if (twin := _twin(session, entry)) is not None:
        return twin
    _refuse_repeat(session, entry, kind)
    session.add(entry)
    session.flush()
    changes = journal.differing({}, {f"service_{code}": getattr(entry, code) for code in FIELDS})
    told = {code: change for code, change in changes.items() if change[1]}
    action = f"service.{kind.code}" if kind.code in OWN_ACTIONS else "service.log"
    journal.note(session, person, action, now=now, firm_id=firm_id, changes=told, text=kind.label.zh)
    assert entry.id is not None
    return entry.id


def change_entry(
    session: Session, person: Person, entry_id: int, report: Report, version: int, *, now: datetime
) -> bool:
    """Save what was changed, or the answer to a request; True if anything did. Raises StaleEntry."""
    entry = kept_from_others(session, get_entry(session, person, entry_id))
    if entry.version != version:
        raise StaleEntry()
    old = {f"service_{code}": getattr(entry, code) for code in FIELDS}
    entry.on = _checked_day(report.on, now)
    _fill(entry, report, now)
    changes = journal.differing(old, {f"service_{code}": getattr(entry, code) for code in FIELDS})
    if not changes:
        return False
    entry.version += 1
    session.add(entry)
    answered = "service_closed_on" in changes and entry.status == EntryStatus.ANSWERED
    action = "service.answer" if answered else "service.change"
    journal.note(session, person, action, now=now, firm_id=entry.firm_id, changes=changes)
    return True


def get_entry(session: Session, person: Person, entry_id: int) -> ServiceEntry:
    """An entry about a firm in scope; raises NotFound."""
    require(person, Action.KEEP_PLANS)
    entry = session.get(ServiceEntry, entry_id)
    if entry is None:
        raise NotFound(what=mark("这条记录"))
    get_firm_in_scope(session, person, entry.firm_id)
    return entry


def entries_of_firm(session: Session, person: Person, firm_id: int, *, limit: int = 200) -> list[ServiceEntry]:
    """The log of the firm: what waits for an answer first, then the newest."""
    require(person, Action.KEEP_PLANS)
    get_firm_in_scope(session, person, firm_id)
    is_open = col(ServiceEntry.status) == EntryStatus.OPEN.value
    statement = select(ServiceEntry).where(ServiceEntry.firm_id == firm_id)
    newest = statement.order_by(is_open.desc(), col(ServiceEntry.on).desc(), col(ServiceEntry.id).desc())
    return list(session.exec(newest.limit(limit)))


def _fill(entry: ServiceEntry, report: Report, now: datetime) -> None:
    entry.text = _checked_text(report.text)
    entry.with_whom = report.with_whom.strip()[:LONGEST_NAME]
    kind = get_entry_kind(entry.kind)
    if kind.has_amount and report.amount is None:
        raise InvalidInput(field=mark("金额（万元）"), reason=mark("请填写。"))
    entry.amount = report.amount if kind.has_amount else None
    if not kind.waits:
        entry.status = EntryStatus.NOTED.value
        return
    entry.answer = report.answer.strip()[:LONGEST_TEXT]
    entry.status = (EntryStatus.ANSWERED if entry.answer else EntryStatus.OPEN).value
    entry.closed_on = _checked_answer_day(entry, report.closed_on, now) if entry.answer else None


def _handler(session: Session, person: Person, firm_id: int, kind: EntryKind) -> int | None:
    officer = current_officer(session, firm_id) if kind.to_officer else None
    return officer.id if officer else person.account_id


def _twin(session: Session, entry: ServiceEntry) -> int | None:
    """The same entry by the same person, sent a moment before."""
    same = select(ServiceEntry.id).where(
        ServiceEntry.firm_id == entry.firm_id,
        ServiceEntry.kind == entry.kind,
        ServiceEntry.on == entry.on,
        ServiceEntry.text == entry.text,
        ServiceEntry.by == entry.by,
    )
    return session.exec(same).first()


def _refuse_repeat(session: Session, entry: ServiceEntry, kind: EntryKind) -> None:
    """The same money is not given twice: one item of a kind with an amount, once a year."""
    if not kind.has_amount:
        return
    of_year = col(ServiceEntry.on).between(date(entry.on.year, 1, 1), date(entry.on.year, 12, 31))
    same = (ServiceEntry.firm_id == entry.firm_id, ServiceEntry.kind == entry.kind, ServiceEntry.text == entry.text)
    if session.exec(select(ServiceEntry.id).where(*same, of_year)).first() is not None:
        advice = mark("这家企业同一年已登记过同名的一项，请核对是否重复；确是另一笔的，请在内容里写明。")
        raise InvalidInput(field=mark("内容"), reason=advice)


def _checked_day(day: date | None, now: datetime) -> date:
    if day is None or day > china_day(now):
        raise InvalidInput(field=mark("日期"), reason=mark("请填写，且不能晚于今天。"))
    return day


def _checked_answer_day(entry: ServiceEntry, day: date | None, now: datetime) -> date:
    """The day of the answer, today unless said: not before the request, not after today."""
    told = day or entry.closed_on or china_day(now)
    if not entry.on <= told <= china_day(now):
        raise InvalidInput(field=mark("答复日期"), reason=mark("应在记录的日期之后，且不能晚于今天。"))
    return told


def _checked_text(text: str) -> str:
    kept = text.strip()[:LONGEST_TEXT]
    if not kept:
        raise InvalidInput(field=mark("内容"), reason=mark("请写明情况。"))
    return kept
