"""The list of groupings and the members of one: their queries from the address, their filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import request
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.groupings import kept_members
from registry.services.groupings.kinds import NAMED_BY_FIRMS
from registry.services.groupings.listing import STATES, grouping_list, grouping_query
from registry.web.choices import division_choices
from registry.web.kept_lists import Table, table_of
from registry.web.languages import translated
from registry.web.listing import Chip, Choice, Pages, asked_page, chips_of, pages_of
from registry.web.site import site


@dataclass(frozen=True)
class Listed:
    """Everything a list shows; `offered` are what its filters choose from."""

    query: Any
    found: Any
    table: Table
    pages: Pages
    chips: list[Chip]
    offered: dict[str, list[Choice]]


def asked_groupings(session: Session, person: Person) -> Listed:
    """The entries of one kind that the address asks for."""
    query = replace(grouping_query(request.args), page=asked_page())
    found = grouping_list(session, person, query, site().today())
    offered = {"division": division_choices(session, person), "state": _words(STATES)}
    active = [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("state", gettext("状态"), query.state),
    ]
    table = table_of("groupings", *([] if query.kind in NAMED_BY_FIRMS else ["firms"]), kind=query.kind)
    return Listed(query, found, table, pages_of(found.page, found.pages), chips_of(active, offered), offered)


def asked_members(session: Session, person: Person, grouping_id: int) -> Listed:
    """The members of one grouping that the address asks for."""
    query = replace(kept_members.members_query(request.args, grouping_id, site().today()), page=asked_page())
    found = kept_members.members_page(session, person, query)
    roles = [(role, role) for role in kept_members.roles_of(session, person, grouping_id)]
    offered = {"role": roles, "state": _words(kept_members.STATES)}
    active = [
        ("text", gettext("查找"), query.text),
        ("role", gettext("角色"), query.role),
        ("state", gettext("状态"), query.state),
    ]
    table = table_of("grouping", grouping_id=grouping_id)
    return Listed(query, found, table, pages_of(found.page, found.pages), chips_of(active, offered), offered)


def _words(states: Any) -> list[Choice]:
    return [(code, translated(word)) for code, word in states.items()]
