"""What a list of recognised firms says once for all of its rows: which title, in which batch, by which document, for which term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.domain.tiers import Ladder

DAYS = ("recognised_on", "valid_from", "valid_to")


@dataclass(frozen=True)
class ListedTitle:
    """The title of every row that says nothing else. Without `valid_to` the tier's own term counts, unless `is_open`."""

    tier: str
    batch: str | None = None
    document: str | None = None
    recognised_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_open: bool = False
    makes_firms: bool = False  # whether firms that the registry lacks are to be added

    @classmethod
    def of_options(cls, options: Mapping[str, Any]) -> ListedTitle:
        """As the options of a batch keep it: days in their ISO form.

        >>> ListedTitle.of_options({"tier": "hnte", "recognised_on": "2025-11-28"}).recognised_on
        datetime.date(2025, 11, 28)
        """
        return cls(**{**options, **{code: date.fromisoformat(options[code]) for code in DAYS if options.get(code)}})

    def as_options(self) -> dict[str, Any]:
        """As `of_options` takes it; what is not known is left out."""
        told = {code: getattr(self, code) for code in self.__dataclass_fields__}
        return {code: told[code].isoformat() if code in DAYS else told[code] for code in told if told[code]}

    def term(self, ladder: Ladder, tier: str | None, start: date | None, end: date | None) -> tuple[date | None, ...]:
        """The first and last day of a row's title: its own, else the list's, else what the tier proposes."""
        start = start or self.valid_from or self.recognised_on
        if end is None and tier == self.tier and start == (self.valid_from or self.recognised_on):
            end = self.valid_to
        if end is None and not self.is_open and start is not None and tier is not None and tier in ladder:
            end = ladder[tier].expires(start)
        return start, end
