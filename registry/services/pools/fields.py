"""What is written about an entry and an exit, and whether it can be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.days import SLIP, is_slip
from registry.services.plans.people import get_officer, officers_in_scope
from registry.services.pools.exits import get_exit_kind
from registry.services.pools.own_fields import checked_field, fields_of_tier

LONGEST = 500
YEARS_AHEAD = 10
ENTERED, EXITED, EXPECTED = mark("入库日期"), mark("出库日期"), mark("预计申报年度")
BASIS, EXIT_REASON, OFFICER = mark("入库理由"), mark("出库原因"), mark("培育专员")


@dataclass(frozen=True)
class Entry:
    """An entry into a pool; `officer_id` is the account that looks after the firm, `expected_year` when it wants to file.
    `board` and `progress` are kept where the pool of the tier has them."""

    entered_on: date | None
    basis: str
    officer_id: int | None = None
    expected_year: int | None = None
    board: str | None = None
    progress: str | None = None


@dataclass(frozen=True)
class Exit:
    """An exit: its last day, its kind as in exits.yaml, and why."""

    on: date | None
    kind: str
    reason: str = ""


def checked_entry(
    session: Session, person: Person, entry: Entry, today: date, known_officer: int | None = None, *, tier: str
) -> Entry:
    """The entry without surrounding spaces. Raises InvalidInput; the officer that it had before is taken as it is."""
    day = _past_day(entry.entered_on, ENTERED, today)
    basis = _text(entry.basis, BASIS)
    if not basis:
        raise InvalidInput(field=BASIS, reason=mark("请写明为什么纳入培育库。"))
    year = entry.expected_year
    if year is not None and not day.year <= year <= today.year + YEARS_AHEAD:
        raise InvalidInput(field=EXPECTED, reason=mark("请填写入库当年到今后十年内的年份。"))
    officer = entry.officer_id
    if officer is not None and officer != known_officer:
        get_officer(session, officer)
        if officer not in {one.id for one in officers_in_scope(session, person)}:
            raise InvalidInput(field=OFFICER, reason=mark("请从列表中选择一位专员。"))
    own = {one.code: checked_field(one, getattr(entry, one.code) or "") for one in fields_of_tier(tier)}
    return Entry(day, basis, officer, year, **own)


def checked_exit(exit_: Exit, today: date) -> Exit:
    """The exit without surrounding spaces. Raises InvalidInput."""
    kind = get_exit_kind(exit_.kind)
    day, reason = _past_day(exit_.on, EXITED, today), _text(exit_.reason, EXIT_REASON)
    if kind.needs_reason and not reason:
        raise InvalidInput(field=EXIT_REASON, reason=mark("请写明出库原因。"))
    return Exit(day, kind.code, reason)


def _past_day(day: date | None, field: str, today: date) -> date:
    if day is None:
        raise InvalidInput(field=field, reason=mark("请填写日期，例如 2026-06-30。"))
    if day > today:
        raise InvalidInput(field=field, reason=mark("不能晚于今天。"))
    if is_slip(day):
        raise InvalidInput(field=field, reason=SLIP)
    return day


def _text(text: str, field: str) -> str:
    kept = text.strip()
    if len(kept) > LONGEST:
        raise InvalidInput(field=field, reason=mark("最多 500 个字。"))
    return kept
