"""Which heads mean what: what people decided, the names and synonyms of the catalogue, the few roles that are no indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from importers.answers import Choices, Units, Years, by_table
from importers.headers import Head, normal
from importers.mapping import Meaning, roles
from importers.words import words
from registry.domain.indicators import Indicator, Indicators, Level

TAILS = ("数量", "人数", "总数", "个数", "金额", "合计", "情况", "数", "额")


class Vocabulary:
    """The heads that are known, looked up by any of a head's readings.

    `remembered` are mappings that a person confirmed, by head key: an indicator's code, a role, or None for a column to
    leave out; they come before everything else. `learned` are heads an office has confirmed to mean an indicator; they
    come after names and synonyms. `units` say the units of columns, `usual_units` those of columns that say none themselves,
    `years` the years of columns, whatever their heads say. See answers.py for their two forms.
    """

    def __init__(
        self,
        indicators: Indicators,
        remembered: Choices | Callable[[str], Choices] | None = None,
        learned: Mapping[str, str] | None = None,
        units: Units | Callable[[str], Units] | None = None,
        usual_units: Units | Callable[[str], Units] | None = None,
        years: Years | Callable[[str], Years] | None = None,
    ) -> None:
        self.indicators = indicators
        self.choices = by_table(remembered)
        self.units = by_table(units)
        self.usual_units = by_table(usual_units)
        self.years = by_table(years)
        self._anywhere: Choices = {} if callable(remembered) else dict(remembered or {})
        self._learned = {key: code for key, code in (learned or {}).items() if code in indicators}
        self._by_name: dict[str, Meaning] = {}
        for indicator in indicators.values():
            self._add(indicator.label.zh, Meaning("label", indicator.code))
        for indicator in indicators.values():
            for word in indicator.synonyms:
                self._add(word, Meaning("synonym", indicator.code))
        for word, meaning in list(self._by_name.items()):
            self._add_same_nouns(word, meaning)
        self._roles = dict(_roles())

    @property
    def names(self) -> Mapping[str, Meaning]:
        """All names and synonyms, as heads are compared."""
        return self._by_name

    def meanings(self, heads: Sequence[Head], keys: Sequence[str], signature: str) -> tuple[Meaning | None, ...]:
        """What the heads of one table mean, with what is remembered of that table."""
        choices = self.choices(signature)
        return tuple(self.meaning(head, key, choices) for head, key in zip(heads, keys, strict=True))

    def meaning(self, head: Head, key: str = "", choices: Choices | None = None) -> Meaning | None:
        """The meaning of the first reading that is known, or None."""
        confirmed = self._confirmed(self._anywhere if choices is None else choices, key or head.key)
        return confirmed or self._named(head) or self._variant(head)

    def _confirmed(self, choices: Choices, key: str) -> Meaning | None:
        known = key if key in choices else key.partition("#")[0]
        if known not in choices:
            return None
        code = choices[known]
        if code is None:
            return Meaning("left_out", confirmed=True)
        if code in self.indicators:
            return Meaning("remembered", code, confirmed=True)
        return (
            Meaning(code, confirmed=True) if code in roles() else None
        )  # an indicator that is no more decides nothing

    def _named(self, head: Head) -> Meaning | None:
        for table in (self._by_name, self._roles):
            for name in head.names:
                if name in table:
                    return table[name]
        return Meaning("learned", self._learned[head.key]) if head.key in self._learned else None

    def _variant(self, head: Head) -> Meaning | None:
        for name in head.names:
            for tail in TAILS:
                stem = name.removesuffix(tail)
                if stem != name and stem in self._by_name:
                    return Meaning("variant", self._by_name[stem].code)
        return None

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
