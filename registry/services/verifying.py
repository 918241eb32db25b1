"""Verification: somebody compared stored values with the paper. A verified value is not replaced by an import unasked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.sources import VERIFIED
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firm_detail import FirmDetail, get_firm, values_of
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import is_verified, origin_of, origins_of, set_origins
from registry.store.locking import kept_from_others
from registry.store.scope import get_firm_in_scope

VERIFY, WITHDRAW = "figures.verify", "figures.unverify"
LONGEST_NOTE = 200


class NothingTicked(InvalidInput):
    """Verifying was asked for without a single value that can be verified."""

    template = mark("请先勾选要核实的数据。")


class ChangedMeanwhile(Conflict):
    """The firm was changed after its values were shown, so nobody can say what was compared."""

    template = mark("这家企业的数据刚刚有变动，没有核实。请按下面的最新内容重新核对。")


def verify(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    year: int | None,
    codes: Collection[str],
    *,
    version: int,
    note: str = "",
    now: datetime,
) -> int:
    """Mark known values of a year (None: of the firm itself) as compared with the paper that `note` names; returns how many.

    `version` is the firm's as it was shown. Values without a recorded source become the person's own.
    """
    require(person, Action.VERIFY_FIGURES)
    detail = _opened(session, person, catalogue, firm_id, version)
    held = origins_of(session, firm_id).get(year or OF_THE_FIRM, {})
    own = catalogue.sources.of_door(person.door).code
    marked = {code: f"{origin_of(held, code) or own}{VERIFIED}" for code in codes if not is_verified(held, code)}
    return _mark(session, person, detail, year, marked, VERIFY, note, now)


def withdraw(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    year: int | None,
    codes: Collection[str],
    *,
    version: int,
    now: datetime,
) -> int:
    """Take verifications back; the values and their sources stay. Returns how many."""
    require(person, Action.VERIFY_FIGURES)
    detail = _opened(session, person, catalogue, firm_id, version)
    held = origins_of(session, firm_id).get(year or OF_THE_FIRM, {})
    plain = {code: (origin_of(held, code) or "").removesuffix(VERIFIED) for code in codes if is_verified(held, code)}
    return _mark(session, person, detail, year, plain, WITHDRAW, "", now)


def _opened(session: Session, person: Person, catalogue: Catalogue, firm_id: int, version: int) -> FirmDetail:
    if kept_from_others(session, get_firm_in_scope(session, person, firm_id)).version != version:
        raise ChangedMeanwhile()
    return get_firm(session, person, catalogue, firm_id)


def _mark(
    session: Session,
    person: Person,
    detail: FirmDetail,
    year: int | None,
    origins: dict[str, str],
    action: str,
    note: str,
    now: datetime,
) -> int:
    """Set the origins, count the edit and write it down with the values that were compared."""
    values = values_of(detail, year)
    known = {code: origin for code, origin in origins.items() if code in values}
    if not known:
        raise NothingTicked()
    firm = detail.firm
    assert firm.id is not None
    set_origins(session, firm.id, year or OF_THE_FIRM, known)
    firm.version += 1
    firm.updated_at = now
    changes = {code: (values[code], values[code]) for code in known}
    text = note.strip()[:LONGEST_NOTE] or None
    journal.note(session, person, action, now=now, firm_id=firm.id, year=year, changes=changes, text=text)
    return len(known)
