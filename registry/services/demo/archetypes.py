"""Reads the types of demo firms: ranges to draw from, titles held, figures left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FOLDER = Path(__file__).parent
Number = int | float
Range = tuple[Number, Number]


@dataclass(frozen=True)
class Archetype:
    """One type of firm, already merged with its profile; the keys are explained in archetypes.yaml."""

    code: str
    label: str
    count: int
    sectors: tuple[str, ...]
    shape: Mapping[str, Range]
    firm: Mapping[str, tuple[object, ...]]
    titles: tuple[tuple[str, str], ...] = ()
    blank: Mapping[str, str] = field(default_factory=dict)
    decide: Mapping[str, bool] = field(default_factory=dict)
    years: int = 3
    skip_latest: bool = False
    park: str | None = None


def draw(random: Random, span: Range) -> Number:
    """A number of the range; a whole one where both ends are whole."""
    low, high = span
    if isinstance(low, int) and isinstance(high, int):
        return random.randint(low, high)
    return random.uniform(low, high)


@cache
def read_archetypes(file: Path = FOLDER / "archetypes.yaml") -> tuple[Archetype, ...]:
    """All archetypes in the order of the file; an unknown key is refused."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    profiles = content["profiles"]
    return tuple(_archetype(code, dict(entry), profiles) for code, entry in content["archetypes"].items())


def _archetype(code: str, entry: dict[str, Any], profiles: Mapping[str, Any]) -> Archetype:
    profile = profiles[entry.pop("like")]
    shape = {**profile["shape"], **entry.pop("shape", {})}
    firm = {**profile["firm"], **entry.pop("firm", {})}
    titles = entry.pop("titles", [])
    return Archetype(
        code=code,
        sectors=tuple(profile["sectors"]),
        shape={key: _range(value) for key, value in shape.items()},
        firm={key: tuple(value) if isinstance(value, list) else (value,) for key, value in firm.items()},
        titles=tuple(pair for title in titles for pair in _titles(title)),
        **entry,
    )


def _range(value: Number | list[Number]) -> Range:
    if isinstance(value, list):
        low, high = value
        return low, high
    return value, value


def _titles(entry: str | Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return ((entry, "valid"),) if isinstance(entry, str) else tuple(entry.items())
