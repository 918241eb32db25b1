"""Counting a measure by set: one statement for each measure and all places that ask for it, three answers apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.targets import Measure, TargetKind, measure_of
from registry.services.targets.filters import FIGURES, entering, holding, needs_figures, passing
from registry.services.targets.places import firms_of
from registry.store.firms import FirmRecord
from registry.store.targets import Target

ANSWERS = ("yes", "no", "open", "outside")


@dataclass(frozen=True)
class Tally:
    """Firms that count, that do not, that cannot be judged, and of which not even the denominator is known."""

    yes: int = 0
    no: int = 0
    open: int = 0
    outside: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in ANSWERS))


def answers(catalogue: Catalogue, kind: TargetKind, measure: Measure, day: date) -> dict[str, ColumnElement[bool]]:
    """For each answer the condition on `firm`, joined with the figures of the data year where they are needed."""
    counts = and_(holding(measure.firms, day), passing(catalogue, measure.firms, day.year - 1))
    if measure.enters:
        counts = and_(entering(measure.enters, day), counts)
    if not kind.is_share:
        return {"yes": counts.is_(True), "no": counts.is_(False), "open": counts.is_(None), "outside": false()}
    among = passing(catalogue, measure.among, day.year - 1)
    inside = among.is_(True)
    return {
        "yes": and_(inside, counts.is_(True)),
        "no": and_(inside, counts.is_(False)),
        "open": and_(inside, counts.is_(None)),
        "outside": among.is_(None),
    }


def possible(kind: TargetKind, measure: Measure, day: date) -> ColumnElement[bool]:
    """On `firm`: what is certain, so that a database looks at holders only where a title is asked for."""
    return holding(measure.among if kind.is_share else measure.firms, day)


def joined(catalogue: Catalogue, measure: Measure, day: date, statement: Select[Any]) -> Select[Any]:
    """The statement about `firm` with the figures of the data year beside it, where a test reads them."""
    chosen = statement.select_from(FirmRecord)
    if not needs_figures(catalogue, measure):
        return chosen
    beside = and_(FIGURES.c.firm_id == col(FirmRecord.id), FIGURES.c.year == day.year - 1)
    return statement.select_from(FirmRecord.__table__.outerjoin(FIGURES, beside))  # type: ignore[attr-defined]


def tallies(session: Session, catalogue: Catalogue, targets: Sequence[Target], day: date) -> dict[int, Tally]:
    """What each target counts on the day, one statement for all that count the same."""
    groups: dict[tuple[str, str], list[Target]] = {}
    for target in targets:
        groups.setdefault((target.kind, repr(measure_of(target.measure))), []).append(target)
    found: dict[int, Tally] = {}
    for alike in groups.values():
        found |= _alike(session, catalogue, alike, day)
    return found


def _alike(session: Session, catalogue: Catalogue, targets: Sequence[Target], day: date) -> dict[int, Tally]:
    kind, measure = TargetKind(targets[0].kind), measure_of(targets[0].measure)
    conditions = answers(catalogue, kind, measure, day)
    sums = [func.coalesce(func.sum(case((conditions[name], 1), else_=0)), 0).label(name) for name in ANSWERS]
    places = _place_columns(targets) if len(targets) > 1 else []
    statement = joined(catalogue, measure, day, select(*places, *sums)).where(possible(kind, measure, day))
    statement = statement.where(or_(*(firms_of(target) for target in targets)))
    rows = session.execute(statement.group_by(*places)).all() if places else session.execute(statement).all()
    if not places:
        return {targets[0].id or 0: Tally(*rows[0])}
    return {target.id or 0: _total(target, rows) for target in targets}


def _place_columns(targets: Iterable[Target]) -> list[Any]:
    """What the firms have to be grouped by, so that every place is a sum of groups."""
    columns: list[Any] = [col(FirmRecord.division_code).label("division")]
    columns += [col(FirmRecord.park).label("park")] if any(each.park for each in targets) else []
    return columns + ([col(FirmRecord.cluster).label("cluster")] if any(each.cluster for each in targets) else [])


def _total(target: Target, rows: Sequence[Any]) -> Tally:
    total = Tally()
    for row in rows:
        is_here = (row.division or "").startswith(target.division)
        is_here = is_here and (not target.park or row.park == target.park)
        if is_here and (not target.cluster or row.cluster == target.cluster):
            total += Tally(*(getattr(row, name) for name in ANSWERS))
    return total
