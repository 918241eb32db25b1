"""Which candidates are asked for, and the firms that the question is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col

from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.outcomes import CandidateClass
from registry.domain.texts import mark
from registry.services.name_search import text_matches
from registry.services.newly_eligible import became_eligible_after
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.scope import begins_with, firms_in_scope

STANDING = Standing.__table__  # type: ignore[attr-defined]
EVERY_CLASS = tuple(each.value for each in CandidateClass)


@dataclass(frozen=True)
class CandidateQuery:
    """Candidates of one tier; empty fields do not narrow, no classes means all four. `division` is a prefix, `fixes` how many
    conditions there are to mend, `after` a place of `newly_eligible`: who became eligible since. `sort` as in SORTS, blank:
    the ripest first. `columns` are those that a file is to have (CHOSEN in export_columns), none for all of them."""

    tier: str
    classes: tuple[str, ...] = ()
    division: str = ""
    park: str = ""
    text: str = ""
    fixes: int | None = None
    after: int | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    page: int = 1
    per_page: int = 50

    @property
    def wanted_classes(self) -> tuple[str, ...]:
        """The classes meant, in the order of urgency. Raises InvalidInput for one that does not exist."""
        for name in self.classes:
            if name not in EVERY_CLASS:
                raise InvalidInput(field=mark("候选类别"), reason=mark("只能是 eligible、review、near 或 incomplete。"))
        return tuple(name for name in EVERY_CLASS if not self.classes or name in self.classes)

    def firms(self, session: Session, person: Person) -> ColumnElement[bool]:
        """A condition on `firm`: in scope and matching the filters."""
        return and_(firms_in_scope(person), *self._filters(), *self.named(session))

    def standings(self, session: Session, person: Person) -> ColumnElement[bool]:
        """A condition on `standing` joined with `firm`: of the tier, and all that is asked but the class."""
        return and_(self.standings_of_any_name(person), *self.named(session))

    def standings_of_any_name(self, person: Person) -> ColumnElement[bool]:
        """The same but the text, whose firms are those of a moment: a condition that can be kept."""
        mending = [STANDING.c.fixes == self.fixes] if self.fixes is not None else []
        return and_(STANDING.c.tier == self.tier, *mending, firms_in_scope(person), *self._filters())

    def named(self, session: Session) -> list[ColumnElement[bool]]:
        """The condition on `firm` of the text, if there is one."""
        return [text_matches(session, self.text)] if self.text.strip() else []

    @property
    def narrows_firms(self) -> bool:
        """Whether anything but the tier and the class is asked for."""
        return any((self.division, self.park, self.text.strip())) or not (self.fixes is None and self.after is None)

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; fields that do not narrow are left out."""
        facts = {"tier": self.tier, "class": ",".join(self.wanted_classes)}
        named = ("division", "park", "text", "fixes", "after", "sort")
        return facts | {name: value for name in named if (value := getattr(self, name)) not in ("", None)}

    def _filters(self) -> list[ColumnElement[bool]]:
        filters = []
        if self.division:
            filters.append(begins_with(col(FirmRecord.division_code), self.division))
        if self.park:
            filters.append(col(FirmRecord.park) == self.park)
        if self.after is not None:
            filters.append(became_eligible_after(self.after, self.tier))
        return filters
