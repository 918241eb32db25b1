"""How fresh each number is: when it was last held against its text, by whom, and when the next look is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.rulesets import Condition, RuleSet, ScoreMark
from registry.domain.texts import mark
from registry.services import journal
from registry.services.policy.reach import require_rule
from registry.store.policy import RuleCheck

WHOLE = ""
Checks = Mapping[tuple[str, str], RuleCheck]


@dataclass(frozen=True)
class FreshNumber:
    """One number of a version. Without a check of its own that of the version counts, else the day its source was checked and
    a year from then."""

    leaf: Condition | ScoreMark
    checked_on: date
    owner: str
    next_review: date
    note: str
    is_late: bool


@dataclass(frozen=True)
class FreshVersion:
    """A version in force or coming, with its numbers and how many of them are late."""

    rule_set: RuleSet
    numbers: tuple[FreshNumber, ...]

    @property
    def late(self) -> int:
        """How many numbers are past their review."""
        return sum(number.is_late for number in self.numbers)

    @property
    def next_review(self) -> date | None:
        """The first day on which a number is due."""
        return min((number.next_review for number in self.numbers), default=None)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whoever answers for some number, each once."""
        return tuple(dict.fromkeys(number.owner for number in self.numbers if number.owner))


def checks(session: Session) -> Checks:
    """The newest check of each version and condition."""
    return {
        (each.rule_set, each.condition): each for each in session.exec(select(RuleCheck).order_by(col(RuleCheck.id)))
    }


def fresh_version(rule_set: RuleSet, known: Checks, today: date) -> FreshVersion:
    """The numbers of one version: every condition that is held against a threshold."""
    leaves = [leaf for leaf in rule_set.conditions() if leaf.threshold is not None]
    return FreshVersion(rule_set, tuple(_number(rule_set, leaf, known, today) for leaf in leaves))


def fresh_versions(session: Session, catalogue: Catalogue, today: date) -> list[FreshVersion]:
    """Every version that is in force or still to come."""
    known = checks(session)
    current = [each for each in catalogue.rule_sets if each.effective.end is None or each.effective.end >= today]
    return [fresh_version(each, known, today) for each in current]


def record_check(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    rule_set_id: str,
    conditions: Iterable[str],
    *,
    checked_on: date,
    owner: str,
    next_review: date,
    note: str,
    now: datetime,
) -> int:
    """Write down that some numbers were held against the text; how many. Raises InvalidInput and NotAllowed."""
    rule_set = catalogue.rule_set(rule_set_id)
    require_rule(person, rule_set.jurisdiction, catalogue)
    known = {leaf.code for leaf in rule_set.conditions()}
    wanted = [code for code in dict.fromkeys(conditions) if code in known]
    if not wanted:
        raise InvalidInput(field="conditions", reason=mark("请勾选核对过的条件。"))
    if not owner.strip():
        raise InvalidInput(field="owner", reason=mark("请填写负责人。"))
    if next_review <= checked_on:
        raise InvalidInput(field="next_review", reason=mark("下次核对要晚于本次核对。"))
    for code in wanted:
        session.add(
            RuleCheck(
                rule_set=rule_set_id,
                condition=code,
                checked_on=checked_on,
                owner=owner.strip(),
                next_review=next_review,
                note=note.strip(),
                noted_by=person.name,
                noted_at=now,
            )
        )
    journal.note(session, person, "rules.check", now=now, text=f"{rule_set_id} {' '.join(wanted)} {checked_on}")
    return len(wanted)


def a_year_after(day: date) -> date:
    """The same day next year; 1 March after 29 February.

    >>> a_year_after(date(2024, 2, 29))
    datetime.date(2025, 3, 1)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _number(rule_set: RuleSet, leaf: Condition | ScoreMark, known: Checks, today: date) -> FreshNumber:
    check = known.get((rule_set.id, leaf.code)) or known.get((rule_set.id, WHOLE))
    checked_on = check.checked_on if check else rule_set.source.checked_on
    due = check.next_review if check else a_year_after(checked_on)
    return FreshNumber(leaf, checked_on, check.owner if check else "", due, check.note if check else "", due < today)
