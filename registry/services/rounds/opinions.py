"""Opinions by level: whoever sits at a level acts on the firms lying there, one or many; refused rows are told one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.levels import level_of
from registry.domain.texts import mark
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.events import record
from registry.services.rounds.listing import FIRM, MemberQuery, matching
from registry.services.rounds.reach import get_round, get_round_to_run, members
from registry.services.rounds.states import UNDER_REVIEW, FirmState, Step, require_step
from registry.store.journal import JournalEntry
from registry.store.membership import is_one_of
from registry.store.rounds import Round, RoundOpinion


class Act(StrEnum):
    """What can be said of a firm."""

    SUBMIT = "submit"
    RETURN = "return"
    REJECT = "reject"
    RESTORE = "restore"
    NOTE = "note"
    WITHDRAW = "withdraw"


ACT_LABELS: Mapping[str, str] = {
    Act.SUBMIT: mark("同意并上报"),
    Act.RETURN: mark("退回下级"),
    Act.REJECT: mark("不予推荐"),
    Act.RESTORE: mark("恢复审核"),
    Act.NOTE: mark("备注"),
    Act.WITHDRAW: mark("移出批次"),
}
NEED_REASON = (Act.RETURN, Act.REJECT, Act.NOTE, Act.WITHDRAW)
REFUSALS: Mapping[str, str] = {
    "changed": mark("刚刚被他人处理过，请核对后再办。"),
    "elsewhere": mark("不在您这一级。"),
    "settled": mark("已有结论，不能再这样处理。"),
    "lowest": mark("已在最低一级，不能再退回；不符合的请选“不予推荐”。"),
    "standing": mark("没有被否决，不需要恢复。"),
}


@dataclass(frozen=True)
class Outcome:
    """How many rows were acted on, and why each of the others was not: id of the row → key of REFUSALS."""

    done: int
    refused: dict[int, str]


@dataclass(frozen=True)
class _Next:
    level: str
    state: str


def decide(
    session: Session,
    person: Person,
    round_id: int,
    versions: Mapping[int, int],
    act: Act,
    *,
    reason: str = "",
    now: datetime,
) -> Outcome:
    """Act on rows (id → the version that was seen); good rows are done, every other one is told.

    Raises StepOutOfOrder, and InvalidInput where a reason is missing. Rows out of reach count as changed.
    """
    round_, said = _acting(session, person, round_id, act, reason)
    rows = _rows(session, person, round_id, [*versions])
    refused = {member_id: "changed" for member_id in versions if member_id not in rows}
    good: dict[int, _Next] = {}
    for member_id, row in rows.items():
        answer = "changed" if row.version != versions[member_id] else _next(round_, person, row, act)
        if isinstance(answer, str):
            refused[member_id] = answer
        else:
            good[member_id] = answer
    _write(session, person, round_, rows, good, act, said, now)
    return Outcome(len(good), refused)


def decide_all(
    session: Session,
    person: Person,
    round_id: int,
    query: MemberQuery,
    act: Act,
    *,
    reason: str = "",
    now: datetime,
) -> Outcome:
    """Act on every row that the filter shows and that the act fits; every other one is left as it is and told."""
    round_, said = _acting(session, person, round_id, act, reason)
    statement = _columns().where(matching(session, person, round_id, query)).with_for_update(of=MEMBER)
    rows = {row.id: row for row in session.execute(statement)}
    fitting = {member_id: _next(round_, person, row, act) for member_id, row in rows.items()}
    good = {member_id: answer for member_id, answer in fitting.items() if isinstance(answer, _Next)}
    _write(session, person, round_, rows, good, act, said, now)
    return Outcome(len(good), {one: answer for one, answer in fitting.items() if isinstance(answer, str)})


def opinions_of(session: Session, member_id: int) -> list[RoundOpinion]:
    """What was said of one firm, the newest first."""
    statement = select(RoundOpinion).where(col(RoundOpinion.round_firm_id) == member_id)
    return list(session.execute(statement.order_by(col(RoundOpinion.id).desc())).scalars())


def _acting(session: Session, person: Person, round_id: int, act: Act, reason: str) -> tuple[Round, str]:
    if act is Act.WITHDRAW:
        round_ = get_round_to_run(session, person, round_id)
        require_step(round_, Step.WITHDRAW)
    else:
        require(person, Action.GIVE_OPINIONS)
        round_ = get_round(session, person, round_id)
        require_step(round_, Step.OPINION)
    if act in NEED_REASON and not reason.strip():
        raise InvalidInput(field=mark("意见"), reason=mark("请写明理由。"))
    return round_, reason.strip()


def _next(round_: Round, person: Person, row: Any, act: Act) -> _Next | str:
    """Where the row goes, or why it cannot."""
    if act is Act.WITHDRAW:
        open_ = row.state in (*UNDER_REVIEW, FirmState.REJECTED, FirmState.SUPPORTED)
        return _Next(row.level, FirmState.WITHDRAWN.value) if open_ else "settled"
    if act is Act.NOTE:
        return _Next(row.level, row.state)
    if row.level != level_of(person):
        return "elsewhere"
    if act is Act.RESTORE:
        return _Next(row.level, FirmState.WAITING.value) if row.state == FirmState.REJECTED else "standing"
    place = round_.levels.index(row.level)
    if act is Act.RETURN and row.state in (*UNDER_REVIEW, FirmState.SUPPORTED):
        return _Next(round_.levels[place - 1], FirmState.RETURNED.value) if place else "lowest"
    if row.state not in UNDER_REVIEW:
        return "settled"
    if act is Act.REJECT:
        return _Next(row.level, FirmState.REJECTED.value)
    if place + 1 == len(round_.levels):
        return _Next(row.level, FirmState.SUPPORTED.value)
    return _Next(round_.levels[place + 1], FirmState.WAITING.value)


def _columns() -> Any:
    return select(*MEMBER.c["id", "version", "level", "state", "firm_id"], FIRM.c.name).select_from(MEMBER).join(FIRM)


def _rows(session: Session, person: Person, round_id: int, ids: Sequence[int]) -> dict[int, Any]:
    """The rows in reach, kept from others until the transaction ends."""
    statement = _columns().where(members(person, round_id), is_one_of(session, MEMBER.c.id, ids))
    return {row.id: row for row in session.execute(statement.with_for_update(of=MEMBER))}


def _write(
    session: Session,
    person: Person,
    round_: Round,
    rows: Mapping[int, Any],
    good: Mapping[int, _Next],
    act: Act,
    said: str,
    now: datetime,
) -> None:
    if not good:
        return
    if act is not Act.NOTE:
        _move(session, person, good, now)
    at = level_of(person).value
    signed = {"round_id": round_.id, "level": at, "kind": act.value, "text": said, "by": person.name}
    signed |= {"account_id": person.account_id, "at": now}
    session.execute(insert(RoundOpinion), [{**signed, "round_firm_id": member_id} for member_id in good])
    entry = {"at": now, "actor_id": person.account_id, "actor_name": person.name, "door": person.door}
    entry |= {"action": f"round.{act}", "note": f"{round_.name}：{said}" if said else round_.name}
    session.execute(insert(JournalEntry), [{**entry, "firm_id": rows[member_id].firm_id} for member_id in good])
    names = [rows[member_id].name for member_id in good][:3]
    record(session, person, round_, act.value, now=now, level=at, firms=len(good), names="、".join(names), reason=said)


def _move(session: Session, person: Person, good: Mapping[int, _Next], now: datetime) -> None:
    """One statement for each place that rows go to."""
    for to in {*good.values()}:
        ids = [member_id for member_id, place in good.items() if place == to]
        confirmed = to.state == FirmState.SUPPORTED
        values = {
            "level": to.level,
            "state": to.state,
            "version": MEMBER.c.version + 1,
            "confirmed_by": person.name if confirmed else None,
            "confirmed_at": now if confirmed else None,
        }
        session.execute(update(MEMBER).where(is_one_of(session, MEMBER.c.id, ids)).values(**values))
    session.flush()
    session.expire_all()
