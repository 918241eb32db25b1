"""The list of restrictions of all firms in scope."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.restrictions.search import restriction_query, search_restrictions
from registry.services.restrictions.validity import STATES
from registry.web.choices import division_choices, park_choices, tier_choices
from registry.web.kept_lists import table_of
from registry.web.languages import translated
from registry.web.listing import asked_page, chips_of, pages_of
from registry.web.restrictions.lines import restriction_lines
from registry.web.security import person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("restriction_list", __name__)


@blueprint.get("/restrictions")
@requires(Action.VIEW_CANDIDATES)
def index() -> Any:
    query = replace(restriction_query(request.args, site().today()), page=asked_page())
    with browsing() as session:
        found = search_restrictions(session, person(), query)
        choices = {"division": division_choices(session, person()), "park": park_choices(session, person())}
    choices |= {"tier": tier_choices(), "state": [(code, translated(word)) for code, word in STATES.items()]}
    active = [
        ("text", gettext("查找"), query.text),
        ("tier", gettext("层级"), query.tier),
        ("state", gettext("状态"), query.state),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
    return render_template(
        "restrictions/index.html",
        found=found,
        lines=restriction_lines(found.rows, query.today),
        query=query,
        table=table_of("restrictions"),
        pages=pages_of(found.page, found.pages),
        chips=chips_of(active, choices),
        choices=choices,
    )
