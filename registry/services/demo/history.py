"""Titles that demo firms held before: renewed year by year, or for an earlier term, so that trends and rises tell something.

Each firm draws from a random source of its own, and nothing that is held on the day of the demo changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from registry.domain.tiers import Ladder, Tier, Validity
from registry.services.demo.generation import DemoFirm
from registry.services.demo.setting import Setting
from registry.services.demo.titles import DemoTitle

YEARS_BEFORE = 4  # of a title that ends with every calendar year
RENEWED, CAME_BACK = 0.35, 0.45  # share of firms with an earlier term: without a break; and with one


def earlier_titles(firm: DemoFirm, ladder: Ladder, setting: Setting) -> Iterator[DemoTitle]:
    """What the firm held before its present titles; nothing before it was founded."""
    random = Random(f"{setting.seed}:history:{firm.credit_code}")
    founded = firm.facts["founded_on"]
    assert isinstance(founded, date)
    for title in firm.titles:
        found = _before(title, ladder[title.tier], random, setting)
        yield from (each for each in found if each.valid_from.year > founded.year)


def _before(title: DemoTitle, tier: Tier, random: Random, setting: Setting) -> Sequence[DemoTitle]:
    if tier.validity is Validity.CALENDAR_YEAR:
        years = range(1, random.randint(0, YEARS_BEFORE) + 1)
        return [_since(title, tier, _years_ago(title.valid_from, back), setting) for back in years]
    drawn = random.random()
    if tier.validity is not Validity.YEARS or drawn >= CAME_BACK:
        return []
    days_between = 0 if drawn < RENEWED else random.randint(90, 300)
    began = _years_ago(title.valid_from, tier.validity_years) - timedelta(days_between)
    return [_since(title, tier, began, setting)]


def _years_ago(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _since(title: DemoTitle, tier: Tier, day: date, setting: Setting) -> DemoTitle:
    """The same title as it was announced on another day; its number is not known any more."""
    look = setting.titles[tier.code]
    words = {"year": day.year, "division": "", "serial": 0, "part": 1}
    batch, document = look.batch.format(**words), look.document.format(**words)
    last = title.valid_from - timedelta(1) if tier.validity is Validity.YEARS else tier.expires(day)
    until = tier.expires(day)
    end = min(last, until) if last and until else until
    earlier = replace(
        title, number=None, batch=batch, document=document, recognised_on=day, valid_from=day, valid_to=end
    )
    return replace(earlier, revoked_on=None, revoke_reason=None)
