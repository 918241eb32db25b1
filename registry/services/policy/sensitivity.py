"""How many firms are eligible as one threshold of a draft moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.outcomes import Case, Verdict
from registry.domain.rulesets import Condition, RuleSet, ScoreMark
from registry.domain.texts import mark
from registry.services import impact

POINTS = 9


@dataclass(frozen=True)
class Point:
    """One threshold and the firms in scope by verdict; `is_drafted` where it is the draft's own number."""

    threshold: float
    eligible: int
    review: int
    undetermined: int
    ineligible: int
    is_drafted: bool

    @property
    def ripe(self) -> int:
        """Eligible, or eligible but for a person."""
        return self.eligible + self.review


def movable(rule_set: RuleSet) -> list[Condition | ScoreMark]:
    """The conditions and pass marks with one number as threshold."""
    return [leaf for leaf in rule_set.conditions() if _number(leaf.threshold) is not None]


def span_of(leaf: Condition | ScoreMark) -> tuple[float, float]:
    """From half to one and a half times the drafted number."""
    number = _number(leaf.threshold) or 0.0
    low, high = sorted((number * 0.5, number * 1.5))
    return (low, high) if low < high else (0.0, 1.0)


def curve(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    rule_set: RuleSet,
    code: str,
    low: float,
    high: float,
    *,
    as_of: date,
    data_year: int,
    settings: Settings,
) -> list[Point]:
    """Evenly spread thresholds between both ends, the drafted one among them where it lies there. Raises InvalidInput."""
    leaf = next((each for each in movable(rule_set) if each.code == code), None)
    if leaf is None:
        raise InvalidInput(field="code", reason=mark("请选一条门槛是单个数的条件。"))
    if not low < high:
        raise InvalidInput(field="high", reason=mark("上限要大于下限。"))
    own = _number(leaf.threshold)
    spread = {round(low + (high - low) * step / (POINTS - 1), 9) for step in range(POINTS)}
    thresholds = sorted(spread | ({own} if own is not None and low <= own <= high else set()))
    case = Case.NEW if Case.NEW in rule_set.cases else Case.REVIEW
    variants = [impact.with_threshold(rule_set, code, each) for each in thresholds]
    counted = impact.verdict_counts(
        session, person, catalogue, variants, as_of=as_of, data_year=data_year, case=case, settings=settings
    )
    return [
        Point(threshold, *(counts[verdict.value] for verdict in _ORDER), is_drafted=threshold == own)
        for threshold, counts in zip(thresholds, counted, strict=True)
    ]


_ORDER = (Verdict.ELIGIBLE, Verdict.REVIEW, Verdict.UNDETERMINED, Verdict.INELIGIBLE)


def _number(threshold: object) -> float | None:
    is_number = isinstance(threshold, int | float) and not isinstance(threshold, bool)
    return float(threshold) if is_number else None  # type: ignore[arg-type]
