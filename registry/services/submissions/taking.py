"""Writing what a firm stated: as self-reported, through the door of the firm, evaluated anew, all in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services import journal
from registry.services.firm_writing import Hand, add_firm, note_change, write_firm, write_year
from registry.services.standings import refresh
from registry.services.submissions.comparing import SOURCE, Compared
from registry.store.firms import FirmRecord

DOOR = "firm"


def take(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm: FirmRecord,
    rows: Iterable[Compared],
    *,
    note: str | None,
    now: datetime,
) -> None:
    """Write the stated values of a known firm; `note` is what the journal says beside them."""
    hand = Hand(person, DOOR, SOURCE, note)
    by_year: defaultdict[int, dict[str, tuple[Any, Any]]] = defaultdict(dict)
    for row in rows:
        by_year[row.offered.year][row.offered.code] = (row.held, row.offered.value)
    assert firm.id is not None
    for year, changes in sorted(by_year.items()):
        new = {code: value for code, (_, value) in changes.items()}
        if year:
            write_year(session, firm.id, year, new)
        else:
            write_firm(session, catalogue, firm, new)
        note_change(session, firm, "figures.update" if year else "firm.update", changes, hand, now, year or None)
    refresh(session, catalogue, [firm.id])


def create(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    credit_code: str,
    rows: Iterable[Compared],
    *,
    note: str,
    now: datetime,
) -> FirmRecord:
    """A new firm from the stated facts, with its years."""
    rows = list(rows)
    typed = {"credit_code": credit_code} | {row.offered.code: row.offered.value for row in rows if not row.offered.year}
    firm = add_firm(session, catalogue, typed, now)
    note_change(session, firm, "firm.create", journal.differing({}, typed), Hand(person, DOOR, SOURCE, note), now)
    take(session, person, catalogue, firm, [row for row in rows if row.offered.year], note=note, now=now)
    return firm
