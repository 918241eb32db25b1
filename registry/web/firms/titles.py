"""The titles of a firm with their term: valid, about to expire, expired or revoked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext

from registry.domain.tiers import Ladder
from registry.services.titles.bars import BarredFirm
from registry.services.titles.search import TitleRow
from registry.store.titles import TitleRecord
from registry.web.formats import day
from registry.web.languages import in_words
from registry.web.names import tier_label

AnyTitle = TitleRecord | TitleRow


@dataclass(frozen=True)
class HeldTitle:
    """One title in words; `state` is valid, soon, later or over; `bar` says until when the firm may not apply again."""

    label: str
    term: str
    state: str
    remark: str
    number: str
    document: str
    bar: str = ""


def held_titles(titles: Iterable[TitleRecord], ladder: Ladder, today: date) -> list[HeldTitle]:
    """All titles, those in force first."""
    order = {"valid": 0, "soon": 0, "later": 1, "over": 2}
    return sorted((held_title(title, ladder, today) for title in titles), key=lambda title: order[title.state])


def held_title(title: AnyTitle, ladder: Ladder, today: date) -> HeldTitle:
    """One title in words."""
    state, remark = _state(title, max(ladder.expiring, default=0), today)
    return HeldTitle(
        label=in_words(ladder[title.tier].label) if title.tier in ladder else title.tier,
        term=term_of(title),
        state=state,
        remark=remark,
        number=title.number or "",
        document=title.document or title.batch or "",
        bar=bar_words(title) if title.barred_until and title.barred_until >= today else "",
    )


def bar_words(title: AnyTitle) -> str:
    """Until when a revocation keeps the firm from applying for the tier again; nothing where it does not."""
    return gettext("至 %(day)s 不得再次申报", day=day(title.barred_until)) if title.barred_until else ""


def barred_words(bar: BarredFirm) -> str:
    """For which tier and until when a firm may not apply, and a restriction's reason."""
    tier = tier_label(bar.tier) if bar.tier else gettext("各层级")
    if bar.until is None:
        return gettext("限制申报：%(tier)s，没有到期日（%(reason)s）", tier=tier, reason=bar.reason)
    if bar.is_revocation:
        return gettext("%(tier)s至 %(day)s 不得申报", tier=tier, day=day(bar.until))
    return gettext("限制申报：%(tier)s，至 %(day)s（%(reason)s）", tier=tier, day=day(bar.until), reason=bar.reason)


def term_of(title: AnyTitle) -> str:
    """From when to when a title is valid."""
    return " – ".join((day(title.valid_from), day(title.valid_to) if title.valid_to else gettext("长期")))


def _state(title: AnyTitle, soon: int, today: date) -> tuple[str, str]:
    if title.revoked_on is not None and title.revoked_on <= today:
        return "over", gettext("%(day)s 撤销", day=day(title.revoked_on))
    if title.valid_from is not None and title.valid_from > today:
        return "later", gettext("尚未生效")
    if title.valid_to is None:
        return "valid", ""
    left = (title.valid_to - today).days
    if left < 0:
        return "over", gettext("已过期")
    if left <= soon:
        return "soon", ngettext("%(num)d 天后到期", "%(num)d 天后到期", left)
    months = max(1, round(left / 30.44))
    return "valid", ngettext("还有 %(num)d 个月", "还有 %(num)d 个月", months)
