"""Why one cell cannot be taken: a code and its facts, without saying where the cell is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from importers.sentences import FAULTS, HINTS


@dataclass(frozen=True)
class CellFault:
    """One refused value; sentences.py holds the sentence of each code, `facts` fill it."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """What is wrong and what to do, without the place."""
        return FAULTS[self.code].format(**{**dict.fromkeys(HINTS, ""), **self.facts})
