"""The public notice: from when to when, in which words, and what was said against it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.levels import level_of
from registry.domain.texts import mark
from registry.services.days import SLIP, china_day, is_slip
from registry.services.rounds import amending
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.events import record
from registry.services.rounds.reach import get_member, get_round, get_round_to_run
from registry.services.rounds.states import UNDER_REVIEW, FirmState, Status, Step, require_step
from registry.store.rounds import Round, RoundFirm, RoundObjection, RoundOpinion


class Ending(StrEnum):
    """How an objection ended: upheld takes its firm off the list."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


ENDINGS = {Ending.UPHELD: mark("成立"), Ending.DISMISSED: mark("不成立")}


class StillUnderReview(Conflict):
    """Firms that no level has come to an end with."""

    template = mark("还有 {count} 家企业没有走完审核，请先办完或移出批次。")


class AmendmentsWaiting(Conflict):
    """Amendments that nobody has decided."""

    template = mark("还有 {count} 项更正没有审批，请先审批。")


class NobodySupported(Conflict):
    """A list without a firm cannot be shown to the public."""

    template = mark("没有审核通过的企业，不能公示。")


class ObjectionClosed(Conflict):
    """An objection that was closed before."""

    template = mark("这件异议已经办结。")


def publish_notice(
    session: Session, person: Person, round_id: int, *, since: date, to: date, text: str, now: datetime
) -> None:
    """Show the supported firms to the public; every firm must have come to an end, every amendment be decided."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.NOTICE)
    if to < since:
        raise InvalidInput(field=mark("公示截止"), reason=mark("早于公示开始。"))
    if is_slip(since) or is_slip(to) or to.year > since.year + 1:
        raise InvalidInput(field=mark("公示截止"), reason=SLIP)
    if not text.strip():
        raise InvalidInput(field=mark("公示内容"), reason=mark("必须填写。"))
    refuse_unfinished(session, round_id)
    supported = count_states(session, round_id, FirmState.SUPPORTED)
    if not supported:
        raise NobodySupported()
    round_.notice_from, round_.notice_to, round_.notice_text = since, to, text.strip()
    round_.status, round_.version = Status.NOTICED.value, round_.version + 1
    record(session, person, round_, "notice", now=now, since=since, to=to, firms=supported)


def refuse_unfinished(session: Session, round_id: int) -> None:
    """Raise where firms are under review or amendments wait."""
    if count := count_states(session, round_id, *UNDER_REVIEW):
        raise StillUnderReview(count=count)
    if count := amending.count_waiting(session, round_id):
        raise AmendmentsWaiting(count=count)


def count_states(session: Session, round_id: int, *states: FirmState) -> int:
    """How many firms of the round are in one of the states."""
    wanted = RoundFirm.round_id == round_id, col(RoundFirm.state).in_(states)
    return session.exec(select(func.count()).select_from(RoundFirm).where(*wanted)).one()


def raise_objection(
    session: Session,
    person: Person,
    round_id: int,
    *,
    raised_by: str,
    raised_on: date,
    text: str,
    member_id: int | None = None,
    now: datetime,
) -> int:
    """Record what somebody said against a firm or, without one, against the list; returns its id.

    One that came after the end of the notice is kept too, and told as late wherever it is shown (`is_late`).
    """
    require(person, Action.GIVE_OPINIONS)
    round_ = get_round(session, person, round_id)
    require_step(round_, Step.OBJECT)
    for label, value in ((mark("提出人"), raised_by), (mark("异议内容"), text)):
        if not value.strip():
            raise InvalidInput(field=label, reason=mark("必须填写。"))
    if raised_on > china_day(now):
        raise InvalidInput(field=mark("提出日期"), reason=mark("晚于今天，请核对。"))
    if round_.notice_from is not None and raised_on < round_.notice_from:
        raise InvalidInput(field=mark("提出日期"), reason=mark("早于公示开始，请核对。"))
    firm = get_member(session, person, round_id, member_id)[1] if member_id is not None else None
    made = RoundObjection(
        round_id=round_id,
        round_firm_id=member_id,
        raised_by=raised_by.strip(),
        raised_on=raised_on,
        text=text.strip(),
        recorded_by=person.name,
        created_at=now,
    )
    session.add(made)
    session.flush()
    about = {"firm": firm.name if firm else "", "text": text.strip()}
    record(session, person, round_, "objection", now=now, firm_id=firm.id if firm else None, **about)
    assert made.id is not None
    return made.id


def close_objection(
    session: Session,
    person: Person,
    round_id: int,
    objection_id: int,
    outcome: str,
    text: str,
    *,
    now: datetime,
) -> None:
    """Say how an objection ended; an upheld one about a firm takes the firm off the list."""
    round_ = get_round_to_run(session, person, round_id)
    found = session.get(RoundObjection, objection_id)
    if found is None or found.round_id != round_id:
        raise NotFound(what=mark("这件异议"))
    require_step(round_, Step.OBJECT)
    if found.outcome is not None:
        raise ObjectionClosed()
    if outcome not in list(Ending):
        raise InvalidInput(field=mark("处理结果"), reason=mark("请选“成立”或“不成立”。"))
    if not text.strip():
        raise InvalidInput(field=mark("处理说明"), reason=mark("必须填写。"))
    found.outcome, found.outcome_text = outcome, text.strip()
    found.closed_by, found.closed_at = person.name, now
    firm = get_member(session, person, round_id, found.round_firm_id)[1] if found.round_firm_id is not None else None
    about = {"firm_id": firm.id, "firm": firm.name} if firm else {}
    if firm is not None and outcome == Ending.UPHELD:
        _take_off(session, person, found, now)
    session.flush()
    record(
        session,
        person,
        round_,
        "objection_close",
        now=now,
        **about,
        outcome=ENDINGS[Ending(outcome)],
        text=text,
    )


def is_late(round_: Round, objection: Any) -> bool:
    """Whether an objection, a record or a row with its `raised_on`, was raised after the notice had ended."""
    return round_.notice_to is not None and bool(objection.raised_on > round_.notice_to)


def objections(session: Session, round_id: int) -> list[RoundObjection]:
    """The objections of a round, the open ones first."""
    order = (col(RoundObjection.outcome).is_not(None), col(RoundObjection.id).desc())
    return list(session.exec(select(RoundObjection).where(RoundObjection.round_id == round_id).order_by(*order)))


def count_open(session: Session, round_id: int) -> int:
    """How many objections are not closed."""
    still = RoundObjection.round_id == round_id, col(RoundObjection.outcome).is_(None)
    return session.exec(select(func.count()).select_from(RoundObjection).where(*still)).one()


def _take_off(session: Session, person: Person, found: RoundObjection, now: datetime) -> None:
    values = {"state": FirmState.REJECTED.value, "version": MEMBER.c.version + 1}
    session.flush()
    session.execute(update(MEMBER).where(MEMBER.c.id == found.round_firm_id).values(**values))
    opinion = RoundOpinion(
        round_id=found.round_id,
        round_firm_id=found.round_firm_id,
        level=level_of(person).value,
        kind="reject",
        text=found.outcome_text,
        by=person.name,
        account_id=person.account_id,
        at=now,
    )
    session.add(opinion)
    session.flush()
    session.expire_all()
