"""When a firm can apply next, as far as the registry knows: rounds that are open to applications where the firm lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from registry.services.rounds.states import Status
from registry.store.rounds import Round


@dataclass(frozen=True)
class Window:
    """One call that firms may answer now or soon; `document` is the notice it rests on, "" where none is named."""

    tier: str
    name: str
    opens_on: date
    closes_on: date
    document: str


def open_windows(session: Session, place: str | None, park: str | None, today: date) -> dict[str, Window]:
    """The call of each tier that closes first among those open for the firm's place, by tier.

    A round of a division holds for firms within it, one of a park for that park only; a firm that does not say where it is
    sees those of the whole country.
    """
    reaches = or_(
        col(Round.division) == "", func.substr(place or "", 1, func.length(col(Round.division))) == col(Round.division)
    )
    statement = (
        select(Round.tier, Round.name, Round.opens_on, Round.closes_on, Round.document)  # type: ignore[call-overload]
        .where(col(Round.status) == Status.OPEN, col(Round.closes_on) >= today, reaches)
        .where(col(Round.park).in_(["", park or ""]))
        .order_by(col(Round.closes_on).desc(), col(Round.id).desc())
    )
    return {row.tier: Window(*row) for row in session.execute(statement)}
