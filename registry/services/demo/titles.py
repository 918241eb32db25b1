"""The titles of a demo firm: on the day of the demo they are valid, about to expire, expired or revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from registry.domain.tiers import Ladder, Tier, Validity
from registry.services.demo.setting import Setting


@dataclass(frozen=True)
class DemoTitle:
    """One title record in the words of the titles table."""

    tier: str
    batch: str
    number: str | None
    document: str
    recognised_on: date
    valid_from: date
    valid_to: date | None
    revoked_on: date | None = None
    revoke_reason: str | None = None


def demo_title(tier: Tier, state: str, random: Random, *, setting: Setting, division: str, serial: int) -> DemoTitle:
    """A title of the tier in that state on the demo's day."""
    recognised = _recognised_on(tier, state, random, setting.as_of)
    words = {"year": recognised.year, "division": division, "serial": serial + 900000, "part": random.randint(1, 3)}
    look = setting.titles[tier.code]
    revoked = setting.as_of - timedelta(days=random.randint(120, 300)) if state == "revoked" else None
    return DemoTitle(
        tier=tier.code,
        batch=look.batch.format(**words),
        number=look.number.format(**words) if look.number else None,
        document=look.document.format(**words),
        recognised_on=recognised,
        valid_from=recognised,
        valid_to=tier.expires(recognised),
        revoked_on=revoked,
        revoke_reason="示例：虚报研发费用，取消资格" if revoked else None,
    )


def demo_titles(
    states: tuple[tuple[str, str], ...], ladder: Ladder, random: Random, *, setting: Setting, division: str, serial: int
) -> tuple[DemoTitle, ...]:
    """All titles of a firm; a tier that the ladder does not know is left out."""
    return tuple(
        demo_title(ladder[tier], state, random, setting=setting, division=division, serial=serial)
        for tier, state in states
        if tier in ladder
    )


def _recognised_on(tier: Tier, state: str, random: Random, as_of: date) -> date:
    """A day that leaves the title in the wanted state on the as-of date."""
    if tier.validity is Validity.CALENDAR_YEAR:
        year = as_of.year - 1 if state == "expired" else as_of.year
        return date(year, 3, 10) + timedelta(days=random.randint(0, 90))
    whole = 365 * tier.validity_years if tier.validity is Validity.YEARS else 365 * 4
    days_ago = {
        "valid": (200, whole - 220),
        "expiring": (whole - 150, whole - 12),
        "expired": (whole + 40, whole + 400),
        "revoked": (whole - 500, whole - 400),
    }[state]
    return as_of - timedelta(days=random.randint(*days_ago))
