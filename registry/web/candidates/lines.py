"""One candidate in words: what is missing, as short as it is true, and each reason with its threshold and article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, ScoreMark
from registry.services.candidates import CandidateRow
from registry.services.occasions import Occasion
from registry.services.shortfalls import Lack
from registry.services.titles.bars import BarredFirm
from registry.web.firms.elsewhere import local_standards
from registry.web.firms.notes import cited
from registry.web.firms.scores import points
from registry.web.firms.titles import barred_words
from registry.web.languages import in_words, translated, wording
from registry.web.quantities import limit
from registry.web.site import site
from registry.web.texts import gettext

NAMED = 2


@dataclass(frozen=True)
class Reason:
    """One condition that fails or is open, in words."""

    outcome: str
    sentence: str
    threshold: str
    citation: str


@dataclass(frozen=True)
class CandidateLine:
    """One firm of the list, in words; `shortfall` is the shortest true sentence of what is missing."""

    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    candidate_class: str
    shortfall: str
    score: str
    fixes: int
    reasons: list[Reason]
    local: tuple[str, ...]
    officer: str
    bars: tuple[str, ...] = ()


def candidate_line(
    row: CandidateRow, occasion: Occasion, bars: Iterable[BarredFirm] = (), officer: str = ""
) -> CandidateLine:
    """The row in words."""
    rule_set = site().catalogue.rule_set(row.rule_set)
    tier = rule_set.tier
    rules = {rule.code: rule for rule in rule_set.conditions()} if row.lacks else {}
    return CandidateLine(
        firm_id=row.firm_id,
        name=row.name,
        credit_code=row.credit_code,
        division_code=row.division_code,
        park=row.park,
        candidate_class=row.candidate_class,
        shortfall=shortfall(row.lacks),
        score=points(row.score_low, row.score_high),
        fixes=row.fixes,
        reasons=[_reason(lack, rules[lack.code]) for lack in row.lacks],
        local=local_standards(tier, row.division_code, site().catalogue.zones.get(row.park or ""), occasion),
        officer=translated(officer),
        bars=tuple(barred_words(bar) for bar in bars),
    )


def _reason(lack: Lack, rule: Condition | ScoreMark) -> Reason:
    return Reason(
        outcome=lack.outcome.word,
        sentence=lack.sentence(wording()) if lack.outcome is Outcome.UNMET else in_words(lack.label),
        threshold=limit(rule.comparator, rule.threshold, rule.unit),
        citation=cited(rule.citation),
    )


def shortfall(found: Iterable[Lack]) -> str:
    """What is missing, in one sentence: failing conditions each in words, open ones by name, never more than a few."""
    by_outcome: dict[Outcome, list[Lack]] = {}
    for lack in found:
        by_outcome.setdefault(lack.outcome, []).append(lack)
    unmet = [lack.sentence(wording()) for lack in by_outcome.get(Outcome.UNMET, [])]
    told = [gettext("；").join(unmet)] if unmet else []
    for outcome, words in ((Outcome.UNKNOWN, gettext("缺数据")), (Outcome.MANUAL, gettext("待人工判断"))):
        if outcome in by_outcome:
            told.append(f"{words}{gettext('：')}{_named([in_words(lack.label) for lack in by_outcome[outcome]])}")
    return gettext("；").join(told) or gettext("全部条件达标")


def _named(labels: list[str]) -> str:
    names = gettext("、").join(labels[:NAMED])
    return names if len(labels) <= NAMED else gettext("%(names)s等 %(total)d 项", names=names, total=len(labels))
