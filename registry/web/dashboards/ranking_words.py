"""A ranking in words: its state, what it measures, who was ranked."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from registry.domain.indicators import Indicator
from registry.services.dashboards import rankings
from registry.services.dashboards.ranking_places import GROWTH, VALUE
from registry.store.rankings import Ranking
from registry.web.languages import in_words
from registry.web.names import office_name, tier_label
from registry.web.site import site

STATES = {
    rankings.DRAFT: lazy_gettext("草稿"),
    rankings.PUBLISHED: lazy_gettext("已发布"),
    rankings.ARCHIVED: lazy_gettext("已归档"),
    rankings.WITHDRAWN: lazy_gettext("已撤回"),
}
WAYS = {VALUE: lazy_gettext("数值"), GROWTH: lazy_gettext("比上年增长")}


def indicator_of(ranking: Ranking) -> Indicator:
    """The indicator that it ranks by."""
    found: Indicator = site().catalogue.indicators[ranking.criteria["indicator"]]
    return found


def measure_of(ranking: Ranking) -> str:
    """What it ranks by, with its unit."""
    known = indicator_of(ranking)
    if ranking.criteria["by"] == GROWTH:
        return gettext("%(label)s比上年增长", label=in_words(known.label))
    return f"{in_words(known.label)}（{known.unit}）" if known.unit else in_words(known.label)


def among(ranking: Ranking) -> str:
    """Who was ranked, in words."""
    criteria = ranking.criteria
    parts = [office_name(ranking.division, ranking.park)]
    if criteria["tier"]:
        parts.append(gettext("持有%(tier)s", tier=tier_label(criteria["tier"])))
    if criteria["industry"]:
        parts.append(gettext("行业 %(code)s", code=criteria["industry"]))
    if criteria["by"] == GROWTH and criteria["lowest_base"]:
        parts.append(gettext("上年不低于 %(base)s", base=f"{criteria['lowest_base']:g}"))
    return "，".join(parts)
