"""The lists of service: their queries from the address, their filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.firm_search import FirmQuery
from registry.services.plans.people import officers_in_scope
from registry.services.plans.service_lists import ServicePage, ServiceQuery, service_page, service_query
from registry.services.plans.states import ENTRY_WORDS, KIND_WORDS, EntryStatus
from registry.web.choices import division_choices, park_choices
from registry.web.kept_lists import Table, table_of
from registry.web.languages import translated
from registry.web.listing import Chip, Choice, Pages, asked, asked_page, chips_of, pages_of


@dataclass(frozen=True)
class ServiceList:
    """Everything that the list of visits and requests shows."""

    query: ServiceQuery
    found: ServicePage
    pages: Pages
    chips: list[Chip]
    kinds: list[Choice]
    statuses: list[Choice]
    officers: list[Choice]
    parks: list[Choice]
    table: Table


def asked_service() -> ServiceQuery:
    """The query of the address; what cannot be read does not narrow."""
    return replace(service_query(request.args), page=asked_page())


def service_list(session: Session, person: Person) -> ServiceList:
    """The list that the address asks for."""
    query = asked_service()
    found = service_page(session, person, query)
    officers = [(str(one.id), translated(one.label)) for one in officers_in_scope(session, person)]
    kinds = [(code.value, translated(word)) for code, word in KIND_WORDS.items()]
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
