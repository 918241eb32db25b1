"""Erasing a firm's contacts on request or after years of silence, everywhere but in backups and in files that went out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.services import journal
from registry.services.contacts import FIELDS, checked_reason
from registry.services.importing.before import ERASE, WRITTEN, digest
from registry.services.importing.blanking import (
    Target,
    blanked_packed,
    blanked_parquet,
    blanked_text,
    places_in,
    values_in,
)
from registry.services.importing.packing import Packed
from registry.services.personal_values import CODES, values_of
from registry.store.corrections import CorrectionRecord
from registry.store.firms import FirmRecord, FormerName
from registry.store.imports import ImportBatch, ImportPayload
from registry.store.joining import AccountClaim
from registry.store.journal import JournalEntry
from registry.store.personal import PersonalValue
from registry.store.plans import ServiceEntry
from registry.store.scope import firms_in_scope, get_firm_in_scope
from registry.store.submissions import SubmissionRecord


@dataclass(frozen=True)
class Erased:
    """What was erased: values kept for the journal, imports that were gone through; hand-overs, claims, corrections and service
    records that named somebody."""

    values: int
    imports: int
    requests: int


def silent_firms(session: Session, person: Person, before: datetime, *, limit: int = 10_000) -> Sequence[FirmRecord]:
    """Firms in scope with contacts that nobody has touched since a moment, the longest silent first."""
    require(person, Action.ERASE_PERSONAL)
    has_contact = or_(*(getattr(FirmRecord, code).is_not(None) for code in FIELDS))
    wanted = (firms_in_scope(person), has_contact, col(FirmRecord.updated_at) < before)
    return list(session.exec(select(FirmRecord).where(*wanted).order_by(col(FirmRecord.updated_at)).limit(limit)))


def erase_contacts(session: Session, person: Person, firm_id: int, reason: str, *, now: datetime) -> Erased:
    """Erase the people of a firm: in its record, in what it handed over, in the journal's values, and in every import that
    named them, whose original file goes too. The journal's entries and seals stay; each changed image is noted anew."""
    require(person, Action.ERASE_PERSONAL)
    told, firm = checked_reason(reason), get_firm_in_scope(session, person, firm_id)
    former = session.exec(select(FormerName.name).where(FormerName.firm_id == firm_id))
    target = Target(firm_id, firm.credit_code, frozenset({firm.name, *former})).without(_known(session, firm))
    requests = _forget_requests(session, firm)
    met = update(ServiceEntry).where(col(ServiceEntry.firm_id) == firm_id, col(ServiceEntry.with_whom) != "")
    requests += int(session.execute(met.values(with_whom="")).rowcount)
    batches = [batch_id for batch_id in _batches(session) if _forget_in_batch(session, person, batch_id, target, now)]
    if any(getattr(firm, code) for code in CODES):
        for code in CODES:
            setattr(firm, code, None)
        firm.version += 1
        session.add(firm)
    gone = session.execute(delete(PersonalValue).where(col(PersonalValue.firm_id) == firm_id)).rowcount
    done = Erased(int(gone), len(batches), requests)
    journal.note(session, person, ERASE, now=now, firm_id=firm_id, text=told)
    return done


def _known(session: Session, firm: FirmRecord) -> set[str]:
    """Every name and number that the registry holds of the firm's people, but for those in imports."""
    held = {getattr(firm, code) for code in CODES} | values_of(session, firm.id or 0)
    for record in session.exec(select(SubmissionRecord).where(SubmissionRecord.credit_code == firm.credit_code)):
        held |= {record.contact_name, record.contact_phone, *_in_facts(record.facts)}
    for claim in session.exec(select(AccountClaim).where(AccountClaim.firm_id == firm.id)):
        held |= {claim.contact_name, claim.contact_phone}
    return {str(value) for value in held if value}


def _in_facts(facts: dict[str, Any]) -> set[Any]:
    return {value for values in facts.values() for code, value in values.items() if code in CODES}


def _forget_requests(session: Session, firm: FirmRecord) -> int:
    """In submissions, claims and corrections; how many of them named somebody."""
    number = 0
    for record in session.exec(select(SubmissionRecord).where(SubmissionRecord.credit_code == firm.credit_code)):
        number += bool(record.contact_name or record.contact_phone or _in_facts(record.facts))
        record.contact_name = record.contact_phone = ""
        record.facts = {
            year: {code: value for code, value in values.items() if code not in CODES}
            for year, values in record.facts.items()
        }
        session.add(record)
    for claim in session.exec(select(AccountClaim).where(AccountClaim.firm_id == firm.id)):
        number += bool(claim.contact_name or claim.contact_phone)
        claim.contact_name = claim.contact_phone = claim.proof = ""
        session.add(claim)
    asked = (col(CorrectionRecord.firm_id) == firm.id, col(CorrectionRecord.code).in_(CODES))
    changed = session.execute(update(CorrectionRecord).where(*asked).values(held=None, wanted=None, reason=""))
    return number + int(changed.rowcount)


def _batches(session: Session) -> Sequence[int]:
    return list(session.exec(select(ImportPayload.batch_id).order_by(col(ImportPayload.batch_id))))


def _forget_in_batch(session: Session, person: Person, batch_id: int, target: Target, now: datetime) -> bool:
    """Take the people out of one import; whether the firm is in it at all."""
    entries = select(JournalEntry.sheet, JournalEntry.row).where(
        JournalEntry.batch_id == batch_id, JournalEntry.firm_id == target.firm_id, col(JournalEntry.row).is_not(None)
    )
    here = target.at([(sheet, row) for sheet, row in session.exec(entries) if sheet and row])
    payload, batch = session.get_one(ImportPayload, batch_id), session.get_one(ImportBatch, batch_id)
    firms = pl.read_parquet(io.BytesIO(payload.firms)) if payload.firms else pl.DataFrame()
    here = here.at(places_in(firms, here))
    if not here.places:
        session.expunge(payload)
        return False
    here = here.without(values_in(firms, here) | _in_images(payload.written, here))
    if not here.values:
        session.expunge(payload)
        return False
    payload.firms = blanked_parquet(payload.firms, here)
    payload.cells, payload.plan = blanked_packed(payload.cells, here), blanked_packed(payload.plan, here)
    payload.issues = [issue | {"value": blanked_text(issue.get("value"), here)} for issue in payload.issues]
    payload.raw = b""
    batch.sheets = [_without_samples(sheet) for sheet in batch.sheets]
    _note_image(session, person, payload, here, now)
    session.add_all([payload, batch])
    session.flush()
    session.expunge(payload)
    return True


def _in_images(written: bytes | None, target: Target) -> set[str]:
    held = Packed(written) if written else None
    names = [name for name in held.names if name.startswith("firms.")] if held else []
    return {value for name in names for value in values_in(held.frame(name), target)} if held else set()


def _note_image(session: Session, person: Person, payload: ImportPayload, target: Target, now: datetime) -> None:
    """The sealed journal gets the digest of the image as it is now, so that `tidu audit verify` goes on to vouch for it."""
    old = payload.written
    new = blanked_packed(old, target)
    if old and new and new != old:
        payload.written = new
        told = {WRITTEN: (digest(old), digest(new))}
        journal.note(session, person, ERASE, now=now, batch_id=payload.batch_id, changes=told)


def _without_samples(sheet: dict[str, Any]) -> dict[str, Any]:
    columns = [each | {"samples": []} if each.get("indicator") in CODES else each for each in sheet.get("columns", [])]
    return sheet | {"columns": columns}
