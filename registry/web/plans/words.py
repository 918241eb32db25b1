"""The words of plans and service: states as the pages say them, and the icon beside each."""

from __future__ import annotations

from dataclasses import dataclass

from registry.services.plans.states import (
    ACTION_WORDS,
    ENTRY_WORDS,
    KIND_WORDS,
    ActionStatus,
    EntryStatus,
)
from registry.web.languages import translated

ACTION_LOOKS = {
    ActionStatus.OPEN: ("near", "circle-half"),
    ActionStatus.DONE: ("met", "check-lg"),
    ActionStatus.DROPPED: ("not_applicable", "dash-lg"),
}
ENTRY_LOOKS = {
    EntryStatus.NOTED: ("not_applicable", "check-lg"),
    EntryStatus.OPEN: ("manual", "question-lg"),
    EntryStatus.ANSWERED: ("met", "check-lg"),
}


@dataclass(frozen=True)
class State:
    """A state as a chip: `look` is the class of its colour, the word always stands beside the icon."""

    code: str
    word: str
    look: str
    icon: str


def action_state(code: str) -> State:
    """The state of an action."""
    return State(code, translated(ACTION_WORDS[code]), *ACTION_LOOKS[ActionStatus(code)])


def entry_state(code: str) -> State:
    """The state of a visit or a request; an open request asks for attention."""
    return State(code, translated(ENTRY_WORDS[code]), *ENTRY_LOOKS[EntryStatus(code)])


def kind_word(code: str) -> str:
    """A visit or a request in words."""
    return translated(KIND_WORDS[code])
