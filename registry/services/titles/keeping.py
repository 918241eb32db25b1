"""Titles by hand: recording one, renewing one, correcting one, and removing one that should never have been recorded.

Each change is journalled and the firm evaluated again in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import ChangedSince, Conflict, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.standings import refresh
from registry.services.titles.bars import bars_on
from registry.services.titles.fields import CODES, TitleFaults, TitleFields, checked
from registry.store.locking import kept_from_others
from registry.store.rounds import RoundFirm
from registry.store.scope import get_firm_in_scope
from registry.store.titles import TitleRecord

REVOCATION = ("revoked_on", "revoke_reason", "barred_until")


class AlreadyRecorded(Conflict):
    """The firm has this very title: the same tier with the same number or the same first day."""

    template = mark("这家企业已经登记过这项称号（同一层级，证书编号或有效期起相同），没有重复登记。")


class StaleTitle(ChangedSince):
    """Somebody else changed the title after the form was opened."""

    template = mark("这项称号刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class RevokedTitle(Conflict):
    """A title that was revoked cannot be continued."""

    template = mark("这项称号已被撤销，不能续期。重新认定的请登记新的称号；撤销有误的先取消撤销。")


class TitleInUse(Conflict):
    """A title that another one renews, or that a round came to, cannot be removed."""

    template = mark("这项称号已有续期的称号，或者是申报批次的结果，不能删除。可以更正或撤销。")


def add_title(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, fields: TitleFields, *, now: datetime
) -> int:
    """Record a title of a firm in scope and return its id. Raises TitleFaults and AlreadyRecorded."""
    require(person, Action.KEEP_TITLES)
    get_firm_in_scope(session, person, firm_id)
    values = checked(catalogue.ladder, fields, china_day(now))
    _check_renewed(session, firm_id, None, values)
    _refuse_barred(session, firm_id, values)
    _refuse_repeat(session, firm_id, None, values)
    title = TitleRecord(firm_id=firm_id, **values)
    session.add(title)
    session.flush()
    changes = journal.differing({}, {code: value for code, value in values.items() if value is not None})
    action = "title.renew" if fields.renews else "title.create"
    journal.note(session, person, action, now=now, firm_id=firm_id, changes=changes, text=title.tier)
    refresh(session, catalogue, [firm_id])
    assert title.id is not None
    return title.id


def save_title(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    title_id: int,
    fields: TitleFields,
    *,
    stamp: str | None = None,
    now: datetime,
) -> bool:
    """Correct a title; True if anything changed. `stamp` is the state that the form showed.

    Raises TitleFaults, AlreadyRecorded and StaleTitle.
    """
    require(person, Action.KEEP_TITLES)
    title = get_title(session, person, title_id)
    check_stamp(session, title, stamp)
    values = checked(catalogue.ladder, fields, china_day(now))
    _check_renewed(session, title.firm_id, title_id, values)
    _refuse_repeat(session, title.firm_id, title_id, values)
    return write_title(session, person, catalogue, title, values, "title.update", now)


def remove_title(session: Session, person: Person, catalogue: Catalogue, title_id: int, *, now: datetime) -> None:
    """Remove a title that was recorded by mistake; what it said stays in the journal. Raises TitleInUse."""
    require(person, Action.KEEP_TITLES)
    title = get_title(session, person, title_id)
    if is_in_use(session, title_id):
        raise TitleInUse()
    old = {code: getattr(title, code) for code in (*CODES, *REVOCATION)}
    changes = {code: (value, None) for code, value in old.items() if value is not None}
    session.delete(title)
    journal.note(session, person, "title.remove", now=now, firm_id=title.firm_id, changes=changes, text=title.tier)
    session.flush()
    refresh(session, catalogue, [title.firm_id])


def get_title(session: Session, person: Person, title_id: int) -> TitleRecord:
    """The title, if its firm lies in the person's scope."""
    title = session.get(TitleRecord, title_id)
    if title is None:
        raise NotFound(what=mark("这项称号"))
    get_firm_in_scope(session, person, title.firm_id)
    return title


def is_in_use(session: Session, title_id: int) -> bool:
    """Whether another title renews it or a round came to it."""
    renewed = session.exec(select(TitleRecord.id).where(TitleRecord.renews == title_id).limit(1)).first()
    return renewed is not None or (
        session.exec(select(RoundFirm.id).where(RoundFirm.title_id == title_id).limit(1)).first() is not None
    )


def stamp_of(title: TitleRecord) -> str:
    """The state of a title in a few characters: what a form was opened on. Imports and rounds change it like people do."""
    told = "\x1f".join(str(getattr(title, code)) for code in (*CODES, *REVOCATION))
    return sha256(told.encode()).hexdigest()[:16]


def check_stamp(session: Session, title: TitleRecord, stamp: str | None) -> None:
    """Raise StaleTitle where the title is no longer what the form showed; keep it from others until the transaction ends."""
    if stamp is not None and stamp != stamp_of(kept_from_others(session, title)):
        raise StaleTitle()


def write_title(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    title: TitleRecord,
    values: Mapping[str, Any],
    action: str,
    now: datetime,
) -> bool:
    """Set the values, journal what differs and evaluate the firm again; True if anything changed."""
    changes = journal.differing({code: getattr(title, code) for code in values}, values)
    for code, value in values.items():
        setattr(title, code, value)
    session.flush()
    if changes:
        journal.note(session, person, action, now=now, firm_id=title.firm_id, changes=changes, text=title.tier)
        refresh(session, catalogue, [title.firm_id])
    return bool(changes)


def _check_renewed(session: Session, firm_id: int, title_id: int | None, values: Mapping[str, Any]) -> None:
    """A title continues an earlier one of the same firm and tier."""
    if values["renews"] is None:
        return
    earlier = session.get(TitleRecord, values["renews"])
    if earlier is None or earlier.firm_id != firm_id or earlier.tier != values["tier"] or earlier.id == title_id:
        raise TitleFaults({"renews": mark("应是这家企业同一层级的另一项称号。")})
    start = values["valid_from"]
    if start is not None and earlier.valid_from is not None and start <= earlier.valid_from:
        raise TitleFaults({"valid_from": mark("续期应晚于原称号的有效期起。")})
    if earlier.revoked_on is not None and (start is None or start >= earlier.revoked_on):
        raise TitleFaults(
            {"renews": mark("原称号已被撤销，不能续期。重新认定的请选“不是续期”；撤销有误的先取消撤销。")}
        )


def _refuse_barred(session: Session, firm_id: int, values: Mapping[str, Any]) -> None:
    """A firm is not recognised anew while a revocation keeps it from applying. A restriction may fall between an application
    and its recognition: it is shown, and does not refuse what was decided."""
    field = "recognised_on" if values["recognised_on"] is not None else "valid_from"
    if (day := values[field]) is None:
        return
    barred = bars_on(session, [firm_id], day, values["tier"]).get(firm_id, ())
    if any(bar.is_revocation for bar in barred):
        advice = mark("在这一称号撤销后不得再次申报的期限之内。请核对日期；撤销或期限有误的，先更正原来的记录。")
        raise TitleFaults({field: advice})


def _refuse_repeat(session: Session, firm_id: int, title_id: int | None, values: Mapping[str, Any]) -> None:
    told = [col(getattr(TitleRecord, code)) == values[code] for code in ("number", "valid_from") if values[code]]
    if not told:
        return
    own = (TitleRecord.firm_id == firm_id, TitleRecord.tier == values["tier"], TitleRecord.id != (title_id or 0))
    if session.exec(select(TitleRecord.id).where(*own, or_(*told)).limit(1)).first() is not None:
        raise AlreadyRecorded()
