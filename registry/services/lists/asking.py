"""Whose list is wanted, and by which arguments of its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.occasions import Occasion, make_occasion
from registry.services.standings import current_occasion
from registry.services.wording import Wording

Row = TypeVar("Row")
Tell = Callable[[int, int], object]
TOLD_EVERY = 500  # rows


def followed(rows: Iterable[Row], total: int, tell: Tell | None) -> Iterator[Row]:
    """The rows, told while they are written."""
    for number, row in enumerate(rows, 1):
        yield row
        if tell and number % TOLD_EVERY == 0:
            tell(number, total)


@dataclass(frozen=True)
class Asked:
    """Who asks for which list, by the arguments of its address, and in which language it is to be written; `tell` hears how many
    of how many rows are written, where somebody follows it; `suffix` is that of a file which may be of several kinds."""

    session: Session
    person: Person
    catalogue: Catalogue
    arguments: Mapping[str, str]
    today: date
    now: datetime
    wording: Wording
    tell: Tell | None = None
    suffix: str = ".xlsx"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns shown; none said means the usual ones."""
        return tuple(part for part in self.arguments.get("column", "").split(",") if part)

    @property
    def occasion(self) -> Occasion:
        """The day and data year of the current evaluation, or of one that would be made today."""
        return current_occasion(self.session) or make_occasion(self.catalogue, self.today)
