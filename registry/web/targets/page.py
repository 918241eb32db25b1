"""One target in words: numbers, what cannot be judged, history, parts and the firms that could close the gap."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Action, Person, may
from registry.domain.targets import TargetKind
from registry.services.targets.closing_gap import closers
from registry.services.targets.finding import TargetDetail
from registry.services.targets.parts import handed_out, lower_areas
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.targets.chart import chart
from registry.web.targets.facts import decided_of, facts_of, numbers_of, told_of, unknown_of
from registry.web.targets.history import PointLine, point_lines
from registry.web.targets.listing import TargetLine, target_line
from registry.web.targets.words import amount, kind_word, place_words, target_label


@dataclass(frozen=True)
class FirmsLink:
    """A list of firms with its count; `beside` says what of it counts for this target."""

    label: str
    count: int
    url: str
    beside: str = ""


@dataclass(frozen=True)
class TargetPageWords:
    """Everything the page of a target shows."""

    id: int
    version: int
    label: str
    kind: str
    place: str
    progress: str
    numbers: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    unknown: list[str]
    decided: str
    chart: Markup
    points: list[PointLine]
    firms: list[FirmsLink]
    parts: list[TargetLine]
    handed: list[tuple[str, str]]
    parent: tuple[int, str, str] | None
    is_open: bool
    is_own: bool
    may_break_down: bool


def page_of(session: Session, person: Person, detail: TargetDetail) -> TargetPageWords:
    """The target as its page shows it."""
    target, state, catalogue = detail.target, detail.state, site().catalogue
    may_keep = detail.is_own and target.status == "open" and may(person.role, Action.KEEP_TARGETS)
    return TargetPageWords(
        id=target.id or 0,
        version=target.version,
        label=target_label(target),
        kind=kind_word(target.kind),
        place=place_words(target),
        progress=state.progress.value,
        numbers=numbers_of(detail),
        facts=facts_of(detail),
        unknown=unknown_of(detail.now) if detail.now else [],
        decided=decided_of(detail),
        chart=chart(target, detail.readings, state.line, told_of(detail)),
        points=point_lines(detail),
        firms=_firms(session, person, detail) if detail.is_own and target.status == "open" else [],
        parts=[target_line(part) for part in detail.parts],
        handed=_handed(detail),
        parent=_parent(detail),
        is_open=target.status == "open",
        is_own=detail.is_own,
        may_break_down=may_keep and bool(lower_areas(session, person, catalogue, target)),
    )


def _firms(session: Session, person: Person, detail: TargetDetail) -> list[FirmsLink]:
    target, now = detail.target, detail.now
    links = []
    for found in closers(session, person, site().catalogue, target, site().today()):
        place = {name: value for name in ("division", "park") if (value := getattr(found.query, name))}
        url = url_for("candidates.show", tier=found.tier, **{"class": ",".join(found.query.classes)}, **place)
        beside = gettext("其中 %(count)s 家认定后即可计入", count=f"{found.fitting:,}")
        links.append(FirmsLink(gettext("%(tier)s晋级候选", tier=tier_label(found.tier)), found.total, url, beside))
    if now is None:
        return links
    lists = [("open", gettext("无法判断的企业"), now.tally.open), ("yes", gettext("已计入的企业"), now.tally.yes)]
    if TargetKind(target.kind).is_share:
        lists.insert(0, ("no", gettext("还没有达到要求的企业"), now.tally.no))
        lists.append(("outside", gettext("不知道是否属于分母的企业"), now.tally.outside))
    return links + [
        FirmsLink(label, count, url_for("targets.firms", target_id=target.id, answer=answer))
        for answer, label, count in lists
        if count
    ]


def _handed(detail: TargetDetail) -> list[tuple[str, str]]:
    handed = handed_out(detail.target, [part.target for part in detail.parts])
    if handed.total is None or not detail.parts:
        return []
    kind, remainder = detail.target.kind, handed.remainder or 0
    label = gettext("还没有分解") if remainder >= 0 else gettext("分解超出")
    return [(gettext("已分解合计"), amount(kind, handed.total)), (label, amount(kind, abs(remainder)))]


def _parent(detail: TargetDetail) -> tuple[int, str, str] | None:
    parent = detail.parent
    if parent is None:
        return None
    return parent.id or 0, f"{target_label(parent)} · {place_words(parent)}", amount(parent.kind, parent.goal)
