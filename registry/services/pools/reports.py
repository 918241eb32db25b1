"""What a bulk entry or exit left out and why, told after the fact to whoever did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.paging import page_within
from registry.services.pools.journalling import BULK
from registry.services.pools.refusals import REASONS
from registry.services.pools.standing_titles import FIRM
from registry.store.journal import JournalEntry
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope

PER_PAGE = 50


@dataclass(frozen=True)
class LeftOut:
    """One firm that was left as it is, and the key of REASONS that says why."""

    firm_id: int
    name: str
    credit_code: str
    reason: str


@dataclass(frozen=True)
class Report:
    """One page of the firms left out; `counts` are by reason, `outside` are rows out of scope, which have no name."""

    action: str
    rows: tuple[LeftOut, ...]
    counts: dict[str, int]
    outside: int
    page: int
    pages: int

    @property
    def total(self) -> int:
        """All rows left out."""
        return sum(self.counts.values()) + self.outside


def report_of(session: Session, person: Person, entry_id: int, page: int = 1) -> Report:
    """The report of a bulk act. Raises NotFound for anything but the person's own."""
    require(person, Action.KEEP_POOLS)
    entry = session.get(JournalEntry, entry_id)
    if entry is None or entry.action not in BULK or entry.actor_id != person.account_id:
        raise NotFound(what=mark("这份处理结果"))
    left = {reason: new for reason, (_, new) in (entry.changes or {}).items() if reason in REASONS}
    outside = left.pop("outside", 0)
    told = list(_pairs(left))
    page, pages = page_within(page, len(told), PER_PAGE)
    rows = _named(session, person, told[(page - 1) * PER_PAGE : page * PER_PAGE])
    return Report(entry.action, rows, {reason: len(firms) for reason, firms in left.items()}, outside, page, pages)


def _pairs(left: dict[str, list[int]]) -> Iterator[tuple[str, int]]:
    for reason, firms in left.items():
        yield from ((reason, firm_id) for firm_id in firms)


def _named(session: Session, person: Person, told: list[tuple[str, int]]) -> tuple[LeftOut, ...]:
    """The rows with their names; a firm that has left the reader's scope since is not named any more."""
    wanted = is_one_of(session, FIRM.c.id, [firm_id for _, firm_id in told])
    found = session.execute(select(*FIRM.c["id", "name", "credit_code"]).where(wanted, firms_in_scope(person)))
    firms = {row.id: row for row in found}
    return tuple(
        LeftOut(firm_id, firms[firm_id].name, firms[firm_id].credit_code, reason)
        for reason, firm_id in told
        if firm_id in firms
    )
