"""The data words of spreadsheets (words.yaml) in the forms that the parsers look them up in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


def plain(text: str) -> str:
    """Text as words are compared: NFKC, lower case, no white space.

    >>> plain(" Ⅰ类 知识产权\\n（件）")
    'i类知识产权(件)'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@dataclass(frozen=True)
class Unit:
    """A unit as a power of ten of what its dimension counts in: 万元 is yuan, 4."""

    name: str
    dimension: str
    power: int

    @property
    def currency(self) -> str:
        """The money that it counts, or nothing."""
        return words().currency_names.get(self.dimension, "")


@dataclass(frozen=True)
class Words:
    """All word lists, ready for lookup."""

    missing: frozenset[str]
    cell_errors: frozenset[str]
    true: frozenset[str]
    false: frozenset[str]
    choice_words: dict[str, str]
    approximate: tuple[str, ...]
    range_signs: str
    units: dict[str, Unit]
    currencies: tuple[str, ...]
    currency_names: dict[str, str]  # of a unit's dimension, where that is money
    money_signs: dict[str, str]  # what stands before a number -> dimension, the longest first
    header_noise: frozenset[str]
    same_nouns: tuple[str, ...]
    suggest_from: float
    take_from: float
    telling_signs: frozenset[str]
    year_headers: frozenset[str]
    serial_headers: frozenset[str]
    status_headers: frozenset[str]
    relative_years: dict[str, int]  # the longest words first
    title_headers: dict[str, str]  # header -> field of a title
    open_end: frozenset[str]
    totals: frozenset[str]
    guide_sheets: frozenset[str]
    examples: frozenset[str]
    note: re.Pattern[str]
    qualifiers: tuple[str, ...]
    firm_endings: tuple[str, ...]


@cache
def words() -> Words:
    """The word lists, read once."""
    data = yaml.safe_load((Path(__file__).with_name("words.yaml")).read_text(encoding="utf-8"))
    return Words(
        missing=_set(data["missing"]),
        cell_errors=_set(data["cell_errors"]),
        true=_set(data["flags"]["yes"]),
        false=_set(data["flags"]["no"]),
        choice_words={plain(word): value for word, value in data["choice_words"].items()},
        approximate=tuple(map(plain, data["approximate"])),
        range_signs="".join(map(plain, data["range_signs"])),
        units=_units(data["units"]) | _foreign(data["currencies"], data["multiples"]),
        currencies=tuple(map(plain, data["currencies"])),
        currency_names={**data["currency_names"], **{name: name for name in data["currencies"]}},
        money_signs={
            plain(sign): data["money_signs"][sign] for sign in sorted(data["money_signs"], key=len, reverse=True)
        },
        header_noise=_set(data["header_noise"]),
        same_nouns=tuple(data["same_nouns"]),
        suggest_from=data["suggest_from"],
        take_from=data["take_from"],
        telling_signs=frozenset(data["telling_signs"]),
        year_headers=_set(data["year_headers"]),
        serial_headers=_set(data["serial_headers"]),
        status_headers=_set(data["status_headers"]),
        relative_years={
            plain(word): data["relative_years"][word] for word in sorted(data["relative_years"], key=len, reverse=True)
        },
        title_headers={plain(word): field for field, heads in data["title_headers"].items() for word in heads},
        open_end=_set(data["open_end"]),
        totals=_set(data["totals"]),
        guide_sheets=_set(data["guide_sheets"]),
        examples=_set(data["examples"]),
        note=_note(data["note_starts"], data["note_phrases"], data["page_number"]),
        qualifiers=tuple(map(plain, data["qualifiers"])),
        firm_endings=tuple(data["firm_endings"]),
    )


def find_unit(text: str) -> Unit | None:
    """The unit that a word names, or None.

    >>> find_unit("万 元").power, find_unit("公里")
    (4, None)
    """
    return words().units.get(plain(text))


def _set(items: Iterable[object]) -> frozenset[str]:
    return frozenset(plain(str(item)) for item in items)


def _note(starts: list[str], phrases: list[str], page: str) -> re.Pattern[str]:
    starting, phrase = ("|".join(re.escape(plain(word)) for word in words) for words in (starts, phrases))
    return re.compile(rf"\(?(?:(?:{starting})(?:[:;.,、\d]|$)|(?:{phrase})|(?:{page})$)")


def _units(table: dict[str, dict[str, Any]]) -> dict[str, Unit]:
    return {
        plain(name): Unit(name, dimension, power)
        for dimension, members in table.items()
        for name, power in members.items()
    }


def _foreign(currencies: list[str], multiples: dict[str, int]) -> dict[str, Unit]:
    return {
        plain(prefix + name): Unit(prefix + name, name, power)
        for name in currencies
        for prefix, power in multiples.items()
    }
