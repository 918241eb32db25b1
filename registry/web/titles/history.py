"""The titles of one firm in words: tier by tier with what can be done, and day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, lazy_gettext

from registry.domain.tiers import Ladder
from registry.services.titles.history import EXPIRED, FREE, RECOGNISED, RENEWED, REVOKED, FirmTitles, events_of
from registry.store.titles import TitleRecord
from registry.web.firms.titles import HeldTitle, bar_words, held_title, term_of
from registry.web.formats import day
from registry.web.names import tier_label
from registry.web.tracks import tiers_in_order

EVENTS = {
    RECOGNISED: lazy_gettext("认定"),
    RENEWED: lazy_gettext("续期"),
    REVOKED: lazy_gettext("撤销"),
    EXPIRED: lazy_gettext("到期"),
    FREE: lazy_gettext("不得申报的期限结束"),
}


@dataclass(frozen=True)
class TitleLine:
    """One title of the firm; `renewed` tells the term of the title that it continues."""

    id: int
    held: HeldTitle
    batch: str
    recognised_on: date | None
    recognised_as: str
    renewed: str
    reason: str
    is_revoked: bool


@dataclass(frozen=True)
class EventLine:
    """One day of the timeline."""

    when: str
    what: str
    label: str
    note: str


@dataclass(frozen=True)
class TitleHistory:
    """Everything the page shows, in words."""

    firm_id: int
    name: str
    tiers: list[tuple[str, list[TitleLine]]]
    events: list[EventLine]
    bars: list[str]


def title_history(found: FirmTitles, ladder: Ladder, today: date) -> TitleHistory:
    """The titles of a firm: tier by tier in the order of every page, and the timeline."""
    by_id = {title.id: title for title in found.titles}
    held = {title.tier for title in found.titles}
    order = [*(code for code in tiers_in_order() if code in held), *sorted(held - {*ladder})]
    tiers = [
        (tier_label(code), [_line(title, by_id, ladder, today) for title in found.titles if title.tier == code])
        for code in order
    ]
    assert found.firm.id is not None
    return TitleHistory(
        firm_id=found.firm.id,
        name=found.firm.name,
        tiers=tiers,
        events=[_event(event.day, event.kind, event.title) for event in events_of(found.titles, today)],
        bars=[bar_words(title) for title in found.titles if title.barred_until and title.barred_until >= today],
    )


def _line(title: TitleRecord, by_id: Mapping[int | None, TitleRecord], ladder: Ladder, today: date) -> TitleLine:
    assert title.id is not None
    earlier = by_id.get(title.renews) if title.renews is not None else None
    return TitleLine(
        id=title.id,
        held=held_title(title, ladder, today),
        batch=title.batch or "",
        recognised_on=title.recognised_on,
        recognised_as=title.recognised_as or "",
        renewed=term_of(earlier) if earlier is not None else "",
        reason=title.revoke_reason or "",
        is_revoked=title.revoked_on is not None,
    )


def _event(when: date, kind: str, title: TitleRecord) -> EventLine:
    notes = {
        RECOGNISED: (title.batch, title.document, title.number, _named(title)),
        RENEWED: (title.batch, title.document, title.number, gettext("有效期 %(term)s", term=term_of(title))),
        REVOKED: (title.revoke_reason, bar_words(title)),
    }
    told = [part for part in notes.get(kind, ()) if part]
    return EventLine(day(when), str(EVENTS[kind]), tier_label(title.tier), " · ".join(told))


def _named(title: TitleRecord) -> str:
    return gettext("名单上写作“%(name)s”", name=title.recognised_as) if title.recognised_as else ""
