"""Cases and trials in words: what a case expected and what came out, a firm by the old version and by the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from registry.domain.explanation import ConditionResult
from registry.services.policy.trials import FirmTrial
from registry.services.rule_case_results import CaseResult, Difference
from registry.web.languages import in_words
from registry.web.policy.lines import requirement
from registry.web.quantities import quantity
from registry.web.statuses import status_word

VERDICTS = ("verdict", "class")


@dataclass(frozen=True)
class CaseLine:
    """One case and in what it differs, each as a sentence."""

    name: str
    is_met: bool
    differences: list[str]


@dataclass(frozen=True)
class TrialSide:
    """One condition of one version beside the firm."""

    requirement: str
    value: str
    outcome: str


@dataclass(frozen=True)
class TrialLine:
    """One condition by both versions; `moved` where it comes out otherwise."""

    label: str
    before: TrialSide | None
    after: TrialSide | None
    moved: bool


def result_lines(results: list[CaseResult]) -> list[CaseLine]:
    """The cases in order, those that differ first."""
    lines = [
        CaseLine(result.example.name, not result.differences, [_difference(each) for each in result.differences])
        for result in results
    ]
    return sorted(lines, key=lambda line: line.is_met)


def _difference(found: Difference) -> str:
    said = {"what": found.what, "expected": _word(found, found.expected), "found": _word(found, found.found)}
    return gettext("%(what)s：应为 %(expected)s，实为 %(found)s", **said)


def _word(found: Difference, value: Any) -> str:
    if isinstance(value, str) and (found.what in VERDICTS or found.what.endswith(".outcome")):
        return status_word(value) if value != "none" else gettext("无")
    return gettext("无") if value is None else str(value)


def trial_lines(trial: FirmTrial) -> list[TrialLine]:
    """Every condition of both versions."""
    return [
        TrialLine(
            label=in_words((new or old).rule.label),  # type: ignore[union-attr]
            before=_side(old),
            after=_side(new),
            moved=(old.outcome if old else None) != (new.outcome if new else None),
        )
        for old, new in trial.pairs()
    ]


def _side(result: ConditionResult | None) -> TrialSide | None:
    if result is None:
        return None
    value = quantity(result.value, result.rule.unit) if result.value is not None else "—"
    return TrialSide(requirement(result.rule), value, result.outcome.word)
