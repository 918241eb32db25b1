"""Whose memory serves whom. An office is a division and a park; what it confirmed serves everybody within it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col

from registry.domain.access import Person
from registry.store.memory import LearnedHead, NameDecision, RememberedTable

Memory = type[RememberedTable] | type[LearnedHead] | type[NameDecision]


def serving(person: Person, memory: Memory) -> ColumnElement[bool]:
    """What the person's office and those above it remember."""
    prefixes = [person.division[:length] for length in range(len(person.division) + 1)]
    return and_(col(memory.division).in_(prefixes), col(memory.park).in_({"", person.park}))


def kept_within(person: Person, memory: Memory) -> ColumnElement[bool]:
    """What the person may tidy up: the memory of their own office and of those within it."""
    inside = col(memory.division).startswith(person.division, autoescape=True)
    return and_(true(), inside, col(memory.park) == person.park if person.park else true())


def within_reach(person: Person, memory: Memory) -> ColumnElement[bool]:
    """What the person may look at: what serves them, and what they may tidy up."""
    return or_(serving(person, memory), kept_within(person, memory))


def may_tidy(person: Person, record: RememberedTable | LearnedHead | NameDecision) -> bool:
    """Whether the person may forget what is remembered here."""
    return record.division.startswith(person.division) and person.park in ("", record.park)


def nearness(record: RememberedTable | LearnedHead | NameDecision) -> tuple[int, bool]:
    """How near an office is to those it serves: the nearest one's memory counts."""
    return len(record.division), bool(record.park)
