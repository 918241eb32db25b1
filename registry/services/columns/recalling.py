"""What is remembered of a table's columns, in the form in which the reader of files takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, select

from registry.domain.access import Person
from registry.services.columns.offices import nearness, serving
from registry.store.memory import LearnedHead, RememberedTable


@dataclass(frozen=True)
class Recalled:
    """One table: `columns` maps a head's key to an indicator, a role, or None to leave it out; `units` to a unit's name,
    `years` to the year of the column's figures, which is chosen for one file and never remembered."""

    columns: Mapping[str, str | None] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)


NOTHING = Recalled()


@dataclass(frozen=True)
class Hints:
    """All that the reader of one file is told; its methods are asked with the signature of each table.

    `chosen` is what a person has just decided for this file. Its units override what the file says; remembered units only
    speak where the file is silent, since next year's file may be kept in another unit.
    """

    tables: Mapping[str, Recalled] = field(default_factory=dict)
    learned: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Recalled] = field(default_factory=dict)

    def choosing(self, columns: Mapping[str, Any] | None) -> Hints:
        """The same with what a person chose for this file, as the options of its batch keep it: signature → columns."""
        return replace(self, chosen={signature: _recalled(chosen) for signature, chosen in (columns or {}).items()})

    def as_arguments(self) -> dict[str, Any]:
        """What there is to tell, as arguments of `importers.reading.read_file`."""
        units = any(table.units for table in self.chosen.values())
        usual = any(table.units for table in self.tables.values())
        years = any(table.years for table in self.chosen.values())
        told = {
            "remembered": (self.tables or self.chosen) and self.remembered,
            "learned": self.learned,
            "units": units and self.units,
            "usual_units": usual and self.usual_units,
            "years": years and self.years,
        }
        return {name: value for name, value in told.items() if value}

    def remembered(self, signature: str) -> dict[str, str | None]:
        """The meaning of the heads of a table."""
        kept, chosen = self.tables.get(signature, NOTHING), self.chosen.get(signature, NOTHING)
        return {**kept.columns, **chosen.columns}

    def units(self, signature: str) -> Mapping[str, str]:
        """The units that a person stated for this file."""
        return self.chosen.get(signature, NOTHING).units

    def years(self, signature: str) -> Mapping[str, int]:
        """The years that a person gave to columns of this file."""
        return self.chosen.get(signature, NOTHING).years

    def usual_units(self, signature: str) -> Mapping[str, str]:
        """The units that a table of this kind is kept in where it says none."""
        return self.tables.get(signature, NOTHING).units


def recall(session: Session, person: Person, *, source: str, signature: str) -> Recalled:
    """How the nearest office confirmed a table with these heads from this source; empty where none did."""
    return _tables(session, person, source, signature).get(signature, NOTHING)


def learned(session: Session, person: Person) -> dict[str, str]:
    """The heads that the person's office, and those above it, confirmed in other tables: key → indicator."""
    found = session.exec(select(LearnedHead).where(serving(person, LearnedHead)))
    return {head.head_key: head.indicator for head in sorted(found, key=nearness)}


def reading_hints(session: Session, person: Person, source: str) -> Hints:
    """What to tell the reader about a file from this source. Read at once, so that reading needs no database."""
    return Hints(_tables(session, person, source), learned(session, person))


def _tables(session: Session, person: Person, source: str, signature: str | None = None) -> dict[str, Recalled]:
    statement = select(RememberedTable).where(serving(person, RememberedTable), RememberedTable.source == source)
    if signature is not None:
        statement = statement.where(RememberedTable.signature == signature)
    found: Iterable[RememberedTable] = sorted(session.exec(statement), key=nearness)
    return {table.signature: _recalled(table.columns) for table in found}


def _recalled(columns: Mapping[str, Mapping[str, Any]]) -> Recalled:
    return Recalled(
        columns={key: column["meaning"] for key, column in columns.items() if "meaning" in column},
        units={key: column["unit"] for key, column in columns.items() if column.get("unit")},
        years={key: column["year"] for key, column in columns.items() if column.get("year")},
    )
