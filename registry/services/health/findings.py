"""What a check found: how bad it is, and the sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """A warning wants looking after, an error keeps people from working or endangers what is stored."""

    WELL = "well"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `template` is a message id."""

    check: str
    level: Level
    template: str
    facts: dict[str, Any] = field(default_factory=dict)
