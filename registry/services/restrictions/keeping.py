"""Entering a restriction of a firm, changing it, lifting it with a reason, and taking a lifting back. All of it is journalled.

Verdicts stay as they are: a restriction is about applying, not about what the firm achieved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import ChangedSince, Conflict, NotFound
from registry.domain.texts import mark
from registry.domain.tiers import Ladder
from registry.services import journal
from registry.services.days import SLIP, china_day, is_slip
from registry.services.field_faults import FieldFaults
from registry.services.restrictions.validity import last_day, share_a_tier, tier_codes, tiers_text
from registry.store.firms import FirmRecord
from registry.store.locking import kept_from_others
from registry.store.restrictions import Restriction
from registry.store.scope import get_firm_in_scope

LABELS: Mapping[str, str] = {
    "tiers": mark("限制的层级"),
    "reason": mark("限制原因"),
    "document": mark("依据文件"),
    "first_on": mark("限制起"),
    "last_on": mark("限制止"),
    "lifted_on": mark("解除日期"),
    "lift_reason": mark("解除原因"),
}
FIELDS = ("tiers", "reason", "document", "first_on", "last_on")
EMPTY = mark("请填写。")


class RestrictionFaults(FieldFaults):
    """Fields of a restriction that cannot be taken: `faults` maps each to what is wrong with it."""

    labels = LABELS


class RestrictionListed(Conflict):
    """The same document restricts the firm for the same tier at the same time already."""

    template = mark(
        "同一文件对这家企业的限制已经登记过（自 {since} 起），期间和层级重叠，没有重复登记。请修改原来的一条。"
    )


class RestrictionChanged(ChangedSince):
    """Somebody else changed it after the form was opened."""

    template = mark("这条限制刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class RestrictionLifted(Conflict):
    """A lifted restriction is neither changed nor lifted again."""

    template = mark("这条限制已经解除。需要修改的，先恢复限制。")


class RestrictionStands(Conflict):
    """There is no lifting to take back."""

    template = mark("这条限制没有解除，或者已经恢复。")


@dataclass(frozen=True)
class RestrictionFields:
    """What is written about a restriction; `is_for_all` says every tier, and then `tiers` is empty. No last day: open."""

    reason: str
    document: str
    first_on: date | None
    last_on: date | None = None
    tiers: tuple[str, ...] = ()
    is_for_all: bool = False


def restrictions_of(session: Session, person: Person, firm_id: int) -> tuple[FirmRecord, tuple[Restriction, ...]]:
    """The firm and its restrictions, the latest first. Raises NotFound."""
    require(person, Action.VIEW_FIRMS)
    firm = get_firm_in_scope(session, person, firm_id)
    return firm, tuple(_rows(session, firm_id))


def get_restriction(session: Session, person: Person, firm_id: int, restriction_id: int) -> Restriction:
    """One of the firm's. Raises NotFound."""
    get_firm_in_scope(session, person, firm_id)
    row = session.get(Restriction, restriction_id)
    if row is None or row.firm_id != firm_id:
        raise NotFound(what=mark("这条限制"))
    return row


def add_restriction(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, fields: RestrictionFields, *, now: datetime
) -> int:
    """Enter a restriction of a firm in scope; its id. Raises RestrictionFaults and RestrictionListed."""
    require(person, Action.KEEP_TITLES)
    get_firm_in_scope(session, person, firm_id)
    values = _checked(catalogue.ladder, fields)
    _refuse_overlap(session, firm_id, None, values)
    row = Restriction(firm_id=firm_id, created_by=person.name, created_at=now, **values)
    session.add(row)
    session.flush()
    _note(session, person, row, "restriction.create", {code: (None, value) for code, value in values.items()}, now)
    assert row.id is not None
    return row.id


def save_restriction(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    restriction_id: int,
    fields: RestrictionFields,
    *,
    version: int | None,
    now: datetime,
) -> None:
    """Change a restriction. Raises RestrictionFaults, RestrictionListed, RestrictionLifted and RestrictionChanged."""
    row = _opened(session, person, firm_id, restriction_id, version)
    values = _checked(catalogue.ladder, fields)
    _refuse_overlap(session, firm_id, restriction_id, values)
    _write(session, person, row, values, "restriction.update", now)


def lift_restriction(
    session: Session,
    person: Person,
    firm_id: int,
    restriction_id: int,
    lifted_on: date | None,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> None:
    """End a restriction early, from the day on; the record stays. Raises RestrictionFaults, RestrictionLifted, -Changed."""
    row = _opened(session, person, firm_id, restriction_id, version)
    faults = {} if reason.strip() else {"lift_reason": EMPTY}
    if wrong := _wrong_lifting(row, lifted_on, china_day(now)):
        faults["lifted_on"] = wrong
    if faults:
        raise RestrictionFaults(faults)
    values = {"lifted_on": lifted_on, "lift_reason": reason.strip()}
    _write(session, person, row, values, "restriction.lift", now)


def restore_restriction(session: Session, person: Person, firm_id: int, restriction_id: int, *, now: datetime) -> None:
    """Take a lifting back: the restriction holds as if it had not been lifted. Raises RestrictionStands."""
    require(person, Action.KEEP_TITLES)
    row = get_restriction(session, person, firm_id, restriction_id)
    if row.lifted_on is None:
        raise RestrictionStands()
    _write(session, person, row, {"lifted_on": None, "lift_reason": ""}, "restriction.restore", now)


def fields_of(row: Restriction) -> RestrictionFields:
    """The fields as they are stored."""
    codes = tier_codes(row.tiers)
    return RestrictionFields(row.reason, row.document, row.first_on, row.last_on, codes, not codes)


def _opened(session: Session, person: Person, firm_id: int, restriction_id: int, version: int | None) -> Restriction:
    require(person, Action.KEEP_TITLES)
    row = get_restriction(session, person, firm_id, restriction_id)
    if kept_from_others(session, row).version != version:
        raise RestrictionChanged()
    if row.lifted_on is not None:
        raise RestrictionLifted()
    return row


def _checked(ladder: Ladder, fields: RestrictionFields) -> dict[str, Any]:
    values = {
        "tiers": tiers_text([code for code in ladder if code in fields.tiers]),
        "reason": fields.reason.strip(),
        "document": fields.document.strip(),
        "first_on": fields.first_on,
        "last_on": fields.last_on,
    }
    faults = {code: EMPTY for code in ("reason", "document", "first_on") if not values[code]}
    faults |= {code: SLIP for code in ("first_on", "last_on") if is_slip(values[code])}
    if fields.first_on and fields.last_on and fields.last_on < fields.first_on:
        faults["last_on"] = mark("早于限制起。")
    if fields.is_for_all == bool(fields.tiers) or set(fields.tiers) - {*ladder}:
        faults["tiers"] = mark("请勾选限制的层级，或者只勾选“全部层级”。")
    if faults:
        raise RestrictionFaults(faults)
    return values


def _wrong_lifting(row: Restriction, on: date | None, today: date) -> str:
    if on is None:
        return EMPTY
    if is_slip(on):
        return SLIP
    if on > today:
        return mark("不能晚于今天。")
    if row.last_on is not None and on > row.last_on:
        return mark("晚于限制止，到期的限制不用解除。")
    return mark("早于限制起。") if on < min(row.first_on, today) else ""


def _refuse_overlap(session: Session, firm_id: int, own_id: int | None, values: Mapping[str, Any]) -> None:
    """Two documents may restrict a firm at once; one document does so once for each tier and time."""
    told = [row for row in _rows(session, firm_id) if row.document == values["document"] and row.id != own_id]
    for row in told:
        if _meet(row, values) and share_a_tier(tier_codes(row.tiers), tier_codes(values["tiers"])):
            raise RestrictionListed(since=row.first_on.isoformat())


def _meet(row: Restriction, values: Mapping[str, Any]) -> bool:
    end, last = last_day(row), values["last_on"]
    return (last is None or row.first_on <= last) and (end is None or end >= max(values["first_on"], row.first_on))


def _rows(session: Session, firm_id: int) -> Sequence[Restriction]:
    found = select(Restriction).where(col(Restriction.firm_id) == firm_id)
    return session.exec(found.order_by(col(Restriction.first_on).desc(), col(Restriction.id).desc())).all()


def _write(
    session: Session, person: Person, row: Restriction, values: Mapping[str, Any], action: str, now: datetime
) -> None:
    changes = journal.differing({code: getattr(row, code) for code in values}, values)
    if not changes:
        return
    for code, value in values.items():
        setattr(row, code, value)
    row.version += 1
    session.add(row)
    session.flush()
    _note(session, person, row, action, changes, now)


def _note(
    session: Session,
    person: Person,
    row: Restriction,
    action: str,
    changes: Mapping[str, tuple[Any, Any]],
    now: datetime,
) -> None:
    """An empty column of tiers means every tier, which the journal says as "*"."""
    told = {f"restriction_{code}": (_told(code, old), _told(code, new)) for code, (old, new) in changes.items()}
    kept = {code: pair for code, pair in told.items() if any(pair)}
    journal.note(session, person, action, now=now, firm_id=row.firm_id, changes=kept)


def _told(code: str, value: Any) -> Any:
    if code != "tiers" or value is None:
        return value
    return ",".join(tier_codes(value)) or "*"
