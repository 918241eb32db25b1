"""What a visitor sent: the texts of the fields, and what the page remembered in its own hidden fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import request

from registry.services.assessing.answers import HELD, YES, fields_of
from registry.services.assessing.asking import AskedTopic
from registry.web.site import site
from registry.web.statuses import WORDS

LONGEST, LONGEST_KEY = 500, 64
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Baseline:
    """The figures that changes are compared with, and each tier's state with them. It travels in the page, so a visitor may
    forge it and fools nobody else."""

    texts: Texts = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)

    def packed(self) -> str:
        """The baseline as one hidden field."""
        return json.dumps({"texts": dict(self.texts), "states": dict(self.states)}, ensure_ascii=False)


def sent_texts(topics: Iterable[AskedTopic]) -> dict[str, str]:
    """The fields of the form that hold something; one character more than allowed is kept, so that it can be told."""
    return known_texts(topics, {name: request.form.get(name, "") for name in request.form})


def known_texts(topics: Iterable[AskedTopic], given: Mapping[str, object]) -> dict[str, str]:
    """Those of the texts that belong to a field of the form."""
    names = [*fields_of(topics), *(HELD + tier for tier in site().catalogue.ladder)]
    texts = {name: str(given.get(name) or "").strip()[: LONGEST + 1] for name in names}
    return {name: text for name, text in texts.items() if text}


def sent_baseline(topics: Iterable[AskedTopic]) -> Baseline | None:
    """What the page remembered; None where it remembered nothing that can be read."""
    try:
        held = json.loads(request.form.get("baseline", ""))
        texts, states = dict(held["texts"]), dict(held["states"])
    except (ValueError, TypeError, KeyError):
        return None
    known = {tier: str(state) for tier, state in states.items() if tier in site().catalogue.ladder and state in WORDS}
    return Baseline(known_texts(topics, texts), known)


def sent_draft_key() -> str:
    """The key of the draft that the page was opened from, "" for none."""
    return request.form.get("draft", "")[:LONGEST_KEY]


def is_held(texts: Texts, tier: str) -> bool:
    """Whether the title is ticked."""
    return texts.get(HELD + tier) == YES
