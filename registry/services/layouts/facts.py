"""What a column of a layout can hold that is no indicator, as facts.yaml lists it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from importers.headers import normal
from registry.domain.indicators import Text

KINDS = ("text", "number", "whole", "date")


@dataclass(frozen=True)
class Fact:
    """One fact; `of` is firm, evaluation, title or list, and nothing for a fact of one tier's title."""

    code: str
    label: Text
    kind: str
    of: str = ""
    words: tuple[str, ...] = ()


@cache
def facts_of_lists() -> Mapping[str, Fact]:
    """The facts by code, in the order of the file."""
    return {fact.code: fact for fact in map(_fact, _data()["facts"])}


@cache
def facts_of_tiers() -> Mapping[str, Fact]:
    """What can be said of the title of one tier, by code."""
    return {fact.code: fact for fact in map(_fact, _data()["of_tiers"])}


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8")
    )
    return found


def _fact(entry: dict[str, Any]) -> Fact:
    known = {"code", "label", "kind", "of", "words"}
    if set(entry) - known or entry["kind"] not in KINDS:
        raise ValueError(f"facts.yaml: {entry}")
    label = Text(**entry["label"])
    spoken = tuple(dict.fromkeys(normal(word) for word in (label.zh, *entry["words"])))
    return Fact(entry["code"], label, entry["kind"], entry.get("of", ""), spoken)
