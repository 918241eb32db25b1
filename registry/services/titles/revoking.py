"""Revoking a title with day, reason and bar, and taking a revocation back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.domain.tiers import Tier
from registry.services.days import china_day
from registry.services.titles.fields import TitleFaults
from registry.services.titles.keeping import check_stamp, get_title, write_title
from registry.store.titles import TitleRecord


class AlreadyRevoked(Conflict):
    """The title was revoked before."""

    template = mark("这项称号已经撤销，没有重复撤销。")


class NotRevoked(Conflict):
    """There is no revocation to take back."""

    template = mark("这项称号没有撤销，或者撤销已经取消。")


@dataclass(frozen=True)
class Revocation:
    """Why and from when a title is revoked, and until when the firm may not apply again.

    `ground` is the number of a bar of the tier (Tier.bars), which gives the day where `barred_until` is not written;
    `is_free` says that nothing keeps the firm from applying again.
    """

    on: date | None
    reason: str
    ground: int | None = None
    barred_until: date | None = None
    is_free: bool = False


def revoke_title(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    title_id: int,
    revocation: Revocation,
    *,
    stamp: str | None = None,
    now: datetime,
) -> None:
    """End a title early; the record stays, so that older evaluations can still be understood.

    Raises TitleFaults, AlreadyRevoked and StaleTitle.
    """
    require(person, Action.KEEP_TITLES)
    title = get_title(session, person, title_id)
    if title.revoked_on is not None:
        raise AlreadyRevoked()
    check_stamp(session, title, stamp)
    values = {
        "revoked_on": revocation.on,
        "revoke_reason": revocation.reason.strip(),
        "barred_until": _checked(catalogue.ladder.get(title.tier), title, revocation, china_day(now)),
    }
    write_title(session, person, catalogue, title, values, "title.revoke", now)


def restore_title(session: Session, person: Person, catalogue: Catalogue, title_id: int, *, now: datetime) -> None:
    """Take a revocation back: the title stands again as if it had not been revoked. Raises NotRevoked."""
    require(person, Action.KEEP_TITLES)
    title = get_title(session, person, title_id)
    if title.revoked_on is None:
        raise NotRevoked()
    values = {"revoked_on": None, "revoke_reason": None, "barred_until": None}
    write_title(session, person, catalogue, title, values, "title.restore", now)


def _checked(tier: Tier | None, title: TitleRecord, revocation: Revocation, today: date) -> date | None:
    """The last day of the bar. Where no document of the tier tells it, whoever revokes has to."""
    faults, on = {}, revocation.on
    if on is None:
        faults["revoked_on"] = mark("请填写撤销决定的日期。")
    elif on > today:
        faults["revoked_on"] = mark("晚于今天，请核对。")
    elif title.valid_from is not None and on < title.valid_from:
        faults["revoked_on"] = mark("早于称号的有效期起。")
    if not revocation.reason.strip():
        faults["revoke_reason"] = mark("请填写。")
    until = _bar(tier, revocation)
    if until is None and not revocation.is_free:
        faults["barred_until"] = mark("没有规定的期限可用，请填写最后一天；确实不限制再次申报的，请勾选。")
    elif until is not None and revocation.is_free:
        faults["barred_until"] = mark("填写了期限，又勾选了不限制，请只选其一。")
    elif until is not None and on is not None and until < on:
        faults["barred_until"] = mark("早于撤销日期。")
    if faults:
        raise TitleFaults(faults)
    return until


def _bar(tier: Tier | None, revocation: Revocation) -> date | None:
    if revocation.barred_until is not None:
        return revocation.barred_until
    bars = tier.bars if tier is not None else ()
    if revocation.is_free or revocation.on is None or revocation.ground is None or revocation.ground >= len(bars):
        return None
    return bars[revocation.ground].until(revocation.on)
