"""Words of the policy desk: where a version holds, for which case, and since when."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext, lazy_gettext

from registry.domain.rulesets import RuleSet
from registry.web.firms.elsewhere import jurisdiction_name
from registry.web.formats import day
from registry.web.names import tier_label
from registry.web.policy.lines import CASE_WORDS

STATE_WORDS = {
    "in_force": lazy_gettext("现行"),
    "coming": lazy_gettext("未生效"),
    "ended": lazy_gettext("已失效"),
    "withdrawn": lazy_gettext("已撤回"),
}
STATE_STATUS = {"in_force": "eligible", "coming": "review", "ended": "incomplete", "withdrawn": "ineligible"}


def place_words(jurisdiction: str) -> str:
    """Where a version holds."""
    return jurisdiction_name(jurisdiction) or gettext("全国")


def cases_words(rule_set: RuleSet) -> str:
    """The case types of a version."""
    return gettext("、").join(str(CASE_WORDS[case]) for case in rule_set.cases)


def days_words(rule_set: RuleSet) -> str:
    """The days on which a version is in force."""
    start, end = rule_set.effective.start, rule_set.effective.end
    return f"{day(start)} – {day(end)}" if end else gettext("%(day)s 起", day=day(start))


def version_words(rule_set: RuleSet) -> str:
    """One version in one line: tier, place, first day, case."""
    start = day(rule_set.effective.start)
    return f"{tier_label(rule_set.tier)} · {place_words(rule_set.jurisdiction)} · {start} · {cases_words(rule_set)}"


def state_of(rule_set: RuleSet, today: date) -> str:
    """in_force, coming or ended on the day."""
    if rule_set.effective.includes(today):
        return "in_force"
    return "coming" if rule_set.effective.start > today else "ended"
