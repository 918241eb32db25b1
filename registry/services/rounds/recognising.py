"""The official result becomes titles, and the round is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.outcomes import Case
from registry.domain.texts import mark
from registry.services import journal
from registry.services.rounds import results
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.events import record
from registry.services.rounds.noticing import count_open, count_states, refuse_unfinished
from registry.services.rounds.reach import get_round_to_run
from registry.services.rounds.results import ResultLine, result_lines
from registry.services.rounds.states import FirmState, Status, Step, require_step
from registry.services.standings import refresh
from registry.store.membership import is_one_of
from registry.store.rounds import Round, RoundResult
from registry.store.titles import TitleRecord


class NoticeRunning(Conflict):
    """The public notice has not ended."""

    template = mark("公示到 {day} 为止，期满后再登记认定结果。")


class ObjectionsOpen(Conflict):
    """Objections that nobody has closed."""

    template = mark("还有 {count} 件异议没有办结，请先办结。")


class NothingToRecognise(Conflict):
    """A list in which no line means a firm."""

    template = mark("名单里还没有确定的企业，请先上传名单并确认。")


@dataclass(frozen=True)
class Recognition:
    """The document that recognises; a blank `valid_from` is the day of recognition. `others` includes firms that the list
    names and the round does not."""

    document: str
    recognised_on: date
    valid_from: date | None = None
    others: bool = True


@dataclass(frozen=True)
class Recognised:
    """How many titles were written, how many firms had theirs already, how many lines still wait."""

    written: int
    held: int
    waiting: int


def require_result(session: Session, round_: Round, today: date) -> None:
    """Raise unless the result may be written: the notice is over and nothing said against it is open."""
    require_step(round_, Step.RESULT)
    if round_.notice_to is not None and today <= round_.notice_to:
        raise NoticeRunning(day=round_.notice_to.isoformat())
    assert round_.id is not None
    if count := count_open(session, round_.id):
        raise ObjectionsOpen(count=count)
    refuse_unfinished(session, round_.id)


def recognise(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    round_id: int,
    recognition: Recognition,
    *,
    now: datetime,
    today: date,
) -> Recognised:
    """Write a title for every firm of the list, valid as the ladder says, and mark the firms of the round recognised."""
    round_ = get_round_to_run(session, person, round_id)
    require_result(session, round_, today)
    _check(catalogue, round_, recognition, today)
    lines = result_lines(session, round_id)
    chosen = {
        line.firm_id: line
        for line in reversed(lines)
        if line.firm_id is not None and (line.state is not None or recognition.others)
    }
    if not chosen:
        raise NothingToRecognise()
    held = _held(session, round_, recognition, [*chosen])
    new = _write_titles(
        session, catalogue, round_, recognition, [one for key, one in chosen.items() if key not in held]
    )
    titles = {title.firm_id: title for title in new} | held
    _mark(session, round_, {firm_id: title.id for firm_id, title in titles.items()})
    for title in new:
        _journal(session, person, title, now)
    _clear(session, round_id, [line.id for line in lines if line.firm_id in chosen or line.way == results.NOBODY])
    refresh(session, catalogue, [title.firm_id for title in new])
    facts = {"document": recognition.document.strip(), "recognised": len(titles)}
    record(session, person, round_, "recognise", now=now, **facts)
    return Recognised(
        len(new), len(held), sum(line.firm_id not in chosen and line.way == results.OPEN for line in lines)
    )


def _check(catalogue: Catalogue, round_: Round, recognition: Recognition, today: date) -> None:
    """Raise InvalidInput for a document without a number, and for days that cannot be."""
    day, start = recognition.recognised_on, recognition.valid_from
    if not recognition.document.strip():
        raise InvalidInput(field=mark("认定文号"), reason=mark("必须填写。"))
    if day > today:
        raise InvalidInput(field=mark("认定日期"), reason=mark("晚于今天，请核对。"))
    if round_.notice_to is not None and day < round_.notice_to:
        raise InvalidInput(field=mark("认定日期"), reason=mark("早于公示截止，请核对。"))
    if start is None:
        return
    end = catalogue.ladder[round_.tier].expires(start)
    if end is not None and end < day:
        raise InvalidInput(field=mark("有效期起"), reason=mark("按这一天计算的有效期在认定日期之前已经结束，请核对。"))
    if start.year > day.year + 1:
        raise InvalidInput(field=mark("有效期起"), reason=mark("比认定日期晚一年以上，请核对。"))


def close_round(session: Session, person: Person, round_id: int, *, now: datetime, today: date) -> None:
    """The end: supported firms that no list named were not recognised. Raises where something is still open."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.CLOSE)
    require_result(session, round_, today)
    left = {"state": FirmState.NOT_RECOGNISED.value, "version": MEMBER.c.version + 1}
    supported = (MEMBER.c.round_id == round_id) & (MEMBER.c.state == FirmState.SUPPORTED)
    counts = {
        "recognised": count_states(session, round_id, FirmState.RECOGNISED),
        "not_recognised": count_states(session, round_id, FirmState.SUPPORTED),
    }
    session.execute(update(MEMBER).where(supported).values(**left))
    session.execute(delete(RoundResult).where(col(RoundResult.round_id) == round_id))
    session.flush()
    session.expire_all()
    round_.status, round_.closed_at, round_.version = Status.CLOSED.value, now, round_.version + 1
    record(session, person, round_, "close", now=now, **counts)


def _write_titles(
    session: Session, catalogue: Catalogue, round_: Round, recognition: Recognition, lines: Sequence[ResultLine]
) -> list[TitleRecord]:
    tier = catalogue.ladder[round_.tier]
    start = recognition.valid_from or recognition.recognised_on
    earlier = _earlier(session, round_, [line.firm_id for line in lines if line.firm_id is not None])
    new = [
        TitleRecord(
            firm_id=line.firm_id,
            tier=round_.tier,
            batch=round_.name,
            number=line.number or None,
            document=recognition.document.strip(),
            recognised_on=recognition.recognised_on,
            valid_from=start,
            valid_to=tier.expires(start),
            renews=earlier.get(line.firm_id or 0),
        )
        for line in lines
    ]
    session.add_all(new)
    session.flush()
    return new


def _earlier(session: Session, round_: Round, firm_ids: Sequence[int]) -> dict[int, int]:
    """For a review the title of each firm that the new one continues: the one that ends last."""
    if round_.case != Case.REVIEW:
        return {}
    table = TitleRecord.__table__  # type: ignore[attr-defined]
    wanted = is_one_of(session, table.c.firm_id, firm_ids), TitleRecord.tier == round_.tier
    held = session.exec(select(TitleRecord).where(*wanted, col(TitleRecord.revoked_on).is_(None)))
    ordered = sorted(held, key=lambda title: (title.valid_to or date.max, title.id or 0))
    return {title.firm_id: title.id for title in ordered if title.id is not None}


def _held(session: Session, round_: Round, recognition: Recognition, firm_ids: Sequence[int]) -> dict[int, TitleRecord]:
    """The very titles, where the register has them already: from an import, or a list that was sent twice."""
    table = TitleRecord.__table__  # type: ignore[attr-defined]
    same = (
        is_one_of(session, table.c.firm_id, firm_ids),
        TitleRecord.tier == round_.tier,
        TitleRecord.recognised_on == recognition.recognised_on,
        col(TitleRecord.revoked_on).is_(None),
    )
    return {title.firm_id: title for title in session.exec(select(TitleRecord).where(*same))}


def _mark(session: Session, round_: Round, titles: Mapping[int, int | None]) -> None:
    inside = {"state": FirmState.RECOGNISED.value, "version": MEMBER.c.version + 1}
    mine = (MEMBER.c.round_id == round_.id) & is_one_of(session, MEMBER.c.firm_id, [*titles])
    ids: Any = select(TitleRecord.id).where(
        TitleRecord.firm_id == MEMBER.c.firm_id, is_one_of(session, col(TitleRecord.id), [*titles.values()])
    )
    session.execute(update(MEMBER).where(mine).values(**inside, title_id=ids.limit(1).scalar_subquery()))
    session.flush()
    session.expire_all()


def _journal(session: Session, person: Person, title: TitleRecord, now: datetime) -> None:
    codes = ("tier", "batch", "number", "document", "recognised_on", "valid_from", "valid_to", "renews")
    changes = {code: (None, value) for code in codes if (value := getattr(title, code)) is not None}
    action = "title.renew" if title.renews else "title.create"
    journal.note(session, person, action, now=now, firm_id=title.firm_id, changes=changes)


def _clear(session: Session, round_id: int, line_ids: Sequence[int]) -> None:
    table = RoundResult.__table__  # type: ignore[attr-defined]
    session.execute(table.delete().where(table.c.round_id == round_id, is_one_of(session, table.c.id, line_ids)))
