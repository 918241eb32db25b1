"""Tiers: the rungs of the ladder, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.indicators import Text


class Validity(StrEnum):
    """How long a title lasts when the document does not say."""

    YEARS = "years"
    CALENDAR_YEAR = "calendar_year"
    OPEN = "open"


@dataclass(frozen=True)
class Bar:
    """How long a firm that loses a tier on some ground may not apply again: years from that day, or the rest of its year.

    `source` is the document that says so. A ground whose bar no document tells is not among those of a tier.
    """

    ground: Text
    source: str
    years: int | None = None

    def until(self, revoked_on: date) -> date:
        """The last day of the bar.

        >>> Bar(Text("数据造假", "False data"), "示例〔2026〕1号", 3).until(date(2025, 5, 1))
        datetime.date(2028, 4, 30)
        """
        return date(revoked_on.year, 12, 31) if self.years is None else _years_later(revoked_on, self.years)


@dataclass(frozen=True)
class Tier:
    """One rung: `feeders` are the tiers it is reached from, `aliases` the names that lists use for it, `bars` what a
    revocation brings with it. From `retired_on` on nobody is judged for it any more; titles and their history stay."""

    code: str
    label: Text
    track: str
    order: int
    feeders: tuple[str, ...] = ()
    authority: Text | None = None
    jurisdiction: str = "CN"
    validity: Validity = Validity.YEARS
    validity_years: int = 3
    margin: float = 0.2
    aliases: tuple[str, ...] = ()
    note: Text | None = None
    bars: tuple[Bar, ...] = ()
    retired_on: date | None = None

    def expires(self, start: date) -> date | None:
        """The last day of a title that begins on `start`; None where it does not end by itself."""
        match self.validity:
            case Validity.CALENDAR_YEAR:
                return date(start.year, 12, 31)
            case Validity.YEARS:
                return _years_later(start, self.validity_years)
        return None


def _years_later(start: date, years: int) -> date:
    """The day before the same day `years` later: three years from 2023-07-01 end on 2026-06-30."""
    anniversary_year = start.year + years
    try:
        anniversary = start.replace(year=anniversary_year)
    except ValueError:  # 29 February
        anniversary = date(anniversary_year, 3, 1)
    return date.fromordinal(anniversary.toordinal() - 1)


class Ladder(Mapping[str, Tier]):
    """All tiers by code: track by track as they first occur, within a track by `order`.

    `ambiguous` are title names that do not say which tier is meant; `expiring` in how many days, the most first, a title
    counts as about to expire.
    """

    def __init__(
        self,
        tiers: tuple[Tier, ...],
        ambiguous: Mapping[str, tuple[str, ...]] | None = None,
        expiring: tuple[int, ...] = (),
    ) -> None:
        tracks = list(dict.fromkeys(tier.track for tier in tiers))
        in_order = sorted(tiers, key=lambda tier: (tracks.index(tier.track), tier.order))
        self._by_code = {tier.code: tier for tier in in_order}
        self.ambiguous = dict(ambiguous or {})
        self.expiring = expiring

    def __getitem__(self, code: str) -> Tier:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def joined_by(self, tiers: tuple[Tier, ...]) -> Ladder:
        """This ladder with further tiers; where a code is taken already, the tier that has it counts."""
        fresh = tuple(tier for tier in tiers if tier.code not in self)
        return Ladder((*self.values(), *fresh), self.ambiguous, self.expiring) if fresh else self
