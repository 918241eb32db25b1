"""The list of R&D institutions of all firms in scope."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.institution_list import (
    ENDED,
    VALID,
    InstitutionQuery,
    institution_page,
    institution_query,
)
from registry.services.institutions import levels
from registry.web.choices import division_choices, park_choices
from registry.web.kept_lists import table_of
from registry.web.kept_pages import kept_until_written
from registry.web.listing import asked_page, chips_of, pages_of
from registry.web.security import person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("institution_list", __name__)


@blueprint.get("/institutions")
@requires(Action.VIEW_CANDIDATES)
@kept_until_written
def index() -> Any:
    query = _asked()
    with browsing() as session:
        found = institution_page(session, person(), site().catalogue, query)
        divisions, parks = division_choices(session, person()), park_choices(session, person())
    states = [(VALID, gettext("有效")), (ENDED, gettext("不在有效期"))]
    active = [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("level", gettext("级别"), query.level),
        ("state", gettext("状态"), query.state),
    ]
    return render_template(
        "institutions/index.html",
        found=found,
        table=table_of("institutions"),
        query=query,
        divisions=divisions,
        parks=parks,
        levels=[(level, level) for level in levels(site().catalogue)],
        states=states,
        chips=chips_of(active, {"division": divisions, "state": states}),
        pages=pages_of(found.page, found.pages),
    )


def _asked() -> InstitutionQuery:
    return replace(institution_query(request.args, site().today()), page=asked_page())
