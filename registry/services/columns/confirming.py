"""Keeping what a person confirmed: the columns of the table, and its heads as words that the office's files taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from importers.headers import read_head
from importers.vocabulary import Vocabulary
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.indicators import Indicators
from registry.services import journal
from registry.store.memory import LearnedHead, RememberedTable


@dataclass(frozen=True)
class ConfirmedColumn:
    """One column: `meaning` is an indicator, a role or None to leave it out; `unit` and `year` only where a person stated
    them. A year is of this file alone."""

    key: str
    header: str
    meaning: str | None
    unit: str = ""
    year: int | None = None

    def packed(self) -> dict[str, Any]:
        """As the memory keeps it."""
        return {"header": self.header, "meaning": self.meaning, "unit": self.unit or None}

    def chosen(self) -> dict[str, Any]:
        """As the options of a batch keep it."""
        return {**self.packed(), **({"year": self.year} if self.year else {})}


@dataclass(frozen=True)
class ConfirmedTable:
    """All columns of one kind of table, as a person confirmed them on a file of some source. A table whose columns have no
    heads (`is_headless`) is not remembered: their letters say nothing about another file."""

    source: str
    signature: str
    filename: str
    columns: Sequence[ConfirmedColumn]
    is_headless: bool = False

    def packed(self) -> dict[str, Any]:
        """The columns by their keys."""
        return {column.key: column.packed() for column in self.columns if column.key}

    def chosen(self) -> dict[str, Any]:
        """The same as they were chosen for this one file."""
        return {column.key: column.chosen() for column in self.columns if column.key}


def confirm(session: Session, person: Person, catalogue: Catalogue, table: ConfirmedTable, *, now: datetime) -> None:
    """Remember the table for the person's office, and the heads that the catalogue does not know as indicators.

    Confirming the same again changes nothing but file, name and moment; what changes is journalled.
    """
    require(person, Action.USE_IMPORTS)
    if not table.signature or table.is_headless:
        return
    signed = _signed(person, table.filename, now)
    record = _table(session, person, table) or RememberedTable(
        **_office(person), source=table.source, signature=table.signature, columns={}, **signed
    )
    changes = _changes(record.columns, table.packed())
    session.add(record.sqlmodel_update({"columns": table.packed(), **signed}))
    _learn(session, person, catalogue.indicators, table, now)
    if changes:
        journal.note(
            session, person, "columns.confirm", now=now, changes=changes, text=f"{table.filename} {table.source}"
        )
    session.flush()


def _changes(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    meanings = ({key: _said(column) for key, column in columns.items()} for columns in (old, new))
    before, after = meanings
    return journal.differing({**dict.fromkeys(after), **before}, after)


def _said(column: dict[str, Any]) -> str:
    """The meaning with the unit, so that a journal entry holds plain values; "" is left out."""
    return " ".join(filter(None, (column["meaning"], column.get("unit"))))


def _learn(session: Session, person: Person, indicators: Indicators, table: ConfirmedTable, now: datetime) -> None:
    known = Vocabulary(indicators)
    meant = {column.key: column for column in table.columns if column.key and column.meaning in indicators}
    wanted = {key: column for key, column in meant.items() if _teaches(column, known)}
    mine = (LearnedHead.division == person.division, LearnedHead.park == person.park)
    held = session.exec(select(LearnedHead).where(*mine, col(LearnedHead.head_key).in_(list(wanted))))
    heads = {head.head_key: head for head in held}
    signed = _signed(person, table.filename, now)
    for key, column in wanted.items():
        taught = {"header": column.header, "indicator": column.meaning, **signed}
        if key not in heads:
            session.add(LearnedHead(**_office(person), head_key=key, **taught))
        elif heads[key].indicator != column.meaning:
            session.add(heads[key].sqlmodel_update(taught))


def _teaches(column: ConfirmedColumn, known: Vocabulary) -> bool:
    """Whether the head is worth knowing in other tables: not understood without it, and not one of several like it."""
    if "#" in column.key:
        return False
    meaning = known.meaning(read_head((column.header,)), column.key)
    return meaning is None or (meaning.reason == "variant" and meaning.code != column.meaning)


def _table(session: Session, person: Person, table: ConfirmedTable) -> RememberedTable | None:
    statement = select(RememberedTable).where(
        RememberedTable.division == person.division,
        RememberedTable.park == person.park,
        RememberedTable.source == table.source,
        RememberedTable.signature == table.signature,
    )
    return session.exec(statement).first()


def _office(person: Person) -> dict[str, Any]:
    return {"division": person.division, "park": person.park}


def _signed(person: Person, filename: str, now: datetime) -> dict[str, Any]:
    return {
        "filename": filename,
        "confirmed_by": person.name,
        "account_id": person.account_id,
        "confirmed_at": now,
    }
