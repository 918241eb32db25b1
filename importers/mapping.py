"""Which column means what: by the names and synonyms of the catalogue and the few roles that are no indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from importers.headers import Head, normal
from importers.words import words
from registry.domain.indicators import Indicator, Indicators, Level
from registry.domain.texts import mark

# Why a column is read as it is; `title:…` is a field of a title.
REASONS = {
    "remembered": mark("按确认过的对应关系"),
    "label": mark("列名相同"),
    "synonym": mark("同义列名"),
    "variant": mark("列名相近"),
    "year": mark("数据年"),
    "serial": mark("序号"),
    "names_down": mark("指标名称"),
    "status": mark("导入状态列，不读取"),
    "left_out": mark("按确认过的对应关系不导入"),
    "title": mark("称号信息"),
    "duplicate": mark("与前面的列重复，未采用"),
    "unit": mark("单位不适用，未导入"),
    "unmapped": mark("没有对应的指标"),
    "empty": mark("空列"),
}
TAILS = ("数量", "人数", "总数", "个数", "金额", "合计", "情况", "数", "额")


@dataclass(frozen=True)
class ColumnMapping:
    """One column of a sheet: what it says and what it was taken for."""

    letter: str
    header: str
    indicator: str | None
    unit: str = ""
    year: int | None = None
    reason: str = "unmapped"
    samples: tuple[str, ...] = ()  # the first few values, as a person sees them
    suggestion: str | None = None  # the indicator whose name is most alike, where none was recognised
    confidence: float = 1.0  # of the suggestion; 1 where the column was recognised

    @property
    def why(self) -> str:
        """The reason as a message id."""
        return REASONS[self.reason.partition(":")[0]]


@dataclass(frozen=True)
class Meaning:
    """What a head was recognised as: an indicator's code or, without one, only a role."""

    reason: str
    code: str | None = None


class Vocabulary:
    """The heads that are known, looked up by any of a head's readings.

    `remembered` are mappings that a person confirmed: a head as header_key writes it, and the indicator's code, or
    None for a column to leave out. They come before everything else.
    """

    def __init__(self, indicators: Indicators, remembered: Mapping[str, str | None] | None = None) -> None:
        self.indicators = indicators
        self._remembered = dict(remembered or {})
        self._by_name: dict[str, Meaning] = {}
        for indicator in indicators.values():
            self._add(indicator.label.zh, Meaning("label", indicator.code))
        for indicator in indicators.values():
            for word in indicator.synonyms:
                self._add(word, Meaning("synonym", indicator.code))
        for word, meaning in list(self._by_name.items()):
            self._add_same_nouns(word, meaning)
        self._roles = dict(_roles())
        self._suggested = [word for word in self._by_name if len(word) > 2]

    def meaning(self, head: Head) -> Meaning | None:
        """The meaning of the first reading that is known, or None."""
        if head.key in self._remembered:
            code = self._remembered[head.key]
            return Meaning("remembered", code) if code in self.indicators else Meaning("left_out")
        for table in (self._by_name, self._roles):
            for name in head.names:
                if name in table:
                    return table[name]
        for name in head.names:
            for tail in TAILS:
                stem = name.removesuffix(tail)
                if stem != name and stem in self._by_name:
                    return Meaning("variant", self._by_name[stem].code)
        return None

    def suggestion(self, head: Head) -> tuple[str, float] | None:
        """The indicator whose name or synonym is most alike, with the likeness from 0 to 1; None below the limit."""
        limit = words().suggest_from
        best: tuple[str, float] | None = None
        for name in head.names:
            found = process.extractOne(name, self._suggested, scorer=fuzz.ratio, score_cutoff=limit * 100)
            if found and (best is None or found[1] / 100 > best[1]):
                code = self._by_name[found[0]].code
                best = (code, found[1] / 100) if code else best
        return best

    def indicator(self, meaning: Meaning | None) -> Indicator | None:
        """The indicator meant, if the meaning is one."""
        return self.indicators[meaning.code] if meaning and meaning.code else None

    def is_annual(self, meaning: Meaning) -> bool:
        """Whether an indicator of a firm's years is meant."""
        return meaning.code is not None and self.indicators[meaning.code].level is Level.ANNUAL

    def _add(self, word: str, meaning: Meaning) -> None:
        self._by_name.setdefault(normal(word), meaning)

    def _add_same_nouns(self, word: str, meaning: Meaning) -> None:
        nouns = words().same_nouns
        for noun in nouns:
            if word.startswith(noun) and len(word) > len(noun):
                for other in nouns:
                    self._add(other + word.removeprefix(noun), Meaning("variant", meaning.code))


def _roles() -> Iterable[tuple[str, Meaning]]:
    known = words()
    for word in known.year_headers:
        yield word, Meaning("year")
    for word in known.serial_headers:
        yield word, Meaning("serial")
    for word in known.status_headers:
        yield word, Meaning("status")
    for word, field in known.title_headers.items():
        yield word, Meaning(f"title:{field}")
