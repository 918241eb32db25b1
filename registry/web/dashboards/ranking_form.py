"""The form that a ranking is made with."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlmodel import Session

from registry.domain.errors import InvalidInput
from registry.domain.indicators import Level
from registry.services.dashboards.ranking_places import MEASURED, Criteria
from registry.web.choices import division_choices, industry_choices, park_choices, tier_choices
from registry.web.dashboards.ranking_words import WAYS
from registry.web.errors_in_forms import Fault
from registry.web.languages import in_words
from registry.web.listing import Choice
from registry.web.security import person
from registry.web.site import browsing, site

YEARS, USUAL_TOP = 5, 50
FIELDS = {
    "榜单名称": "name",
    "指标": "indicator",
    "排名依据": "by",
    "名次": "top",
    "依据文件": "document",
    "说明": "note",
}


def criteria_sent(sent: Any) -> Criteria:
    """What the form asks for. Raises InvalidInput."""
    top = sent.get("top", "")
    if not top.isdecimal():
        raise InvalidInput(field="名次", reason="请填写 1 到 500 的整数。")
    base = sent.get("lowest_base", "").strip().replace(",", "")
    year = sent.get("year", "")
    return Criteria(
        sent.get("indicator", ""),
        sent.get("by", ""),
        int(year) if year.isdecimal() and len(year) == 4 else site().today().year - 1,
        int(top[:6]),
        sent.get("division", "")[:6],
        sent.get("park", "")[:100],
        sent.get("tier", "")[:40],
        sent.get("industry", "")[:4],
        float(base) if base.replace(".", "", 1).isdecimal() else 0.0,
    )


def form_page(sent: Any, faults: list[Fault]) -> Any:
    """The form with what was sent, and what is wrong with it."""
    with browsing() as session:
        offered = _offered(session)
    values = {"top": str(USUAL_TOP), "year": str(site().today().year - 1), **sent.to_dict()}
    return render_template(
        "dashboards/ranking_form.html", values=values, faults=faults, **offered
    ), 422 if faults else 200


def _offered(session: Session) -> dict[str, Any]:
    indicators: list[Choice] = [
        (one.code, f"{in_words(one.label)}{f'（{one.unit}）' if one.unit else ''}")
        for one in site().catalogue.indicators.at_level(Level.ANNUAL)
        if one.kind in MEASURED and not one.local
    ]
    last = site().today().year - 1
    return {
        "indicators": indicators,
        "ways": list(WAYS.items()),
        "years": [(str(year), str(year)) for year in range(last, last - YEARS, -1)],
        "divisions": division_choices(session, person()),
        "parks": park_choices(session, person()),
        "tiers": tier_choices(),
        "industries": industry_choices(),
    }
