"""A ranking in words: its state, what it measures, who was ranked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from registry.domain.indicators import Indicator
from registry.services.dashboards import area_criteria as areas
from registry.services.dashboards import rankings
from registry.services.dashboards.ranking_places import GROWTH, VALUE
from registry.store.rankings import Ranking
from registry.web.formats import count, share
from registry.web.languages import in_words
from registry.web.names import office_name, tier_label
from registry.web.quantities import cell, quantity, unit_name
from registry.web.site import site
from registry.web.statuses import status_word

STATES = {
    rankings.DRAFT: lazy_gettext("草稿"),
    rankings.PUBLISHED: lazy_gettext("已发布"),
    rankings.ARCHIVED: lazy_gettext("已归档"),
    rankings.WITHDRAWN: lazy_gettext("已撤回"),
}
WAYS = {VALUE: lazy_gettext("数值"), GROWTH: lazy_gettext("比上年增长")}
UNITS = {
    areas.CITIES: lazy_gettext("市州"),
    areas.COUNTIES: lazy_gettext("区县"),
    areas.PARKS: lazy_gettext("园区"),
}
FIRMS = lazy_gettext("企业")


def units_of(criteria: Mapping[str, Any]) -> str:
    """What was ranked: firms, cities, counties or parks."""
    return str(UNITS.get(criteria.get("units", ""), FIRMS))


def of_areas(ranking: Ranking) -> bool:
    """Whether it ranks areas or parks, not firms."""
    return "units" in ranking.criteria


def indicator_of(ranking: Ranking) -> Indicator | None:
    """The indicator that it ranks by; None where it counts firms."""
    criteria = ranking.criteria
    return site().catalogue.indicators.get(criteria["of"] if of_areas(ranking) else criteria["indicator"])


def measure_of(ranking: Ranking) -> str:
    """What it ranks by, with its unit."""
    if of_areas(ranking):
        return area_measure(ranking.criteria["by"], ranking.criteria["of"], ranking.criteria["word"])
    known = indicator_of(ranking)
    if known is None:
        return str(ranking.criteria["indicator"])
    if ranking.criteria["by"] == GROWTH:
        return gettext("%(label)s比上年增长", label=in_words(known.label))
    return f"{in_words(known.label)}（{unit_name(known.unit)}）" if known.unit else in_words(known.label)


def area_measure(by: str, of: str, word: str = "") -> str:
    """What areas are ranked by, with its unit."""
    if by in areas.LADDER_WAYS:
        tier = tier_label(of)
        return {
            areas.STOCK: gettext("持有%(tier)s（家）", tier=tier),
            areas.ENTERED: gettext("首次取得%(tier)s（家）", tier=tier),
        }.get(by) or gettext("%(tier)s：%(word)s（家）", tier=tier, word=status_word(word))
    if by == areas.SHARE:
        target = site().catalogue.targets.find(of)
        return gettext("比率，按目标“%(target)s”的口径", target=in_words(target.label) if target else of)
    known = site().catalogue.indicators.get(of)
    label = in_words(known.label) if known else of
    if by == areas.GROWTH:
        return gettext("%(label)s合计比上年增长", label=label)
    return gettext(
        "%(label)s合计（%(unit)s）", label=label, unit=unit_name(known.unit) if known and known.unit else "—"
    )


def value_words(ranking: Ranking, value: float | None) -> str:
    """A measured value with the decimals of its unit."""
    by, known = ranking.criteria["by"], indicator_of(ranking)
    if by in (areas.SHARE, areas.GROWTH):
        return share(value)
    if by in areas.LADDER_WAYS or known is None:
        return count(None if value is None else int(value))
    return cell(value, known)


def among(ranking: Ranking) -> str:
    """Who was ranked, in words."""
    criteria = ranking.criteria
    parts = [office_name(ranking.division, ranking.park)]
    if of_areas(ranking):
        parts.append(units_of(criteria))
        cover = criteria["lowest_cover"]
        return "，".join([*parts, gettext("数据覆盖不低于 %(share)s", share=share(cover))] if cover else parts)
    if criteria["tier"]:
        parts.append(gettext("持有%(tier)s", tier=tier_label(criteria["tier"])))
    if criteria["industry"]:
        parts.append(gettext("行业 %(code)s", code=criteria["industry"]))
    if criteria["by"] == GROWTH and criteria["lowest_base"]:
        known = indicator_of(ranking)
        base = quantity(criteria["lowest_base"], known.unit if known else "")
        parts.append(gettext("上年不低于 %(base)s", base=base))
    return "，".join(parts)
