"""What a column of a layout can be, in words: meanings by group, years, fields of a title."""

from __future__ import annotations

from flask_babel import gettext

from registry.domain.indicators import Level
from registry.services.layouts.columns import FACT, TITLE, WHY, FillColumn, label_of
from registry.services.layouts.facts import facts_of_lists, facts_of_tiers
from registry.web.columns.choices import Groups
from registry.web.languages import in_words, translated
from registry.web.listing import Choice
from registry.web.site import site

YEARS_BACK, FIXED_YEARS = 5, 10


def meaning_groups() -> Groups:
    """Everything that can fill a column but a constant."""
    catalogue = site().catalogue
    groups = {"list": gettext("名单"), "evaluation": gettext("评估"), "title": gettext("称号"), "firm": gettext("其他")}
    facts = {
        of: [(f"{FACT}{f.code}", in_words(f.label)) for f in facts_of_lists().values() if f.of == of] for of in groups
    }
    tiers = [(f"{TITLE}{code}", in_words(tier.label)) for code, tier in catalogue.ladder.items()]
    return [
        (gettext("企业信息"), [(i.code, in_words(i.label)) for i in catalogue.indicators.at_level(Level.FIRM)]),
        (gettext("年度数据"), [(i.code, in_words(i.label)) for i in catalogue.indicators.at_level(Level.ANNUAL)]),
        *((groups[of], listed) for of, listed in facts.items()),
        (gettext("某一层级的称号"), tiers),
    ]


def year_choices(current: int, data_year: int) -> list[Choice]:
    """The data year, the years before it, and years that stay what they are."""
    words = [(0, gettext("数据年"))]
    words += [(-back, gettext("数据年前 %(years)d 年", years=back)) for back in range(1, YEARS_BACK + 1)]
    words += [
        (year, gettext("固定 %(year)d 年", year=year)) for year in range(data_year + 1, data_year - FIXED_YEARS, -1)
    ]
    if current not in dict(words):
        words.append((current, str(current)))
    return [(str(year), text) for year, text in words]


def field_choices() -> list[Choice]:
    """What can be said of a title."""
    return [(fact.code, in_words(fact.label)) for fact in facts_of_tiers().values()]


def why_words(column: FillColumn) -> str:
    """Why the column is filled as it is."""
    return translated(WHY.get(column.why, WHY[""]))


def filled_by(column: FillColumn) -> str:
    """What fills the column, in words; "" for a blank one and for a meaning that is no more."""
    label = label_of(column, site().catalogue)
    return in_words(label) if label else column.text
