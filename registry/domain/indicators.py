"""Indicators: the named, typed, unit-bearing facts of a firm or of a firm's year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Whether a fact belongs to the firm itself or to one of its years."""

    FIRM = "firm"
    ANNUAL = "annual"


class Kind(StrEnum):
    """What sort of value an indicator holds; decides parsing, storage, form field and format."""

    AMOUNT = "amount"  # float in 万元 (or the stated unit), rounded to 6 places
    COUNT = "count"  # integer
    NUMBER = "number"  # float
    RATIO = "ratio"  # fraction, 0.35 for 35 %
    YEAR = "year"  # integer calendar year
    FLAG = "flag"  # true or false
    CHOICE = "choice"  # one of the listed texts
    TEXT = "text"
    DATE = "date"
    PERSONAL = "personal"  # text, masked except to those who need it

    @property
    def is_numeric(self) -> bool:
        """True for the kinds that can be compared with a number."""
        return self in (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO, Kind.YEAR)


@dataclass(frozen=True)
class Text:
    """One text in the two languages of the pages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The English text for `en…`, the Chinese one for everything else."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class Indicator:
    """One indicator; `synonyms` are further column heads that mean it, `unit` is the unit of storage as displayed.

    `open` lets a choice hold other texts than the listed ones (a rule may then fail it, but nothing is lost).
    `kept` facts (identity, place, negative records) are changed by officers only, never by the firm itself.
    An `official` one is computed by an authority and only entered here.
    """

    code: str
    label: Text
    level: Level
    kind: Kind
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    definition: Text | None = None
    local: bool = False
    open: bool = False
    kept: bool = False
    official: bool = False


class Indicators(Mapping[str, Indicator]):
    """All indicators by code, in catalogue order."""

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        self._by_code = {indicator.code: indicator for indicator in indicators}

    def __getitem__(self, code: str) -> Indicator:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def at_level(self, level: Level) -> tuple[Indicator, ...]:
        """The indicators of the firm, or of its years."""
        return tuple(indicator for indicator in self._by_code.values() if indicator.level is level)
