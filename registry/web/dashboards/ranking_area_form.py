"""The form that a ranking of areas or parks is made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template
from flask_babel import gettext

from registry.domain.errors import InvalidInput
from registry.domain.indicators import Level
from registry.domain.outcomes import CandidateClass
from registry.services.dashboards import area_criteria as areas
from registry.web.choices import division_choices
from registry.web.dashboards.ranking_words import UNITS, area_measure
from registry.web.errors_in_forms import Fault
from registry.web.listing import Choice
from registry.web.security import person
from registry.web.site import browsing, site
from registry.web.statuses import status_word
from registry.web.tracks import tiers_in_order

YEARS, USUAL_TOP = 6, 100
BELOW = 7  # digits: parks lie below every division
COUNTED = (CandidateClass.ELIGIBLE, CandidateClass.REVIEW, CandidateClass.NEAR)
FIELDS = {
    "榜单名称": "name",
    "排名对象": "units",
    "排名依据": "measure",
    "指标": "measure",
    "年度": "year",
    "最低数据覆盖": "lowest_cover",
    "名次": "top",
    "依据文件": "document",
    "说明": "note",
}


def area_criteria_sent(sent: Mapping[str, Any]) -> areas.AreaCriteria:
    """What the form asks for. Raises InvalidInput."""
    by, of, word, *_ = [*sent.get("measure", "").split(":", 2), "", "", ""]
    top, year, today = sent.get("top", ""), sent.get("year", ""), site().today()
    if not (top.isdecimal() and top.isascii()):
        raise InvalidInput(field="名次", reason="请填写 1 到 500 的整数。")
    is_year = year.isdecimal() and year.isascii() and len(year) == 4
    return areas.AreaCriteria(
        units=sent.get("units", "")[:20],
        by=by[:20],
        of=of[:60],
        year=today.year if by == areas.CANDIDATES else int(year) if is_year else 0,
        top=int(top[:6]),
        division=sent.get("division", "")[:6] or person().division,
        word=word[:20],
        lowest_cover=_cover(sent.get("lowest_cover", "")),
    )


def _cover(text: str) -> float:
    text = text.strip().removesuffix("%").strip()
    if text and not (text.isascii() and len(text) < 9 and text.replace(".", "", 1).isdecimal()):
        raise InvalidInput(field="最低数据覆盖", reason="请填写 0 到 100 的数。")
    return float(text) / 100 if text else 0.0


def area_form_page(sent: Any, faults: list[Fault]) -> Any:
    """The form with what was sent, and what is wrong with it."""
    today = site().today()
    with browsing() as session:
        divisions = division_choices(session, person())
    values = {"top": str(USUAL_TOP), "year": str(today.year - 1), **sent.to_dict()}
    offered = {
        "units": [each for each in UNITS.items() if areas.DIGITS.get(each[0], BELOW) > len(person().division)],
        "measures": list(_measures()),
        "years": [(str(year), str(year)) for year in range(today.year, today.year - YEARS, -1)],
        "divisions": [choice for choice in divisions if choice[0] != person().division],
    }
    page = render_template("dashboards/ranking_area_form.html", values=values, faults=faults, **offered)
    return page, 422 if faults else 200


def _measures() -> Iterator[tuple[str, list[Choice]]]:
    """Everything that areas can be ranked by, in groups."""
    catalogue, tiers = site().catalogue, tiers_in_order()
    yield gettext("持有的企业"), [_choice(areas.STOCK, tier) for tier in tiers]
    yield gettext("首次取得的企业"), [_choice(areas.ENTERED, tier) for tier in tiers]
    for each in COUNTED:
        yield (
            gettext("候选企业：%(word)s", word=status_word(each.value)),
            [_choice(areas.CANDIDATES, tier, each.value) for tier in tiers],
        )
    yield gettext("目标的比率"), [_choice(areas.SHARE, target.code) for target in areas.share_targets(catalogue)]
    codes = [one.code for one in catalogue.indicators.at_level(Level.ANNUAL) if areas.can_add_up(catalogue, one.code)]
    yield gettext("年度指标合计"), [_choice(areas.SUM, code) for code in codes]
    yield gettext("年度指标合计的增长"), [_choice(areas.GROWTH, code) for code in codes]


def _choice(by: str, of: str, word: str = "") -> Choice:
    return ":".join(part for part in (by, of, word) if part), area_measure(by, of, word)
