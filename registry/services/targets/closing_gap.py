"""The firms that could close the gap: candidates of the tiers that count, and firms by what the measure says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.outcomes import CandidateClass
from registry.domain.targets import FirmFilter, TargetKind, measure_of
from registry.domain.texts import mark
from registry.services.candidate_query import CandidateQuery
from registry.services.paging import page_within
from registry.services.targets.counting import answers, joined, possible
from registry.services.targets.filters import holding, passing
from registry.services.targets.places import firms_of, get_own_target
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope
from registry.store.targets import Target

RIPE = (CandidateClass.ELIGIBLE.value, CandidateClass.REVIEW.value, CandidateClass.NEAR.value)
ROW = ("id", "credit_code", "name", "division_code", "park")


@dataclass(frozen=True)
class Closer:
    """Candidates of one tier at the target's place: all of the list that `query` asks for, and those that would count with it."""

    tier: str
    query: CandidateQuery
    total: int
    fitting: int


@dataclass(frozen=True)
class AnsweredFirm:
    """One firm and how the measure stands with it."""

    id: int
    credit_code: str
    name: str
    division_code: str | None
    park: str | None


@dataclass(frozen=True)
class AnsweredPage:
    """One page of firms with the same answer."""

    rows: tuple[AnsweredFirm, ...]
    total: int
    page: int
    pages: int


def closers(session: Session, person: Person, catalogue: Catalogue, target: Target, day: date) -> list[Closer]:
    """The candidates that would bring the target on, tier by tier, in one statement; none for a share."""
    measure = measure_of(target.measure)
    tiers = measure.candidate_tiers if not TargetKind(target.kind).is_share else ()
    if not tiers:
        return []
    place = CandidateQuery(tiers[0], RIPE, target.division, target.park)
    tier, firms = col(Standing.tier), measure.firms
    counts = answers(catalogue, TargetKind(target.kind), measure, day)["yes"]
    fits = [
        and_(
            tier == each,
            counts.is_not(True),
            holding(FirmFilter(tuple(held for held in firms.holds if held != each)), day),
            passing(
                catalogue, FirmFilter((), firms.industries, firms.tests if each in firms.holds else ()), day.year - 1
            ),
            firms_of(target),
        )
        for each in tiers
    ]
    counted = [func.count(), *(func.sum(case((fit, 1), else_=0)) for fit in fits)]
    inner = joined(catalogue, measure, day, select(tier, *counted)).join(Standing, OF_THE_FIRM)
    wanted = (tier.in_(tiers), col(Standing.candidate_class).in_(RIPE), place.firms(session, person))
    found = {row[0]: row for row in session.execute(inner.where(*wanted).group_by(tier)).all()}
    return [
        Closer(
            each,
            CandidateQuery(each, RIPE, target.division, target.park),
            found[each][1] if each in found else 0,
            found[each][2 + number] if each in found else 0,
        )
        for number, each in enumerate(tiers)
    ]


def firms_answering(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    target_id: int,
    answer: str,
    *,
    day: date,
    page: int = 1,
    per_page: int = 50,
) -> AnsweredPage:
    """The firms that count (yes), do not (no), cannot be judged (open), or of which the denominator is unknown (outside).

    Only those in the person's scope; a target above it is refused.
    """
    require(person, Action.VIEW_TARGETS)
    target = get_own_target(session, person, target_id)
    kind, measure = TargetKind(target.kind), measure_of(target.measure)
    conditions = answers(catalogue, kind, measure, day)
    if answer not in conditions or (answer in ("no", "outside") and not kind.is_share):
        raise NotFound(what=mark("这份企业名单"))
    wanted = (possible(kind, measure, day), firms_of(target), firms_in_scope(person), conditions[answer])
    total = session.execute(joined(catalogue, measure, day, select(func.count())).where(*wanted)).scalar_one()
    page, pages = page_within(page, total, per_page)
    columns = [FirmRecord.__table__.c[name] for name in ROW]  # type: ignore[attr-defined]
    listed = joined(catalogue, measure, day, select(*columns)).where(*wanted)
    ordered = listed.order_by(col(FirmRecord.name_key), col(FirmRecord.id))
    rows = session.execute(ordered.limit(per_page).offset((page - 1) * per_page)).all()
    return AnsweredPage(tuple(AnsweredFirm(*row) for row in rows), total, page, pages)
