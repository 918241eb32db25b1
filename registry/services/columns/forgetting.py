"""Looking through what is remembered of columns, and forgetting one of it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import NotAllowed, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.columns.offices import may_tidy, within_reach
from registry.store.memory import LearnedHead, RememberedTable

Found = TypeVar("Found", RememberedTable, LearnedHead)


class OfAnotherOffice(NotAllowed):
    """Remembered by an office above one's own: it serves one, but is not one's own to forget."""

    template = mark("这条列名对照是上级单位确认的，只能由上级单位忘记。")


def confirmed_tables(session: Session, person: Person) -> list[RememberedTable]:
    """The tables remembered by the person's office, those above and those within it, the newest first."""
    return _all(session, person, RememberedTable)


def confirmed_heads(session: Session, person: Person) -> list[LearnedHead]:
    """The heads learned by the person's office, those above and those within it, the newest first."""
    return _all(session, person, LearnedHead)


def get_table(session: Session, person: Person, table_id: int) -> RememberedTable:
    """A table to forget; raises NotFound where it does not exist or is out of reach, OfAnotherOffice where it is not theirs."""
    return _get(session, person, RememberedTable, table_id)


def get_head(session: Session, person: Person, head_id: int) -> LearnedHead:
    """A head to forget, like `get_table`."""
    return _get(session, person, LearnedHead, head_id)


def forget_table(session: Session, person: Person, table_id: int, *, now: datetime) -> RememberedTable:
    """Forget how a table was confirmed; its files are asked about anew. Heads learned from it stay."""
    table = get_table(session, person, table_id)
    session.delete(table)
    journal.note(session, person, "columns.forget", now=now, text=f"{table.filename} {table.source} {table.signature}")
    return table


def forget_head(session: Session, person: Person, head_id: int, *, now: datetime) -> LearnedHead:
    """Forget a learned head. Tables that were confirmed with it stay remembered."""
    head = get_head(session, person, head_id)
    session.delete(head)
    journal.note(session, person, "heads.forget", now=now, changes={head.head_key: (head.indicator, None)})
    return head


def _all(session: Session, person: Person, memory: type[Found]) -> list[Found]:
    require(person, Action.USE_IMPORTS)
    statement = select(memory).where(within_reach(person, memory))
    return list(session.exec(statement.order_by(col(memory.confirmed_at).desc(), col(memory.id).desc())))


def _get(session: Session, person: Person, memory: type[Found], record_id: int) -> Found:
    require(person, Action.USE_IMPORTS)
    found = session.exec(select(memory).where(memory.id == record_id, within_reach(person, memory))).first()
    if found is None:
        raise NotFound(what=mark("这条列名对照"))
    if not may_tidy(person, found):
        raise OfAnotherOffice()
    return found
