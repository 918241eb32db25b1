"""How far a standard can be relied on, as two small marks; both are read from the rule set itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from registry.domain.choosing import in_force
from registry.domain.rulesets import RuleSet
from registry.services.occasions import Occasion
from registry.web.site import site

REFERENCE = "参考"  # the word that a rule set's own notes use for a standard that binds nobody here


@dataclass(frozen=True)
class Mark:
    """A small mark beside a tier, and the sentence that explains it."""

    word: str
    meaning: str


def marks_of(rule_set: RuleSet) -> tuple[Mark, ...]:
    """For reference only, and numbers that nobody has held against the original text."""
    found = []
    if is_reference(rule_set):
        found.append(Mark(gettext("参考"), gettext("这份标准只供参考，原因见说明。")))
    if unsure := unverified(rule_set):
        meaning = ngettext(
            "有 %(num)d 条的数字或条号没有与原文核对，见“依据”一栏。",
            "有 %(num)d 条的数字或条号没有与原文核对，见“依据”一栏。",
            unsure,
        )
        found.append(Mark(gettext("数字待核实"), meaning))
    return tuple(found)


def marks_of_tier(tier: str, occasion: Occasion) -> tuple[Mark, ...]:
    """The marks that all standards of the tier in force on the day have in common, each once."""
    rule_sets = in_force(site().catalogue.rule_sets, tier, occasion.case, occasion.as_of)
    return _shared([marks_of(rule_set) for rule_set in rule_sets])


def is_reference(rule_set: RuleSet) -> bool:
    """Whether its own notes call it a reference."""
    return any(REFERENCE in note for note in rule_set.notes)


def unverified(rule_set: RuleSet) -> int:
    """How many conditions rest on a number or an article that is not verified."""
    return sum(leaf.citation.confidence != "verified" for leaf in rule_set.conditions())


def _shared(found: Iterable[tuple[Mark, ...]]) -> tuple[Mark, ...]:
    lists = list(found)
    words = set.intersection(*({mark.word for mark in marks} for marks in lists)) if lists else set()
    return tuple(mark for mark in lists[0] if mark.word in words) if lists else ()
