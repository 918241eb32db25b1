"""The points of a target in words, the latest first; a published one names its source."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from registry.services.targets.finding import TargetDetail
from registry.services.targets.publishing import PUBLISHED
from registry.store.targets import TargetPoint
from registry.web.formats import DASH, day
from registry.web.languages import in_words, translated
from registry.web.site import site
from registry.web.targets.words import amount


@dataclass(frozen=True)
class PointLine:
    """One point of the history in words."""

    on: str
    value: str
    counted: str
    unjudged: str
    source: str


def point_lines(detail: TargetDetail) -> list[PointLine]:
    """All points kept, the latest first."""
    return [_point(detail.target.kind, point, detail) for point in reversed(detail.points)]


def _point(kind: str, point: TargetPoint, detail: TargetDetail) -> PointLine:
    counted = DASH if point.numerator is None else f"{point.numerator:,.0f}"
    if point.denominator is not None:
        counted = f"{counted} / {point.denominator:,.0f}"
    return PointLine(
        on=day(point.on),
        value=amount(kind, point.value),
        counted=counted,
        unjudged=DASH if point.unjudged is None else f"{point.unjudged:,}",
        source=_source(point, detail),
    )


def _source(point: TargetPoint, detail: TargetDetail) -> str:
    if point.recorded_by != PUBLISHED:
        return gettext("本系统测得 · %(who)s", who=translated(point.recorded_by))
    entry = site().catalogue.targets.find(detail.target.code)
    for known in entry.points if entry else ():
        if known.on == point.on:
            return in_words(known.source)
    return point.note
