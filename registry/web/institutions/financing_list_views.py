"""The list of financing rounds of all firms in scope, and which indicators and tiers they feed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.financing import CURRENCIES
from registry.services.financing_list import financing_page, financing_query, stages_in_scope
from registry.services.kept_financing import counted_word, fed_by_rounds
from registry.web.choices import division_choices, park_choices
from registry.web.institutions.list_views import blueprint
from registry.web.kept_lists import table_of
from registry.web.languages import in_words, translated
from registry.web.listing import asked_page, chips_of, pages_of
from registry.web.security import person, requires
from registry.web.site import browsing, site


@blueprint.get("/financing")
@requires(Action.VIEW_CANDIDATES)
def financing() -> Any:
    query, catalogue = replace(financing_query(request.args), page=asked_page()), site().catalogue
    with browsing() as session:
        found = financing_page(session, person(), query)
        divisions, parks = division_choices(session, person()), park_choices(session, person())
        stages = [(stage, stage) for stage in stages_in_scope(session, person())]
    words = {code: translated(name) for code, name in CURRENCIES.items()}
    return render_template(
        "institutions/financing.html",
        found=found,
        query=query,
        table=table_of("financing"),
        pages=pages_of(found.page, found.pages),
        chips=chips_of(_active(query), {"division": divisions, "currency": list(words.items())}),
        divisions=divisions,
        parks=parks,
        stages=stages,
        currencies=list(words.items()),
        currency_words=words,
        counted={row.id: translated(counted_word(catalogue, row)) for row in found.rows},
        fed=fed_by_rounds(catalogue, site().today()),
        in_words=in_words,
    )


def _active(query: Any) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("stage", gettext("轮次"), query.stage),
        ("currency", gettext("币种"), query.currency),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("since", gettext("起"), query.since.isoformat() if query.since else ""),
        ("until", gettext("止"), query.until.isoformat() if query.until else ""),
    ]
