"""The lists of service: their queries from the address, their filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import request
from flask_babel import gettext, ngettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.firm_search import FirmQuery
from registry.services.plans.kinds import entry_kinds
from registry.services.plans.people import officers_in_scope
from registry.services.plans.service_lists import ServicePage, ServiceQuery, service_page, service_query
from registry.services.plans.states import ENTRY_WORDS, EntryStatus
from registry.services.plans.task_list import ALL, WINDOWS, TaskPage, TaskQuery, task_page, task_query
from registry.services.plans.tasks import EVERYBODY, NOBODY
from registry.web.choices import division_choices, park_choices, tier_choices
from registry.web.formats import trimmed
from registry.web.kept_lists import Table, table_of
from registry.web.languages import in_words, translated
from registry.web.listing import Chip, Choice, Pages, address, asked, asked_page, chips_of, pages_of
from registry.web.site import site


@dataclass(frozen=True)
class ServiceList:
    """Everything that the list of the service log shows; `summary` says how many, and what their amounts come to."""

    query: ServiceQuery
    found: ServicePage
    pages: Pages
    chips: list[Chip]
    kinds: list[Choice]
    statuses: list[Choice]
    officers: list[Choice]
    parks: list[Choice]
    table: Table
    summary: str


def asked_service() -> ServiceQuery:
    """The query of the address; what cannot be read does not narrow."""
    return replace(service_query(request.args), page=asked_page())


def service_list(session: Session, person: Person) -> ServiceList:
    """The list that the address asks for."""
    query = asked_service()
    found = service_page(session, person, query)
    officers = [(str(one.id), translated(one.label)) for one in officers_in_scope(session, person)]
    kinds = [(kind.code, in_words(kind.label)) for kind in entry_kinds().values()]
    statuses = [(code.value, translated(ENTRY_WORDS[code])) for code in (EntryStatus.OPEN, EntryStatus.ANSWERED)]
    active = _active(query)
    return ServiceList(
        query=query,
        found=found,
        pages=pages_of(found.page, found.pages),
        chips=chips_of(active, {"kind": kinds, "status": statuses, "officer": officers}),
        kinds=kinds,
        statuses=statuses,
        officers=officers,
        parks=park_choices(session, person),
        table=table_of("service"),
        summary=_summary(found),
    )


def _summary(found: ServicePage) -> str:
    total = f"{found.total:,}"
    if found.amount is None:
        return gettext("共 %(total)s 条记录", total=total)
    return gettext("共 %(total)s 条记录 · 金额合计 %(amount)s 万元", total=total, amount=trimmed(found.amount))


@dataclass(frozen=True)
class TaskList:
    """Everything that the list of one's own tasks shows; `windows` are the days to choose from, `cleared` the list of all days."""

    query: TaskQuery
    found: TaskPage
    table: Table
    pages: Pages
    chips: list[Chip]
    tiers: list[Choice]
    whose: list[Choice]
    windows: list[tuple[str, str, bool, str]]
    cleared: str
    today: date


def task_list(session: Session, person: Person) -> TaskList:
    """The list that the address asks for."""
    query, today = replace(task_query(request.args), page=asked_page()), site().today()
    found, tiers = task_page(session, person, query, today), tier_choices()
    words = [(str(days), ngettext("%(num)d 天内", "%(num)d 天内", days)) for days in WINDOWS] + [(ALL, gettext("全部"))]
    current = ALL if query.within is None else str(query.within)
    whose = [(EVERYBODY, gettext("本范围全部")), (NOBODY, gettext("没有负责人"))]
    asked_for = (("text", gettext("查找")), ("tier", gettext("目标层级")), ("whose", gettext("负责人")))
    active = [(name, label, getattr(query, name)) for name, label in asked_for]
    return TaskList(
        query=query,
        found=found,
        table=table_of("tasks"),
        pages=pages_of(found.page, found.pages),
        chips=chips_of(active, {"tier": tiers, "whose": whose}),
        tiers=tiers,
        whose=whose,
        windows=[(code, word, code == current, address(within=code)) for code, word in words],
        cleared=address(text=None, tier=None, whose=None),
        today=today,
    )


def asked_firms() -> FirmQuery:
    """The firms that the page of officers lists."""
    return FirmQuery(text=asked("text"), division=asked("division", 6), park=asked("park"), page=asked_page())


def firm_chips(session: Session, person: Person, query: FirmQuery) -> list[Chip]:
    """What narrows the firms, in words."""
    filters = [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
    return chips_of(filters, {"division": division_choices(session, person)})


def _active(query: ServiceQuery) -> list[tuple[str, str, str]]:
    return [
        ("kind", gettext("种类"), query.kind),
        ("status", gettext("状态"), query.status),
        ("officer", gettext("经办专员"), str(query.officer or "")),
        ("park", gettext("园区"), query.park),
        ("text", gettext("查找"), query.text),
        ("since", gettext("起"), query.since.isoformat() if query.since else ""),
        ("until", gettext("止"), query.until.isoformat() if query.until else ""),
    ]
