"""Reads where the demo firms stand: places, parks, sectors, the look of title records, the day of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Place:
    """A county-level division, the city in front of a firm's name and, where there is one, its park."""

    division: str
    city: str
    weight: int
    park: str | None = None


@dataclass(frozen=True)
class Sector:
    """What a firm makes; `field` is the 高新技术领域, none for a traditional business."""

    word: str
    industry: str
    industry_name: str
    cluster: str
    products: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True)
class TitleLook:
    """How batch, document and number of a tier's titles are written."""

    batch: str
    document: str
    number: str | None = None


@dataclass(frozen=True)
class Setting:
    """Everything that is common to all demo firms."""

    seed: str
    data_year: int
    as_of: date
    mark: str
    above_scale_from: float
    first_characters: str
    second_characters: str
    people: tuple[str, ...]
    places: tuple[Place, ...]
    sectors: Mapping[str, Sector]
    titles: Mapping[str, TitleLook]


@cache
def read_setting(file: Path = Path(__file__).parent / "setting.yaml") -> Setting:
    """The setting of the demo; an unknown key is refused."""
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["people"] = tuple(content["people"])
    content["places"] = tuple(Place(**place) for place in content["places"])
    content["sectors"] = {code: _sector(entry) for code, entry in content["sectors"].items()}
    content["titles"] = {tier: TitleLook(**look) for tier, look in content["titles"].items()}
    return Setting(**content)


def _sector(entry: dict[str, Any]) -> Sector:
    return Sector(**{**entry, "products": tuple(entry["products"])})
