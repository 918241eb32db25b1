"""The words of rounds: states, levels, steps of the timeline and their facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from registry.domain.levels import LABELS as LEVEL_LABELS
from registry.domain.outcomes import Case
from registry.services.rounds.event_words import EVENTS, FACTS
from registry.services.rounds.opinions import ACT_LABELS
from registry.services.rounds.states import STATE_LABELS, STATUS_LABELS, FirmState, Status
from registry.store.rounds import RoundEvent
from registry.web.formats import moment
from registry.web.languages import translated
from registry.web.names import office_name
from registry.web.statuses import WORDS

STATUS_ICONS = {
    Status.DRAFT: "pencil",
    Status.OPEN: "send",
    Status.FROZEN: "snow",
    Status.NOTICED: "megaphone",
    Status.CLOSED: "check-lg",
    Status.CANCELLED: "x-lg",
}
STATE_ICONS = {
    FirmState.WAITING: "hourglass-split",
    FirmState.RETURNED: "arrow-return-left",
    FirmState.REJECTED: "x-lg",
    FirmState.WITHDRAWN: "dash-lg",
    FirmState.SUPPORTED: "check-lg",
    FirmState.RECOGNISED: "award",
    FirmState.NOT_RECOGNISED: "x-lg",
}
# The look of a state, by the classes that verdicts have.
STATE_LOOKS = {
    FirmState.WAITING: "incomplete",
    FirmState.RETURNED: "review",
    FirmState.REJECTED: "ineligible",
    FirmState.WITHDRAWN: "undetermined",
    FirmState.SUPPORTED: "eligible",
    FirmState.RECOGNISED: "holds",
    FirmState.NOT_RECOGNISED: "ineligible",
}
STATUS_LOOKS = {
    Status.DRAFT: "incomplete",
    Status.OPEN: "near",
    Status.FROZEN: "review",
    Status.NOTICED: "review",
    Status.CLOSED: "eligible",
    Status.CANCELLED: "ineligible",
}


@dataclass(frozen=True)
class Step:
    """One event of the timeline in words."""

    when: str
    who: str
    what: str
    facts: list[tuple[str, str]]


def status_text(status: str) -> str:
    """The state of a round in words."""
    return translated(STATUS_LABELS[status])


def state_text(state: str) -> str:
    """The state of a firm in a round in words."""
    return translated(STATE_LABELS[state])


def level_text(level: str) -> str:
    """A level in words."""
    return translated(LEVEL_LABELS.get(level, level))  # type: ignore[call-overload]


def case_text(case: str) -> str:
    """New recognition or review."""
    return gettext("复核") if case == Case.REVIEW else gettext("新认定")


def act_text(kind: str) -> str:
    """What was said of a firm, in words."""
    return translated(ACT_LABELS[kind]) if kind in ACT_LABELS else kind


def step_of(event: RoundEvent, known: Mapping[str, Any]) -> Step:
    """An event in words, with the facts that the reader may know."""
    what = translated(EVENTS[event.kind]) if event.kind in EVENTS else act_text(event.kind)
    facts = [(translated(FACTS.get(name, name)), _fact(name, fact)) for name, fact in known.items()]
    return Step(moment(event.at), translated(event.by), what, facts)


def _fact(name: str, fact: Any) -> str:
    if name == "level":
        return level_text(str(fact))
    if name == "classes":
        return gettext("、").join(str(WORDS[one]) for one in str(fact).split("、") if one in WORDS)
    return translated(str(fact))


def scope_text(division: str, park: str) -> str:
    """The scope of a round in words."""
    return office_name(division, park)


def levels_text(levels: list[str]) -> str:
    """The levels of opinion from below to above."""
    return " → ".join(level_text(level) for level in levels)
