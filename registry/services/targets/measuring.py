"""From counted firms to the value of a target, with what could not be judged and what that may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.targets import TargetKind
from registry.services.targets.counting import Tally, tallies
from registry.store.targets import Target


@dataclass(frozen=True)
class Measured:
    """A value on a day: a number of firms, a fraction, or a multiple; None where nothing can be judged or no base is known.

    `low` and `high` are what it would be if none, or all, of the firms that cannot be judged counted.
    """

    on: date
    value: float | None
    low: float | None
    high: float | None
    numerator: int
    denominator: float | None
    tally: Tally

    @property
    def unjudged(self) -> int:
        """Firms inside the denominator that cannot be judged."""
        return self.tally.open


def measured(session: Session, catalogue: Catalogue, targets: Sequence[Target], day: date) -> dict[int, Measured]:
    """Each target as it stands on the day, by its id; figures are those of the last complete year."""
    found = tallies(session, catalogue, targets, day)
    return {target.id or 0: _measured(target, found[target.id or 0], day) for target in targets}


def _measured(target: Target, tally: Tally, day: date) -> Measured:
    kind = TargetKind(target.kind)
    if kind.is_share:
        judged, every = tally.yes + tally.no, tally.yes + tally.no + tally.open
        return Measured(
            on=day,
            value=_share(tally.yes, judged),
            low=_share(tally.yes, every),
            high=_share(tally.yes + tally.open, every),
            numerator=tally.yes,
            denominator=judged,
            tally=tally,
        )
    base = target.base_value if kind is TargetKind.MULTIPLE else 1.0
    low, high = _share(tally.yes, base or 0), _share(tally.yes + tally.open, base or 0)
    return Measured(day, low, low, high, tally.yes, base if kind is TargetKind.MULTIPLE else None, tally)


def _share(part: float, whole: float) -> float | None:
    """A part of a whole rounded to nine places; None of nothing.

    >>> _share(1, 3), _share(0, 0)
    (0.333333333, None)
    """
    return round(part / whole, 9) if whole else None
