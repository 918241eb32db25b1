"""The list of targets: its query from the address, its rows in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.paces import Progress
from registry.domain.targets import TargetKind, measure_of
from registry.services.targets.finding import TargetPage, TargetQuery, TargetRow, find_targets, target_query
from registry.web.choices import division_choices, park_choices
from registry.web.formats import DASH, day
from registry.web.kept_lists import Table, table_of
from registry.web.listing import Chip, Choice, Pages, address, asked_page, chips_of, pages_of
from registry.web.site import site
from registry.web.targets.words import (
    amount,
    document_words,
    goal_words,
    kind_word,
    place_words,
    progress_word,
    target_label,
)

SHOWN = [each for each in Progress if each is not Progress.WITHDRAWN]


@dataclass(frozen=True)
class TargetLine:
    """One target of a list in words."""

    id: int
    label: str
    place: str
    kind: str
    goal: str
    value: str
    measured_on: str
    unjudged: int
    pace: str
    gap: str
    firms_short: int | None
    progress: str
    due: str
    owner: str
    responsible: str
    document: str


@dataclass(frozen=True)
class StatusLink:
    """One status with its count, as a link that narrows the list to it."""

    code: str
    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class TargetList:
    """Everything the page shows."""

    query: TargetQuery
    found: TargetPage
    lines: list[TargetLine]
    pages: Pages
    statuses: list[StatusLink]
    chips: list[Chip]
    kinds: list[Choice]
    divisions: list[Choice]
    parks: list[Choice]
    table: Table


def asked_targets() -> TargetQuery:
    """The query of the address; what no filter knows is left out."""
    return replace(target_query(request.args), page=asked_page())


def target_list(session: Session, person: Person, query: TargetQuery) -> TargetList:
    """The list that the address asks for."""
    found = find_targets(session, person, site().catalogue, query, today=site().today())
    divisions = division_choices(session, person)
    kinds = [(kind.value, kind_word(kind)) for kind in TargetKind]
    return TargetList(
        query=query,
        found=found,
        lines=[target_line(row) for row in found.rows],
        pages=pages_of(found.page, found.pages),
        statuses=_status_links(query, found),
        chips=chips_of(_active(query), {"division": divisions, "kind": kinds}),
        kinds=kinds,
        divisions=divisions,
        parks=park_choices(session, person),
        table=table_of("targets"),
    )


def target_line(row: TargetRow) -> TargetLine:
    """One row in words."""
    target, state = row.target, row.state
    reading = state.reading
    return TargetLine(
        id=target.id or 0,
        label=target_label(target),
        place=place_words(target),
        kind=kind_word(target.kind),
        goal=goal_words(target, measure_of(target.measure)),
        value=amount(target.kind, reading.value if reading else None),
        measured_on=day(reading.on) if reading else "",
        unjudged=reading.unjudged or 0 if reading else 0,
        pace=amount(target.kind, state.pace),
        gap=amount(target.kind, state.gap),
        firms_short=state.firms_short if TargetKind(target.kind).is_share or state.gap is None else None,
        progress=state.progress.value,
        due=day(target.due_on) if target.due_on else (gettext("每年年底") if target.kind == "flow" else DASH),
        owner=target.owner,
        responsible=target.responsible,
        document=document_words(target),
    )


def _status_links(query: TargetQuery, found: TargetPage) -> list[StatusLink]:
    every = sum(found.counts[each] for each in SHOWN)
    links = [StatusLink("", gettext("全部"), every, address(status=None), not query.status)]
    return links + [
        StatusLink(each, progress_word(each), found.counts[each], address(status=each.value), query.status == each)
        for each in Progress
        if found.counts[each] or query.status == each
    ]


def _active(query: TargetQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("kind", gettext("类型"), query.kind),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("parts", gettext("显示"), gettext("分解目标") if query.with_parts else ""),
    ]
