"""Writing typed values to a firm and its years, whoever they come from: a form, or what a firm handed over.

Each writing counts an edit, says whose values they are, and leaves an entry in the journal. Nothing here asks who may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.names import name_key
from registry.domain.sources import Sources
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firm_names import rename
from registry.services.journal import Changes
from registry.services.local_values import OF_THE_FIRM, write_local_values
from registry.services.origins import set_origins
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.identities import fresh_firm_ids
from registry.store.names import initials

Values = Mapping[str, Any]
IDENTITY = ("credit_code", "name")


@dataclass(frozen=True)
class Hand:
    """Who writes: the person that the journal names, the way in, whose values they are, and what the journal adds."""

    person: Person
    door: str
    source: str
    note: str | None = None


def own_hand(person: Person, sources: Sources) -> Hand:
    """Somebody who fills in a form: the way in and the source follow from the role."""
    return Hand(person, person.door, sources.of_door(person.door).code)


def add_firm(session: Session, catalogue: Catalogue, typed: Values, now: datetime) -> FirmRecord:
    """A new firm with these values. Raises InvalidInput without code and name, Conflict for a code that is taken."""
    _require_identity(catalogue, {code: typed.get(code) for code in IDENTITY})
    refuse_known_code(session, typed["credit_code"], None)
    own, local = parted(typed, FirmRecord)
    keys: dict[str, Any] = {"name_key": name_key(own["name"]), "initials": initials(own["name"])}
    firm = FirmRecord(id=fresh_firm_ids(session, 1)[0], **own, **keys, created_at=now, updated_at=now)
    session.add(firm)
    session.flush()
    assert firm.id is not None
    write_local_values(session, firm.id, OF_THE_FIRM, local)
    return firm


def write_firm(session: Session, catalogue: Catalogue, firm: FirmRecord, values: Values) -> None:
    """Set facts of the firm itself; None erases. Raises InvalidInput and Conflict like `add_firm`."""
    _require_identity(catalogue, {code: values[code] for code in IDENTITY if code in values})
    own, local = parted(values, FirmRecord)
    if "credit_code" in own:
        refuse_known_code(session, own["credit_code"], firm.id)
    if "name" in own:
        rename(session, firm, own.pop("name"))
    for code, value in own.items():
        setattr(firm, code, value)
    assert firm.id is not None
    write_local_values(session, firm.id, OF_THE_FIRM, local)


def write_year(session: Session, firm_id: int, year: int, values: Values) -> None:
    """Set figures of one year; None erases."""
    own, local = parted(values, YearlyFigures)
    figures = session.get(YearlyFigures, (firm_id, year)) or YearlyFigures(firm_id=firm_id, year=year)
    for code, value in own.items():
        setattr(figures, code, value)
    session.add(figures)
    write_local_values(session, firm_id, year, local)


def note_change(
    session: Session,
    firm: FirmRecord,
    action: str,
    changes: Changes,
    hand: Hand,
    now: datetime,
    year: int | None = None,
) -> None:
    """Count the edit, say whose values they are now (no longer verified, an erased one has no origin), and journal it."""
    assert firm.id is not None
    if action != "firm.create":
        firm.version += 1
        firm.updated_at = now
    told = {code: None if new is None else hand.source for code, (_, new) in changes.items()}
    set_origins(session, firm.id, year or OF_THE_FIRM, told)
    facts: dict[str, Any] = {"firm_id": firm.id, "year": year, "changes": changes, "text": hand.note}
    journal.note(session, hand.person, action, now=now, door=hand.door, **facts)


def refuse_known_code(session: Session, credit_code: str, firm_id: int | None) -> None:
    """A code belongs to one firm, also where that firm lies outside the asker's scope."""
    found = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == credit_code)).first()
    if found is not None and found != firm_id:
        raise Conflict(what=mark("已有企业使用这个统一社会信用代码"))


def parted(values: Values, model: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that have a column of the table, and the local ones."""
    columns = model.__table__.c
    own = {code: value for code, value in values.items() if code in columns}
    return own, {code: value for code, value in values.items() if code not in columns}


def _require_identity(catalogue: Catalogue, values: Values) -> None:
    for code, value in values.items():
        if not value:
            raise InvalidInput(field=catalogue.indicators[code].label.zh, reason=mark("必须填写。"))
