"""Rows that a bulk decision could not act on, told on the page that it leads back to: its address holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.listing import FIRM
from registry.services.rounds.opinions import REFUSALS
from registry.services.rounds.reach import members
from registry.web.languages import translated
from registry.web.listing import asked

MOST = 60


@dataclass(frozen=True)
class Refused:
    """A firm that was left as it is, and why."""

    name: str
    reason: str


def as_argument(refused: Mapping[int, str]) -> str:
    """The refused rows as an argument of an address: 12.elsewhere-15.settled."""
    return "-".join(f"{member_id}.{reason}" for member_id, reason in list(refused.items())[:MOST])


def refused_lines(session: Session, person: Person, round_id: int) -> list[Refused]:
    """The refused rows of the address, in words; rows out of scope are left out."""
    pairs = [part.partition(".") for part in asked("refused", 3000).split("-") if part]
    found = {
        int(number): reason
        for number, _, reason in pairs
        if number.isdecimal() and len(number) < 10 and reason in REFUSALS
    }
    if not found:
        return []
    statement = select(MEMBER.c.id, FIRM.c.name).join_from(MEMBER, FIRM).where(members(person, round_id))
    names = dict(session.execute(statement.where(MEMBER.c.id.in_([*found][:MOST]))).all())
    return [Refused(names[number], translated(REFUSALS[found[number]])) for number in found if number in names]
