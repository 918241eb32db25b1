"""The list of past imports: its query from the address, its filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.importing.import_list import STATES, ImportList, ImportQuery, import_list, import_query
from registry.web.kept_lists import Table, table_of
from registry.web.languages import in_words, translated
from registry.web.listing import Chip, Choice, Pages, asked_page, chips_of, pages_of
from registry.web.site import site


@dataclass(frozen=True)
class PastImports:
    """Everything the list shows; `sources` are the words for whose figures a file brought."""

    query: ImportQuery
    found: ImportList
    table: Table
    pages: Pages
    chips: list[Chip]
    statuses: list[Choice]
    sources: dict[str, str]


def past_imports(session: Session, person: Person) -> PastImports:
    """The list that the address asks for."""
    query = replace(import_query(request.args), page=asked_page())
    found = import_list(session, person, query)
    statuses = [(code, translated(word)) for code, word in STATES.items()]
    active = [
        ("text", gettext("查找"), query.text),
        ("status", gettext("状态"), query.status),
        ("since", gettext("起"), query.since.isoformat() if query.since else ""),
        ("until", gettext("止"), query.until.isoformat() if query.until else ""),
    ]
    return PastImports(
        query=query,
        found=found,
        table=table_of("imports"),
        pages=pages_of(found.page, found.pages),
        chips=chips_of(active, {"status": statuses}),
        statuses=statuses,
        sources={code: in_words(source.label) for code, source in site().catalogue.sources.items()},
    )
