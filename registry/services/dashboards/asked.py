"""Which number of a dashboard is asked about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Behind:
    """Which number: its kind, tier, word and year as in the cells, and the place it was counted at."""

    kind: str
    tier: str = ""
    word: str = ""
    year: int = 0
    division: str = ""
    park: str = ""
    sort: str = "name"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, object]:
        """As the journal keeps it; what does not narrow is left out."""
        names = ("kind", "tier", "word", "year", "division", "park")
        return {name: value for name in names if (value := getattr(self, name))}
