"""What is remembered of columns, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.domain.access import Person
from registry.services.columns.offices import may_tidy
from registry.store.memory import LearnedHead, RememberedTable
from registry.web.columns.choices import meaning_label, source_label, unit_label
from registry.web.names import office_name


@dataclass(frozen=True)
class Pair:
    """A head and what it means."""

    header: str
    meaning: str
    is_used: bool


@dataclass(frozen=True)
class TableLine:
    """One remembered table."""

    id: int
    filename: str
    source: str
    office: str
    pairs: list[Pair]
    confirmed_by: str
    confirmed_at: datetime
    may_forget: bool

    @property
    def used(self) -> list[Pair]:
        """The columns that are imported."""
        return [pair for pair in self.pairs if pair.is_used]


@dataclass(frozen=True)
class HeadLine:
    """One learned head."""

    id: int
    header: str
    meaning: str
    filename: str
    office: str
    confirmed_by: str
    confirmed_at: datetime
    may_forget: bool


def table_line(table: RememberedTable, person: Person) -> TableLine:
    """A remembered table in words."""
    assert table.id is not None
    return TableLine(
        id=table.id,
        filename=table.filename,
        source=source_label(table.source),
        office=office_name(table.division, table.park),
        pairs=[_pair(key, **column) for key, column in table.columns.items()],
        confirmed_by=table.confirmed_by,
        confirmed_at=table.confirmed_at,
        may_forget=may_tidy(person, table),
    )


def head_line(head: LearnedHead, person: Person) -> HeadLine:
    """A learned head in words."""
    assert head.id is not None
    return HeadLine(
        id=head.id,
        header=head.header,
        meaning=meaning_label(head.indicator),
        filename=head.filename,
        office=office_name(head.division, head.park),
        confirmed_by=head.confirmed_by,
        confirmed_at=head.confirmed_at,
        may_forget=may_tidy(person, head),
    )


def _pair(key: str, header: str = "", meaning: str | None = None, unit: str | None = None) -> Pair:
    label = meaning_label(meaning)
    return Pair(header or key, f"{label} · {unit_label(unit)}" if meaning and unit else label, bool(meaning))
