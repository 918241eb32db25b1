"""What changed since the first answer: figures that were changed, and tiers that moved with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from registry.services.assessing.answers import HELD, YES, fields_of
from registry.services.assessing.asking import AskedTopic
from registry.web.assessment.sent import Baseline, Texts
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.quantities import unit_name


@dataclass(frozen=True)
class Change:
    """One figure that was changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """A tier whose state is another one now."""

    tier: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """All of it; without a change there is nothing to tell."""

    figures: tuple[Change, ...]
    tiers: tuple[Move, ...]


def changes_since(
    baseline: Baseline, texts: Texts, states: Mapping[str, str], topics: Iterable[AskedTopic]
) -> Changes | None:
    """What differs from the baseline, or None where nothing does."""
    figures = [*_figures(baseline.texts, texts, topics), *_titles(baseline.texts, texts)]
    if not figures:
        return None
    tiers = [tier for tier in {**baseline.states, **states} if baseline.states.get(tier) != states.get(tier)]
    moves = [Move(tier, baseline.states.get(tier, ""), states.get(tier, "")) for tier in tiers]
    return Changes(tuple(figures), tuple(moves))


def _figures(old: Texts, new: Texts, topics: Iterable[AskedTopic]) -> list[Change]:
    blank, found = gettext("未填"), []
    for name, (indicator, year) in fields_of(topics).items():
        before, after = old.get(name, ""), new.get(name, "")
        if before != after:
            label = in_words(indicator.label)
            unit = f" {unit_name(indicator.unit)}" if indicator.unit and indicator.kind.is_numeric else ""
            said = gettext("%(label)s（%(years)s 年）", label=label, years=year) if year else label
            found.append(Change(said, before + unit if before else blank, after + unit if after else blank))
    return found


def _titles(old: Texts, new: Texts) -> list[Change]:
    names = sorted(name for name in {**old, **new} if name.startswith(HELD) and old.get(name) != new.get(name))
    words = {True: gettext("持有"), False: gettext("没有")}
    return [
        Change(tier_label(name.removeprefix(HELD)), words[old.get(name) == YES], words[new.get(name) == YES])
        for name in names
    ]
