"""The titles of one firm through time: which one each of them renews, and what happened on which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.store.firms import FirmRecord
from registry.store.scope import get_firm_in_scope
from registry.store.titles import TitleRecord

RECOGNISED, RENEWED, REVOKED, EXPIRED, FREE = "recognised", "renewed", "revoked", "expired", "free"
ORDER = (FREE, REVOKED, EXPIRED, RENEWED, RECOGNISED)


@dataclass(frozen=True)
class FirmTitles:
    """A firm with all its titles, the latest first."""

    firm: FirmRecord
    titles: tuple[TitleRecord, ...]


@dataclass(frozen=True)
class TitleEvent:
    """Something that happened to a title: recognised, renewed, expired, revoked, or free (a bar that ended)."""

    day: date
    kind: str
    title: TitleRecord


def titles_of(session: Session, person: Person, firm_id: int) -> FirmTitles:
    """The titles of a firm in scope. Raises NotFound."""
    require(person, Action.VIEW_FIRMS)
    firm = get_firm_in_scope(session, person, firm_id)
    statement = select(TitleRecord).where(TitleRecord.firm_id == firm_id)
    titles = session.exec(statement.order_by(col(TitleRecord.valid_from).desc(), col(TitleRecord.id).desc()))
    return FirmTitles(firm, tuple(titles))


def events_of(titles: Iterable[TitleRecord], today: date) -> list[TitleEvent]:
    """What happened until today, the latest first; what no day is known of is left out."""
    events = [event for title in titles for event in _events(title) if event.day <= today]
    return sorted(events, key=lambda event: (-event.day.toordinal(), ORDER.index(event.kind)))


def _events(title: TitleRecord) -> Iterator[TitleEvent]:
    began = title.recognised_on or title.valid_from
    if began is not None:
        yield TitleEvent(began, RECOGNISED if title.renews is None else RENEWED, title)
    if title.revoked_on is not None:
        yield TitleEvent(title.revoked_on, REVOKED, title)
        if title.barred_until is not None:
            yield TitleEvent(title.barred_until, FREE, title)
    elif title.valid_to is not None:
        yield TitleEvent(title.valid_to, EXPIRED, title)
