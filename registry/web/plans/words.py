"""The words of plans and service: states as the pages say them, and the icon beside each."""

from __future__ import annotations

from dataclasses import dataclass

from registry.services.plans.kinds import entry_kinds
from registry.services.plans.states import (
    ACTION_WORDS,
    ENTRY_WORDS,
    ActionStatus,
    EntryStatus,
)
from registry.web.languages import in_words, translated

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


def entry_state(code: str, kind: str) -> State:
    """The state of an entry in the words of its kind; what is open asks for attention."""
    words = {EntryStatus.OPEN: entry_kinds()[kind].open, EntryStatus.ANSWERED: entry_kinds()[kind].closed}
    word = in_words(words[EntryStatus(code)]) if code in words else translated(ENTRY_WORDS[code])
    return State(code, word, *ENTRY_LOOKS[EntryStatus(code)])


def kind_word(code: str) -> str:
    """The kind of an entry in words."""
    return in_words(entry_kinds()[code].label)


def answer_word(code: str) -> str:
    """What the answer to an entry of the kind is called."""
    return in_words(entry_kinds()[code].answer)


def with_whom_word(code: str) -> str:
    """Whom an entry of the kind names."""
    return in_words(entry_kinds()[code].with_whom)
