"""The people behind a firm: who they are is masked everywhere, and opened with a reason, which the journal keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.plans.kinds import naming_people
from registry.services.submissions.deciding import get_submission
from registry.store.firms import FirmRecord
from registry.store.joining import AccountClaim
from registry.store.plans import ServiceEntry
from registry.store.scope import get_firm_in_scope
from registry.store.submissions import SubmissionRecord

OPENED = "personal.open"
SHORTEST, LONGEST = 4, 200
LATEST = 5
REGISTERED, SUBMITTED, CLAIMED = mark("登记信息"), mark("企业提交 {number}"), mark("账号申请")
MET = mark("服务记录 {number}")
FIELDS = {
    "legal_representative": mark("法定代表人"),
    "contact_name": mark("联系人"),
    "contact_phone": mark("联系电话"),
}


@dataclass(frozen=True)
class Contact:
    """One person's name or number: `source` and `label` are template sentences, `number` fills the source."""

    source: str
    label: str
    value: str
    number: str = ""


def contacts_of(session: Session, person: Person, firm_id: int) -> list[Contact]:
    """Everybody the registry can name for a firm in scope: registered, left with the latest
    submissions and claims, met by officers.
    Whoever shows them without `open_contacts` masks them."""
    firm = get_firm_in_scope(session, person, firm_id)
    found = [Contact(REGISTERED, FIELDS[code], getattr(firm, code) or "") for code in FIELDS]
    sent = select(SubmissionRecord).where(SubmissionRecord.credit_code == firm.credit_code)
    for record in session.exec(sent.order_by(col(SubmissionRecord.id).desc()).limit(LATEST)):
        found += _left(SUBMITTED, record, record.number)
    claims = select(AccountClaim).where(AccountClaim.firm_id == firm_id)
    for claim in session.exec(claims.order_by(col(AccountClaim.id).desc()).limit(LATEST)):
        found += _left(CLAIMED, claim)
    met = select(ServiceEntry).where(ServiceEntry.firm_id == firm_id, col(ServiceEntry.kind).in_(naming_people()))
    for entry in session.exec(met.order_by(col(ServiceEntry.on).desc()).limit(LATEST)):
        found.append(Contact(MET, mark("对接人"), entry.with_whom, str(entry.on)))
    return [contact for contact in found if contact.value]


def contacts_of_submission(
    session: Session, person: Person, submission_id: int
) -> tuple[SubmissionRecord, list[Contact]]:
    """Whom a submission names, for a firm that may not be registered yet."""
    record = get_submission(session, person, submission_id)
    return record, [contact for contact in _left(SUBMITTED, record, record.number) if contact.value]


def note_opening(
    session: Session, person: Person, reason: str, *, now: datetime, firm_id: int | None = None, number: str = ""
) -> None:
    """Keep that somebody opens contacts, and why. Raises InvalidInput for a reason that says nothing."""
    require(person, Action.OPEN_PERSONAL)
    journal.note(session, person, OPENED, now=now, firm_id=firm_id, text=f"{number} {checked_reason(reason)}".strip())


def checked_reason(reason: str) -> str:
    """The reason as it is kept."""
    told = " ".join(reason.split())
    if not SHORTEST <= len(told) <= LONGEST:
        raise InvalidInput(field=mark("用途"), reason=mark("请写明用来做什么，4 到 200 个字。"))
    return told


def firm_of(session: Session, person: Person, firm_id: int) -> FirmRecord:
    """The firm in scope whose contacts are asked for."""
    return get_firm_in_scope(session, person, firm_id)


def _left(source: str, record: SubmissionRecord | AccountClaim, number: str = "") -> list[Contact]:
    return [
        Contact(source, FIELDS[code], str(getattr(record, code) or ""), number)
        for code in ("contact_name", "contact_phone")
    ]
